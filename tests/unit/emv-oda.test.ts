// SPDX-License-Identifier: Apache-2.0
//
// Offline data authentication step by step, each way in which a step can fail by its name. docs/sources.md [domain B6, B8]
// The keys sign nothing (support/emv-pki.ts); real ones are in emv-oda-vectors.test.ts.

import { assert, describe, test } from 'mcu-test-harness';
import { DataObjects } from '../../src/emv/data-objects.ts';
import { authenticateStaticData, iccPublicKey, issuerPublicKey } from '../../src/emv/oda.ts';
import { authenticateFast } from '../../src/emv/oda-fdda.ts';
import type { OdaInput } from '../../src/emv/oda-step.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { debitAid, type Objects, pan } from './support/emv-card.ts';
import {
  caIndex,
  caModulus,
  caRow,
  dynamicSigned,
  type Flaw,
  type InputChanges,
  iccCertified,
  iccModulus,
  issuerCertified,
  issuerModulus,
  modulusOf,
  odaInput,
  sm2Signature,
  staticSigned,
  supportWith,
} from './support/emv-pki.ts';

const recordHex = '5F2403301231';
const records = [fromHex(recordHex)];

interface Card {
  readonly issuer?: Flaw;
  readonly icc?: Flaw;
  readonly dynamic?: Flaw;
  readonly statics?: Flaw;
  readonly objects?: Objects;
  readonly input?: InputChanges;
  readonly dynamicData?: string;
  readonly signedData?: string;
}

const unpredictableNumber = '12345678';
const good: Objects = { '8F': caIndex, '82': '2000', '9F36': '001C' };

function inputOf(card: Card = {}): OdaInput {
  const { dynamicData = '02001C', signedData = unpredictableNumber, objects } = card;
  return odaInput(
    {
      ...good,
      ...issuerCertified(card.issuer),
      ...iccCertified(recordHex, card.icc),
      '9F4B': dynamicSigned(dynamicData, signedData, card.dynamic),
      '93': staticSigned(recordHex, card.statics),
      ...objects,
    },
    { records, ...card.input },
  );
}

const terminal = new DataObjects();
terminal.set(0x9f37, fromHex(unpredictableNumber));
terminal.set(0x9f02, fromHex('000000001250'));
terminal.set(0x5f2a, fromHex('0156'));

type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: string };
const failureOf = (step: Outcome) => (step.ok ? 'none' : step.failure);
const fdda = (card?: Card) => failureOf(authenticateFast(inputOf(card), terminal));
const sda = (card?: Card) => failureOf(authenticateStaticData(inputOf(card)));

type Row = readonly [name: string, card: Card, failure: string];

function table(rows: readonly Row[], run: (card?: Card) => string): void {
  for (const [name, card, failure] of rows) {
    test(`${name}: ${failure}`, () => assert.equal(run(card), failure));
  }
}

const keysOf = (...rows: readonly string[]): InputChanges => ({
  support: supportWith(rows.join('')),
});

describe('the key of the authority', () => {
  const corrupt = caRow().slice(0, -2).concat('00');
  table(
    [
      ['everything right', {}, 'none'],
      ['no index', { objects: { '8F': undefined } }, 'ca-key-index-missing'],
      ['another index', { objects: { '8F': 'E1' } }, 'ca-key-unknown'],
      ['an empty table', { input: keysOf() }, 'ca-key-unknown'],
      ["another scheme's card", { input: { aid: 'A0000000031010' } }, 'ca-key-unknown'],
      ['the second row', { input: keysOf(caRow({ index: '01' }), caRow()) }, 'none'],
      [
        'another scheme has that index, too',
        { input: keysOf(caRow({ rid: 'A000000003', modulus: modulusOf(96, '11') }), caRow()) },
        'none',
      ],
      ['a check value that differs', { input: keysOf(corrupt) }, 'ca-key-corrupt'],
      ['a table that is cut', { input: keysOf(caRow().slice(0, -2)) }, 'ca-key-corrupt'],
      ['a table of one byte', { input: keysOf('A0') }, 'ca-key-corrupt'],
      ['its last day is today', { input: keysOf(caRow({ lastDay: '251121' })) }, 'none'],
      ['it was yesterday', { input: keysOf(caRow({ lastDay: '251120' })) }, 'ca-key-expired'],
      ['an unknown algorithm', { input: keysOf(caRow({ algorithm: '02' })) }, 'ca-key-algorithm'],
      [
        'a modulus beyond 1984 bits',
        { input: keysOf(caRow({ modulus: modulusOf(249, 'CA') })) },
        'ca-key-algorithm',
      ],
    ],
    fdda,
  );
});

describe("the issuer's certificate", () => {
  const cert = issuerCertified();
  table(
    [
      ['missing', { objects: { '90': undefined } }, 'issuer-certificate-missing'],
      ['a byte short', { objects: { '90': cert['90']!.slice(2) } }, 'issuer-certificate-length'],
      [
        'not below the modulus',
        { objects: { '90': `F1${cert['90']!.slice(2)}` } },
        'issuer-certificate-length',
      ],
      ['trailer BD', { issuer: { trailer: 'BD' } }, 'issuer-certificate-trailer'],
      ['header 6B', { issuer: { header: '6B' } }, 'issuer-certificate-header'],
      ['format 04', { issuer: { format: '04' } }, 'issuer-certificate-format'],
      [
        'hash algorithm 02 under a key for 01',
        { issuer: { hashAlgorithm: '02' } },
        'issuer-certificate-hash-algorithm',
      ],
      [
        'hash algorithm 03',
        { issuer: { hashAlgorithm: '03' } },
        'issuer-certificate-hash-algorithm',
      ],
      [
        'hash algorithm 00',
        { issuer: { hashAlgorithm: '00' } },
        'issuer-certificate-hash-algorithm',
      ],
      ['a hash that differs', { issuer: { hash: '00'.repeat(20) } }, 'issuer-certificate-hash'],
      [
        'SHA-256, which the key allows',
        {
          issuer: { hashAlgorithm: '02' },
          icc: { hashAlgorithm: '02' },
          dynamic: { hashAlgorithm: '02' },
          input: keysOf(caRow({ hash: '02' })),
        },
        'none',
      ],
      ['SHA-1, where the key allows SHA-256', { input: keysOf(caRow({ hash: '02' })) }, 'none'],
      [
        "another issuer's digits",
        { issuer: { identity: '629998FF' } },
        'issuer-certificate-identity',
      ],
      ['three digits', { issuer: { identity: '629FFFFF' } }, 'none'],
      ['two digits', { issuer: { identity: '62FFFFFF' } }, 'issuer-certificate-identity'],
      ['eight digits', { issuer: { identity: pan.slice(0, 8) } }, 'none'],
      ['this is its last month', { issuer: { month: '1125' } }, 'none'],
      ['last month was', { issuer: { month: '1025' } }, 'issuer-certificate-expired'],
      ['last year was', { issuer: { month: '1224' } }, 'issuer-certificate-expired'],
      ['until 2049', { issuer: { month: '1249' } }, 'none'],
      ['until 1999', { issuer: { month: '1299' } }, 'issuer-certificate-expired'],
      ['key algorithm 02', { issuer: { keyAlgorithm: '02' } }, 'issuer-certificate-key-algorithm'],
      ['a key of no bytes', { issuer: { keyLength: '00' } }, 'issuer-certificate-key-length'],
      [
        "a key longer than the authority's",
        { issuer: { keyLength: '91' } },
        'issuer-certificate-key-length',
      ],
      [
        'the remainder missing',
        { objects: { '92': undefined } },
        'issuer-certificate-remainder-missing',
      ],
      [
        'a remainder too long',
        { objects: { '92': `${cert['92']}00` } },
        'issuer-certificate-remainder-length',
      ],
      [
        'another remainder',
        { objects: { '92': cert['92']!.replace(/..$/, '00') } },
        'issuer-certificate-hash',
      ],
      ['no exponent', { objects: { '9F32': undefined } }, 'issuer-certificate-exponent-missing'],
      [
        'another exponent than signed',
        { objects: { '9F32': '010001' } },
        'issuer-certificate-hash',
      ],
      ['exponent 65537', { issuer: { exponent: '010001' } }, 'none'],
      ['exponent 1', { issuer: { exponent: '01' } }, 'issuer-certificate-exponent'],
      ['exponent 5', { issuer: { exponent: '05' } }, 'issuer-certificate-exponent'],
      [
        'called back',
        { input: { support: supportWith(caRow(), `A000000333${caIndex}000001`) } },
        'issuer-certificate-revoked',
      ],
      [
        'others called back: key, number, scheme',
        {
          input: {
            support: supportWith(
              caRow(),
              `A000000333E1000001A000000333${caIndex}000002A000000003${caIndex}000001A000000333`,
            ),
          },
        },
        'none',
      ],
    ],
    fdda,
  );

  test('an authority whose key is too short for any certificate', () => {
    const modulus = modulusOf(30, 'CA');
    const objects = { '90': `6A02${'00'.repeat(9)}01${'00'.repeat(17)}BC` };
    assert.equal(fdda({ objects, input: keysOf(caRow({ modulus })) }), 'issuer-certificate-length');
    const short = modulusOf(34, 'CA');
    const more = { '90': `6A02${'00'.repeat(9)}01${'00'.repeat(21)}BC` };
    assert.equal(
      fdda({ objects: more, input: keysOf(caRow({ modulus: short })) }),
      'issuer-certificate-length',
    );
  });

  test('a key that fits into the certificate needs no remainder, and one that is there all the same is in the hash', () => {
    const support = supportWith(caRow({ modulus: modulusOf(200, 'CA') }));
    const room = 200 - 36;
    assert.ok(issuerModulus.length / 2 <= room);
    // The certificate for the longer key, by hand: padding BB behind the key.
    const head = `02${pan.slice(0, 6)}FF123000000101018001`;
    const body = `${head}${issuerModulus.padEnd(room * 2, 'B')}`;
    const { hashOf } = support.operations;
    const of = (remainder: string) => {
      const hash = toHex(hashOf('sha-1', fromHex(`${body}${remainder}03`)));
      const objects = {
        ...good,
        '90': `6A${body}${hash}BC`,
        '92': remainder === '' ? undefined : remainder,
        '9F32': '03',
      };
      return issuerPublicKey(odaInput(objects, { support }));
    };
    for (const remainder of ['', 'AABB']) {
      const found = of(remainder);
      assert.equal(failureOf(found), 'none');
      assert.ok(found.ok && toHex(found.value.modulus) === issuerModulus);
    }
  });
});

describe("the card's certificate", () => {
  const cert = iccCertified(recordHex);
  const other = iccCertified('5F2403301230');
  table(
    [
      ['missing', { objects: { '9F46': undefined } }, 'icc-certificate-missing'],
      ['a byte long', { objects: { '9F46': `${cert['9F46']}00` } }, 'icc-certificate-length'],
      ['format 02', { icc: { format: '02' } }, 'icc-certificate-format'],
      ['over other static data', { objects: other }, 'icc-certificate-hash'],
      [
        'another account number',
        { icc: { identity: '6299990000000018FFFF' } },
        'icc-certificate-identity',
      ],
      [
        'the number and one digit more',
        { icc: { identity: `${pan}0FFF` } },
        'icc-certificate-identity',
      ],
      [
        'the number without its last digit',
        { icc: { identity: `${pan.slice(0, 15)}FFFFF` } },
        'icc-certificate-identity',
      ],
      ['expired', { icc: { month: '1025' } }, 'icc-certificate-expired'],
      [
        "a key longer than the issuer's",
        { icc: { keyLength: '81' } },
        'icc-certificate-key-length',
      ],
      [
        'the remainder missing',
        { objects: { '9F48': undefined } },
        'icc-certificate-remainder-missing',
      ],
      ['exponent missing', { objects: { '9F47': undefined } }, 'icc-certificate-exponent-missing'],
      ['exponent 1', { icc: { exponent: '01' } }, 'icc-certificate-exponent'],
    ],
    fdda,
  );

  test('is put together from certificate and remainder', () => {
    const key = iccPublicKey(inputOf());
    assert.ok(key.ok && toHex(key.value.modulus) === iccModulus && key.value.exponent === 3);
  });
});

describe('static data', () => {
  const withAip = `${recordHex}2000`;
  table(
    [
      ['with the AIP', { objects: { ...iccCertified(withAip), '9F4A': '82' } }, 'none'],
      ['with the AIP, not signed', { objects: { '9F4A': '82' } }, 'icc-certificate-hash'],
      ['with another object', { objects: { '9F4A': '94' } }, 'static-data-tag-list'],
      ['with the AIP and another', { objects: { '9F4A': '8294' } }, 'static-data-tag-list'],
      [
        'with the AIP that the card has not',
        { objects: { '9F4A': '82', '82': undefined } },
        'none',
      ],
      [
        'a record that cannot be signed',
        { input: { records: 'static-data-record' } },
        'static-data-record',
      ],
      ['no records, but signed ones', { input: { records: [] } }, 'icc-certificate-hash'],
      [
        'no records, and none signed',
        { objects: iccCertified(''), input: { records: [] } },
        'none',
      ],
      ['a record twice', { input: { records: [...records, ...records] } }, 'icc-certificate-hash'],
    ],
    fdda,
  );
  table(
    [
      ['SDA, everything right', {}, 'none'],
      ['SDA, signature missing', { objects: { '93': undefined } }, 'static-signature-missing'],
      [
        'SDA, a byte short',
        { objects: { '93': staticSigned(recordHex).slice(2) } },
        'static-signature-length',
      ],
      ['SDA, format 05', { statics: { format: '05' } }, 'static-signature-format'],
      ['SDA, hash', { statics: { hash: '00'.repeat(20) } }, 'static-signature-hash'],
      ['SDA, other data', { objects: { '93': staticSigned('00') } }, 'static-signature-hash'],
      [
        'SDA, a record that cannot be signed',
        { input: { records: 'static-data-record' } },
        'static-data-record',
      ],
      [
        'SDA, no issuer certificate',
        { objects: { '90': undefined } },
        'issuer-certificate-missing',
      ],
    ],
    sda,
  );

  test('SDA brings the data authentication code', () => {
    const found: string[] = [];
    const done = authenticateStaticData({
      ...inputOf(),
      onRecovered: (name, value) => found.push(`${name} ${toHex(value)}`),
    });
    assert.ok(done.ok && toHex(done.value) === 'DAC0');
    assert.equal(found.at(-1), 'data-authentication-code DAC0');
  });
});

describe('signed dynamic data', () => {
  const v01 = `${unpredictableNumber}0000000012500156`;
  const related = '01A1B2C3D42000';
  const of = (tag9F69: string, ctq: string | undefined, signedData = `${v01}${tag9F69}`): Card => ({
    signedData,
    objects: { '9F69': tag9F69, '9F6C': ctq },
  });
  table(
    [
      ['missing', { objects: { '9F4B': undefined } }, 'dynamic-signature-missing'],
      [
        'a byte short',
        { objects: { '9F4B': dynamicSigned('02001C', '').slice(2) } },
        'dynamic-signature-length',
      ],
      ['format 03', { dynamic: { format: '03' } }, 'dynamic-signature-format'],
      [
        'hash algorithm 02',
        { dynamic: { hashAlgorithm: '02' } },
        'dynamic-signature-hash-algorithm',
      ],
      ['for another number', { signedData: '12345679' }, 'dynamic-signature-hash'],
      ['longer than the key', { dynamic: { dynamicLength: '58' } }, 'dynamic-data-length'],
      ['as long as the key', { dynamic: { dynamicLength: '57' } }, 'none'],
      ['no dynamic data', { dynamicData: '' }, 'dynamic-number-length'],
      ['a number of 1 byte', { dynamicData: '011C' }, 'dynamic-number-length'],
      ['a number of 9 bytes', { dynamicData: '09001C00000000000000' }, 'dynamic-number-length'],
      ['a number that is cut', { dynamicData: '0200' }, 'dynamic-number-length'],
      [
        'a number without its length, as one applet sends it',
        { dynamicData: '2A002C' },
        'dynamic-number-length',
      ],
      [
        'a number of 8 bytes',
        { dynamicData: '08001C000000000000' },
        'dynamic-number-is-not-the-atc',
      ],
      ['another counter', { dynamicData: '02001D' }, 'dynamic-number-is-not-the-atc'],
      ['more behind the number', { dynamicData: '02001CFFFF' }, 'none'],
      ['version 01', of(related, undefined), 'none'],
      ['version 01 and the same CTQ', of(related, '2000'), 'none'],
      ['version 01 and another CTQ', of(related, '2080'), 'card-related-data-qualifiers'],
      ['version 01, more data', of(`${related}0102`, '2000'), 'none'],
      [
        'version 01 that signs the number alone',
        of(related, '2000', unpredictableNumber),
        'dynamic-signature-hash',
      ],
      ['version 00 in 9F69', of(`00${related.slice(2)}`, '2000'), 'card-related-data-version'],
      ['version 02', of(`02${related.slice(2)}`, '2000'), 'card-related-data-version'],
    ],
    fdda,
  );

  test('tells what certificates and signature held', () => {
    const found: string[] = [];
    authenticateFast({ ...inputOf(), onRecovered: (name) => found.push(name) }, terminal);
    assert.deepEqual(found, [
      'issuer-certificate-month',
      'issuer-certificate-serial-number',
      'issuer-certificate-key',
      'icc-certificate-month',
      'icc-certificate-serial-number',
      'icc-certificate-key',
      'icc-dynamic-number',
    ]);
  });
});

describe('SM2 certificates', () => {
  const [caPoint, issuerPoint, iccPoint] = ['CA', '15', '1C'].map((fill) => fill.repeat(64)) as [
    string,
    string,
    string,
  ];
  const sm2Keys = keysOf(caRow({ hash: '07', algorithm: '04', exponent: '', modulus: caPoint }));
  const issuerText = (format = '12', algorithms = '04041140') =>
    `${format}${pan.slice(0, 6)}FF1230000001${algorithms}${issuerPoint}`;
  const iccText = `14${pan}FFFF123000000204041140${iccPoint}`;
  const dynamicText = (algorithm = '04', data = '02001C') =>
    `15${algorithm}${(data.length / 2).toString(16).padStart(2, '0')}${data}`;
  const sign = (key: string, text: string, covered = '') =>
    `${text}${sm2Signature(key, `${text}${covered}`)}`;
  const of = (objects: Objects = {}): Card => ({
    input: sm2Keys,
    objects: {
      '90': sign(caPoint, issuerText()),
      '9F46': sign(issuerPoint, iccText, recordHex),
      '9F4B': sign(iccPoint, dynamicText(), unpredictableNumber),
      '93': sign(issuerPoint, '1304DAC0', recordHex),
      ...objects,
    },
  });
  table(
    [
      ['everything right', of(), 'none'],
      [
        'issuer certificate a byte short',
        of({ '90': sign(caPoint, issuerText()).slice(2) }),
        'issuer-certificate-length',
      ],
      [
        'issuer certificate of 64 bytes',
        of({ '90': '12'.repeat(64) }),
        'issuer-certificate-length',
      ],
      ['format 14', of({ '90': sign(caPoint, issuerText('14')) }), 'issuer-certificate-format'],
      [
        'curve 12',
        of({ '90': sign(caPoint, issuerText('12', '04041240')) }),
        'issuer-certificate-key-algorithm',
      ],
      [
        'signature of another key',
        of({ '90': sign(iccPoint, issuerText()) }),
        'issuer-certificate-signature',
      ],
      [
        'card certificate over other data',
        of({ '9F46': sign(issuerPoint, iccText, '00') }),
        'icc-certificate-signature',
      ],
      [
        'dynamic data for another number',
        of({ '9F4B': sign(iccPoint, dynamicText(), '00000000') }),
        'dynamic-signature-signature',
      ],
      ['dynamic data of 66 bytes', of({ '9F4B': '15'.repeat(66) }), 'dynamic-signature-length'],
      [
        'dynamic data with algorithm 01',
        of({ '9F4B': sign(iccPoint, dynamicText('01'), unpredictableNumber) }),
        'dynamic-signature-hash-algorithm',
      ],
      [
        'an empty number',
        of({ '9F4B': sign(iccPoint, '150400', unpredictableNumber) }),
        'dynamic-number-length',
      ],
    ],
    fdda,
  );
  table(
    [
      ['SDA', of(), 'none'],
      [
        'SDA with format 15',
        of({ '93': sign(issuerPoint, '1504DAC0', recordHex) }),
        'static-signature-format',
      ],
    ],
    sda,
  );
});

describe('a card that lies', () => {
  /** Numbers of no quality at all, the same each time. */
  function noise(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return state >> 8;
    };
  }

  test('one byte changed anywhere never passes, and nothing throws', () => {
    const next = noise(1);
    const tags = [0x90, 0x92, 0x9f32, 0x9f46, 0x9f47, 0x9f48, 0x9f4b];
    for (let run = 0; run < 300; run++) {
      const input = inputOf();
      const value = input.card.get(tags[run % tags.length]!)!;
      value[next() % value.length]! ^= 1 << (next() % 8);
      assert.ok(!authenticateFast(input, terminal).ok, `run ${run}`);
    }
  });

  test('objects of any length and content never pass, and nothing throws', () => {
    const next = noise(2);
    const tags = [0x8f, 0x90, 0x92, 0x9f32, 0x9f46, 0x9f47, 0x9f48, 0x9f4a, 0x9f4b, 0x9f69, 0x93];
    for (let run = 0; run < 300; run++) {
      const input = inputOf();
      for (const tag of tags.slice(0, 1 + (next() % tags.length))) {
        const value = new Uint8Array(next() % 250).map(() => next());
        input.card.set(tag, value);
      }
      assert.ok(!authenticateFast(input, terminal).ok, `run ${run}`);
      authenticateStaticData(input);
    }
  });

  test('the same card passes before and after', () => {
    assert.equal(fdda(), 'none');
    assert.equal(caModulus.length, 288);
    assert.ok(toHex(inputOf().adfName) === debitAid);
  });
});
