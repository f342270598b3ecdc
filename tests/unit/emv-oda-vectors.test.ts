// SPDX-License-Identifier: Apache-2.0
//
// Offline data authentication of real test cards, with the RSA and the hashes of the C core. Runs on XS: needs natives.
//
// The sets lack the records that the card's certificate and the static signature cover: these two can be opened and not proven.
// Whole chains are in emv-oda.test.ts and, with RSA, in tests/emv/tap.test.ts.

import { assert, describe, test } from 'mcu-test-harness';
import { hashOf, rsaRecover, sm2Verify } from '../../crypto/public-key.ts';
import curves from '../../crypto/vectors/curves.json' with { type: 'json' };
import vectors from '../../crypto/vectors/emv-cards.json' with { type: 'json' };
import { DataObjects } from '../../src/emv/data-objects.ts';
import {
  authenticateStaticData,
  iccPublicKey,
  issuerPublicKey,
  openDynamicData,
} from '../../src/emv/oda.ts';
import { authenticateCombined } from '../../src/emv/oda-cda.ts';
import type { OdaInput, PublicKey } from '../../src/emv/oda-step.ts';
import { decodeTlvs } from '../../src/emv/tlv.ts';
import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';
import { caKeysCsv } from './support/ca-keys.ts';
import type { Objects } from './support/emv-card.ts';
import { caRow, digitsOf } from './support/emv-pki.ts';

const operations = { rsaRecover, hashOf, sm2Verify };
const [visa, mastercard] = vectors.cards as unknown as [Objects, Objects];

function inputOf(card: Objects, changes: Objects = {}, today = '220630'): OdaInput {
  const objects = new DataObjects();
  const { name, pan, rid, ...tags } = card;
  for (const [tag, value] of Object.entries({ ...tags, '9F32': '03', '9F47': '03', ...changes })) {
    if (value !== undefined) objects.set(Number.parseInt(tag, 16), fromHex(value));
  }
  const { exponent, modulus } = caKeysCsv.find(
    (key) => key.rid === rid && key.index === card['8F'],
  )!;
  return {
    operations,
    caKeys: fromHex(caRow({ rid: rid!, index: card['8F']!, exponent, modulus })),
    revoked: new Uint8Array(0),
    today: fromHex(today),
    adfName: fromHex(`${rid}1010`),
    card: objects,
    pan: digitsOf(pan!),
    records: [],
  };
}

/** The card's key out of its certificate, without the hash that cannot be known here. */
function openedKey(input: OdaInput): PublicKey {
  const issuer = issuerPublicKey(input);
  assert.ok(issuer.ok, issuer.ok ? '' : issuer.failure);
  if (!issuer.ok) throw new RangeError('no issuer key');
  const recovered = rsaRecover(issuer.value.modulus, 3, input.card.get(0x9f46)!)!;
  const inside = recovered.subarray(21, recovered.length - 21);
  const modulus = concat(inside, input.card.get(0x9f48)!).subarray(0, recovered[19]!);
  return { ...issuer.value, modulus };
}

/** Number and what follows it, or the reason. */
function dynamic(input: OdaInput, terminalData: string, key = openedKey(input)): string {
  const opened = openDynamicData(input, key, fromHex(terminalData));
  if (!opened.ok) return opened.failure;
  return `${toHex(opened.value.iccDynamicNumber)} ${toHex(opened.value.rest)}`;
}

const failureOf = (step: { ok: true } | { ok: false; failure: string }) =>
  step.ok ? 'none' : step.failure;

describe("Visa's test card under key 94", () => {
  test('its issuer certificate is right', () => {
    const recovered: string[] = [];
    const issuer = issuerPublicKey({
      ...inputOf(visa),
      onRecovered: (name, value) => recovered.push(`${name} ${toHex(value).slice(0, 8)}`),
    });
    assert.ok(issuer.ok && issuer.value.modulus.length === 176);
    assert.deepEqual(recovered, [
      'issuer-certificate-month 1231',
      'issuer-certificate-serial-number 03DA0A',
      'issuer-certificate-key DDD9039A',
    ]);
  });

  test('its dynamic signature brings its number', () =>
    assert.equal(dynamic(inputOf(visa), '7FBC4049'), '00AE '));

  test('another unpredictable number does not', () =>
    assert.equal(dynamic(inputOf(visa), '7FBC404A'), 'dynamic-signature-hash'));

  test('card certificate and static signature have the right form, and need the records', () => {
    assert.equal(failureOf(iccPublicKey(inputOf(visa))), 'icc-certificate-hash');
    assert.equal(failureOf(authenticateStaticData(inputOf(visa))), 'static-signature-hash');
  });
});

describe("Mastercard's test card under key F1", () => {
  test('CDA opens to number, cryptogram and hash', () =>
    assert.equal(
      dynamic(inputOf(mastercard), '8B55633B'),
      '537EB5E03CC433C8 0055B6408DBC985131A04620C52455EA8F2370647AF36748A2CA4AA9F6',
    ));
});

/** The last byte changed by one. */
const worn = (value: string) =>
  value.slice(0, -2) +
  ((Number.parseInt(value.slice(-2), 16) ^ 1) & 0xff).toString(16).toUpperCase().padStart(2, '0');

describe('the negative cases of the same sets', () => {
  const remainder = `${visa['9F48']!.slice(0, -2)}E6`;
  const icc: readonly (readonly [string, Objects, string, string])[] = [
    [
      'issuer certificate worn',
      { '90': worn(visa['90']!) },
      '220630',
      'issuer-certificate-trailer',
    ],
    ['issuer exponent 010001', { '9F32': '010001' }, '220630', 'issuer-certificate-hash'],
    ['the date is 1 January 2032', {}, '320101', 'issuer-certificate-expired'],
    ['card certificate worn', { '9F46': worn(visa['9F46']!) }, '220630', 'icc-certificate-trailer'],
    ['card key remainder ends in E6', { '9F48': remainder }, '220630', 'icc-certificate-hash'],
  ];
  for (const [name, changes, today, failure] of icc) {
    test(`${name}: ${failure}`, () =>
      assert.equal(failureOf(iccPublicKey(inputOf(visa, changes, today))), failure));
  }

  test('signatures worn', () => {
    const key = openedKey(inputOf(visa));
    const input = inputOf(visa, { '9F4B': worn(visa['9F4B']!), '93': worn(visa['93']!) });
    assert.equal(dynamic(input, '7FBC4049', key), 'dynamic-signature-trailer');
    assert.equal(failureOf(authenticateStaticData(input)), 'static-signature-trailer');
  });
});

describe('signatures under a key without certificate', () => {
  const input = (tags: Objects): OdaInput => inputOf(mastercard, { '9F46': undefined, ...tags });
  const keyOf = (modulus: string) => ({
    algorithm: 1,
    modulus: fromHex(modulus),
    exponent: 3,
    hashAlgorithms: [1],
  });

  test('fDDA version 01 covers amount, currency and 9F69', () => {
    const { modulus, dynamicNumber, ...tags } = vectors.fdda;
    const data = fromHex(`${tags['9F37']}${tags['9F02']}${tags['5F2A']}${tags['9F69']}`);
    const opened = openDynamicData(input({ '9F4B': tags['9F4B'] }), keyOf(modulus), data);
    assert.ok(opened.ok && toHex(opened.value.iccDynamicNumber) === dynamicNumber);
    const v00 = openDynamicData(
      input({ '9F4B': tags['9F4B'] }),
      keyOf(modulus),
      fromHex(tags['9F37']),
    );
    assert.ok(!v00.ok && v00.failure === 'dynamic-signature-hash');
  });

  test('CDA holds the hash of all that went to and fro', () => {
    const { modulus, cdol1, answer, dynamicNumber, cid, cryptogram, ...tags } = vectors.cda;
    const objects = decodeTlvs(fromHex(answer));
    assert.ok(objects.ok);
    if (!objects.ok) return;
    const signedInput = input({ '9F4B': tags['9F4B'], '9F27': cid });
    const parts = {
      unpredictableNumber: fromHex(tags['9F37']),
      sent: [fromHex(cdol1)],
      answer: [...objects.value, { tag: 0x9f4b, value: fromHex(tags['9F4B']) }],
    };
    const done = authenticateCombined(signedInput, parts, keyOf(modulus));
    assert.ok(done.ok, done.ok ? '' : done.failure);
    if (!done.ok) return;
    assert.equal(toHex(done.value.iccDynamicNumber), dynamicNumber);
    assert.equal(toHex(done.value.cryptogram), cryptogram);
    assert.equal(done.value.cryptogramInformation, 0x80);
    assert.equal(done.value.rest.length, 0);
    const failure = (changed: Partial<typeof parts>, tags27 = cid) => {
      const found = authenticateCombined(
        input({ '9F4B': tags['9F4B'], '9F27': tags27 }),
        { ...parts, ...changed },
        keyOf(modulus),
      );
      return found.ok ? 'done' : found.failure;
    };
    assert.equal(failure({}, '40'), 'cryptogram-information-differs');
    assert.equal(failure({ sent: [] }), 'transaction-data-hash');
    assert.equal(failure({ answer: parts.answer.slice(1) }), 'transaction-data-hash');
    assert.equal(failure({ unpredictableNumber: fromHex('00000000') }), 'dynamic-signature-hash');
  });
});

describe('the key core', () => {
  test('gives the hashes of nothing and of four pieces', () => {
    const bytes = fromHex('616263');
    const [a, b, c] = [bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)];
    assert.equal(
      toHex(hashOf('sha-1', a, new Uint8Array(0), b, c)),
      'A9993E364706816ABA3E25717850C26C9CD0D89D',
    );
    assert.equal(
      toHex(hashOf('sm3', bytes)),
      '66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0',
    );
    assert.equal(toHex(hashOf('sha-256', new Uint8Array(0))).slice(0, 8), 'E3B0C442');
  });

  test('recovers nothing under what is no key, or from what is not of its length or not below it', () => {
    const modulus = fromHex(vectors.fdda.modulus);
    const data = fromHex(vectors.fdda['9F4B']);
    assert.ok(rsaRecover(modulus, 3, data) !== undefined);
    assert.equal(rsaRecover(modulus, 2, data), undefined);
    assert.equal(rsaRecover(modulus, 3, data.subarray(1)), undefined);
    assert.equal(rsaRecover(modulus, 3, modulus), undefined);
    assert.equal(rsaRecover(new Uint8Array(0), 3, new Uint8Array(0)), undefined);
  });

  test('takes the SM2 signature of GB/T 32918.5, and no other', () => {
    const { publicKey, signature } = curves.sm2;
    const point = fromHex(publicKey.slice(-128));
    const message = fromAscii('message digest');
    assert.ok(sm2Verify(point, message, fromHex(signature)));
    assert.ok(!sm2Verify(point, fromAscii('message digesu'), fromHex(signature)));
    assert.ok(!sm2Verify(point, message, fromHex(signature).subarray(1)));
    assert.ok(!sm2Verify(point.subarray(1), message, fromHex(signature)));
    assert.ok(!sm2Verify(new Uint8Array(64), message, new Uint8Array(64)));
  });
});
