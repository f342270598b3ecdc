// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2, decision by decision: limits, restrictions, cardholder verification, action codes, GENERATE AC with its signature, relay
// resistance, torn transactions, outcome and error objects, TVR and TSI. docs/sources.md [domain B4, B6, B9]
//
// A row: what is different, then outcome, P1 of GENERATE AC, TVR and TSI, 9F34, the error indication, how authentication went.

import { assert, describe, test } from 'mcu-test-harness';
import { type Options, performTransaction } from '../../src/emv/entry-point.ts';
import type { KernelRecord } from '../../src/emv/kernel-record.ts';
import type { Outcome } from '../../src/emv/outcome.ts';
import { TornLog } from '../../src/emv/torn-log.ts';
import type { Transaction } from '../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { brief, fci, type Objects, sale, tlv } from './support/emv-card.ts';
import { Kernel2Card, type Kernel2CardOptions, mastercardAid } from './support/emv-kernel2-card.ts';
import {
  type Kernel2Changes,
  kernel2Authentication,
  kernel2Parameters,
} from './support/emv-kernel2-terminal.ts';

interface Case extends Kernel2CardOptions, Kernel2Changes {
  readonly transaction?: Partial<Transaction>;
  readonly withoutKeys?: boolean;
  readonly options?: Options;
}

interface Ended {
  readonly outcome: Outcome;
  readonly record: KernelRecord;
  readonly card: Kernel2Card;
}

async function present(card: Kernel2Card, row: Case): Promise<Ended> {
  const records: KernelRecord[] = [];
  const outcome = await performTransaction(
    card,
    kernel2Parameters(row),
    { ...sale, ...row.transaction },
    {
      ...(row.withoutKeys ? {} : { authentication: kernel2Authentication }),
      ...row.options,
      onKernelEnd: (ended) => records.push(ended),
    },
  );
  assert.equal(records.length, 1);
  return { outcome, record: records[0]!, card };
}

const tap = (row: Case) => present(new Kernel2Card(row), row);

function storyOf({ outcome, record, card }: Ended): string {
  const { method, result, failure } = record.oda;
  const generate = card.commands.find((command) => command.startsWith('80AE'));
  const object = (tag: number) => {
    const value = record.terminal.get(tag);
    return value === undefined ? '-' : toHex(value);
  };
  return [
    brief(outcome),
    generate === undefined ? '-' : generate.slice(4, 6),
    `${toHex(record.tvr)} ${toHex(record.tsi).slice(0, 2)}`,
    object(0x9f34),
    object(0xdf8115),
    failure ?? (result === 'successful' ? method : '-'),
  ].join(' | ');
}

/** Somebody cancels before the `nth` command. */
function cancelledAt(nth: number): Partial<Transaction> {
  let asked = 0;
  return {
    cancellation: {
      get cancelled() {
        return ++asked >= nth;
      },
    },
  };
}

type Row = readonly [name: string, row: Case, expected: string];

function table(rows: readonly Row[]): void {
  for (const [name, row, expected] of rows) {
    test(`${name}: ${expected}`, async () => assert.equal(storyOf(await tap(row)), expected));
  }
}

const ok = '0000000000FF';
const noCvm = '1F0302';

describe('kernel 2, limits', () => {
  const bcd = (amount: number) => String(amount).padStart(12, '0');
  table([
    ['nothing is set', {}, `approved none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`],
    [
      'the floor limit, equal',
      { terminal: { DF8123: bcd(1250) } },
      `approved none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'the floor limit, above, and the terminal’s code asks the issuer',
      { terminal: { DF8123: bcd(1249), DF8122: '0000008000' } },
      `online-request none | 90 | 0000008001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'the transaction limit without a phone, equal',
      { terminal: { DF8124: bcd(1250), DF8125: bcd(1) } },
      `approved none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'the transaction limit without a phone, above',
      { terminal: { DF8124: bcd(1249) } },
      'end-application no-application | - | 0000000001 00 | - | 0005000000FF | -',
    ],
    [
      'the transaction limit of a phone, above',
      { aip: '1B80', terminal: { DF8124: bcd(9999), DF8125: bcd(1249) } },
      'end-application no-application | - | 0000000001 00 | - | 0005000000FF | -',
    ],
    [
      'the transaction limit of a phone, at a terminal that knows none',
      { aip: '1B80', terminal: { DF811B: '80', DF8124: bcd(1250), DF8125: bcd(1) } },
      `approved none | 50 | 0000000000 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'the CVM limit, equal',
      { terminal: { DF8126: bcd(1250) } },
      `approved none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'the CVM limit, above: online PIN',
      { terminal: { DF8126: bcd(1249) } },
      `online-request online-pin | 90 | 0000040001 E8 | 420300 | ${ok} | cda`,
    ],
  ]);
});

describe('kernel 2, cardholder verification', () => {
  const above = { DF8126: '000000001249' };
  const list = (rules: string, x = '00000000', y = '00000000') => ({ '8E': `${x}${y}${rules}` });
  const inList = (rules: string, more: Case = {}): Case => ({
    terminal: above,
    ...more,
    record: list(rules),
  });
  const failedCvm = (results: string) =>
    `online-request none | 90 | 0000800001 E8 | ${results} | ${ok} | cda`;
  table([
    [
      'on the phone, above the limit',
      { aip: '1B80', terminal: above },
      `approved confirmed-on-device | 50 | 0000000001 E8 | 010002 | ${ok} | cda`,
    ],
    [
      'on the phone, not needed',
      { aip: '1B80' },
      `approved none | 50 | 0000000001 E8 | 3F0002 | ${ok} | cda`,
    ],
    [
      'the card has none',
      { aip: '0980', terminal: above },
      `approved none | 50 | 0000000001 A8 | 3F0000 | ${ok} | cda`,
    ],
    [
      'no list',
      { record: { '8E': undefined } },
      `online-request none | 90 | 2000000001 A8 | 3F0000 | ${ok} | cda`,
    ],
    [
      'a list without rules',
      inList(''),
      `approved none | 50 | 0000000001 A8 | 3F0000 | ${ok} | cda`,
    ],
    ['signature', inList('1E03'), `approved none | 50 | 0000000001 E8 | 1E0300 | ${ok} | cda`],
    ['fail', inList('0000'), failedCvm('000001')],
    [
      'fail, or the next',
      inList('40001E00'),
      `approved none | 50 | 0000000001 E8 | 1E0000 | ${ok} | cda`,
    ],
    ['offline PIN, and no next', inList('01001E00'), failedCvm('3F0001')],
    [
      'offline PIN, or the next',
      inList('41001E00'),
      `approved none | 50 | 0000000001 E8 | 1E0000 | ${ok} | cda`,
    ],
    [
      'a method that nobody knows, or the next',
      inList('60001E00'),
      `online-request none | 90 | 0000400001 E8 | 1E0000 | ${ok} | cda`,
    ],
    [
      'a condition that nobody knows is passed over',
      inList('02331E00'),
      `approved none | 50 | 0000000001 E8 | 1E0000 | ${ok} | cda`,
    ],
    ['no condition holds', inList('1E01'), failedCvm('3F0001')],
    ['the last says "or the next"', inList('4100'), failedCvm('3F0001')],
    [
      'no PIN without a PIN pad',
      inList('4203', { terminal: { ...above, '9F33': '002008' } }),
      failedCvm('3F0001'),
    ],
    [
      'not cash, no cash back: holds',
      inList('1E02'),
      `approved none | 50 | 0000000001 E8 | 1E0200 | ${ok} | cda`,
    ],
    [
      'manual cash: does not hold',
      inList('1E02', { transaction: { type: 0x01 } }),
      failedCvm('3F0001'),
    ],
    [
      'cash back: does not hold',
      inList('1E02', { transaction: { amountOtherMinor: 100, type: 0x09 } }),
      failedCvm('3F0001'),
    ],
    [
      'unattended, and no cash',
      inList('1E01', { terminal: { ...above, '9F35': '14' } }),
      failedCvm('3F0001'),
    ],
    [
      'cash back',
      inList('1E05', { transaction: { amountOtherMinor: 100, type: 0x09 } }),
      `approved none | 50 | 0000000001 E8 | 1E0500 | ${ok} | cda`,
    ],
    [
      'manual cash',
      inList('1E04', { transaction: { type: 0x01 } }),
      `approved none | 50 | 0000000001 E8 | 1E0400 | ${ok} | cda`,
    ],
    [
      'unattended cash',
      inList('1E01', { transaction: { type: 0x01 }, terminal: { ...above, '9F35': '14' } }),
      `online-request none | 90 | 0000000001 E8 | 1E0100 | ${ok} | cda`,
    ],
    ...(
      [
        ['06', '000004E3', true],
        ['06', '000004E2', false],
        ['07', '000004E1', true],
        ['07', '000004E2', false],
        ['08', '000004E3', true],
        ['08', '000004E2', false],
        ['09', '000004E1', true],
        ['09', '000004E2', false],
      ] as const
    ).map(
      ([condition, amount, isMet]): Row => [
        `condition ${condition} with ${amount}`,
        {
          terminal: above,
          record: {
            ...list(
              `1E${condition}`,
              condition < '08' ? amount : '00000000',
              condition < '08' ? '00000000' : amount,
            ),
            '9F42': '0156',
          },
        },
        isMet
          ? `approved none | 50 | 0000000001 E8 | 1E${condition}00 | ${ok} | cda`
          : failedCvm('3F0001'),
      ],
    ),
    [
      'an amount in another currency than the card’s',
      { terminal: above, record: { ...list('1E06', '7FFFFFFF'), '9F42': '0840' } },
      failedCvm('3F0001'),
    ],
  ]);
});

describe('kernel 2, restrictions', () => {
  const found = (tvr: string, p1 = '90', outcome = 'online-request none') =>
    `${outcome} | ${p1} | ${tvr} E8 | ${noCvm} | ${ok} | cda`;
  const approved = found('0000000001', '50', 'approved none');
  const home = { '5F28': '0156' };
  table([
    ['expired', { record: { '5F24': '251120' } }, found('0040000001')],
    ['its last day', { record: { '5F24': '251121' } }, approved],
    ['not yet effective', { record: { '5F25': '251122' } }, found('0020000001')],
    ['effective today', { record: { '5F25': '251121' } }, approved],
    ['another version', { record: { '9F08': '0003' } }, found('0080000001')],
    ['the same version', { record: { '9F08': '0002' } }, approved],
    ['everything allowed', { record: { '9F07': 'FFC0', ...home } }, approved],
    ['nothing but tills, of an unknown country', { record: { '9F07': '0100' } }, approved],
    [
      'no cash back at home, and none is asked for',
      { record: { '9F07': 'FF00', ...home } },
      approved,
    ],
    ['not at tills', { record: { '9F07': 'FEC0', ...home } }, found('0010000001')],
    ['not at cash dispensers, at a till', { record: { '9F07': 'FDC0', ...home } }, approved],
    [
      'not at cash dispensers, at one',
      { record: { '9F07': 'FDC0' }, terminal: { '9F35': '14' } },
      found('0010000001'),
    ],
    ['no purchases at home', { record: { '9F07': 'D7C0', ...home } }, found('0010000001')],
    ['services at home do', { record: { '9F07': 'DFC0', ...home } }, approved],
    ['no purchases abroad', { record: { '9F07': 'EBC0', '5F28': '0840' } }, found('0010000001')],
    [
      'no cash at home',
      { record: { '9F07': '7FC0', ...home }, transaction: { type: 0x01 } },
      found('0010000001'),
    ],
    [
      'no cash back abroad',
      { record: { '9F07': 'FF80', '5F28': '0840' }, transaction: { amountOtherMinor: 1 } },
      found('0010000001'),
    ],
    [
      'on the exception file',
      { parameters: { exceptionFile: fromHex('6299990000000017FFFF') }, answer: { '9F27': '00' } },
      `declined card-declined | 00 | 1000000001 68 | ${noCvm} | ${ok} | -`,
    ],
  ]);
});

describe('kernel 2, action codes', () => {
  const expired = { '5F24': '251120' };
  const bit = '0040000000';
  const none = '0000000000';
  const codes = { '9F0D': none, '9F0E': none, '9F0F': none };
  const expect = (outcome: string, p1: string) =>
    `${outcome} | ${p1} | 0040000001 ${p1 === '00' ? '68' : 'E8'} | ${noCvm} | ${ok} | ${p1 === '00' ? '-' : 'cda'}`;
  const tc = expect('approved none', '50');
  const arqc = expect('online-request none', '90');
  const aac = expect('declined card-declined', '00');
  const of = (record: Objects, terminal: Objects = {}): Case => ({
    record: { ...expired, ...codes, ...record },
    terminal,
  });
  table([
    ['all codes zero', of({}), tc],
    ['the card’s denial', of({ '9F0E': bit }), aac],
    ['the terminal’s denial', of({}, { DF8121: bit }), aac],
    ['the card’s online', of({ '9F0F': bit }), arqc],
    ['the terminal’s online', of({}, { DF8122: bit }), arqc],
    ['another bit', of({ '9F0E': '0080000000', '9F0F': '00BF000000' }), tc],
    ['online only', of({}, { '9F35': '21' }), arqc],
    ['offline only, no default', of({ '9F0F': bit }, { '9F35': '23' }), tc],
    ['offline only, the card’s default', of({ '9F0D': bit }, { '9F35': '26' }), aac],
    ['offline only, the terminal’s default', of({}, { '9F35': '23', DF8120: bit }), aac],
    ['a card without an online code', of({ '9F0F': undefined }), arqc],
    [
      'offline only, a card without a default code',
      of({ '9F0D': undefined }, { '9F35': '23' }),
      aac,
    ],
    ['denial before online', of({ '9F0F': bit, '9F0E': bit }), aac],
  ]);

  test('a terminal that takes no offline approval asks for an ARQC', async () => {
    const { outcome, card } = await tap({ parameters: { offlineApprovals: false } });
    assert.equal(outcome.kind, 'online-request');
    assert.ok(card.commands.some((command) => command.startsWith('80AE90')));
  });

  test('nor does one that is offline only: it asks for nothing but a refusal', async () => {
    const row = { parameters: { offlineApprovals: false }, terminal: { '9F35': '23' } };
    const { outcome, card } = await tap(row);
    assert.equal(outcome.kind, 'declined');
    assert.ok(card.commands.some((command) => command.startsWith('80AE00')));
  });
});

describe('kernel 2, combined authentication', () => {
  test('both certificates are read while the card makes its signature', async () => {
    const support = kernel2Authentication;
    let recovered = 0;
    const rsaRecover: typeof support.operations.rsaRecover = (...given) => {
      recovered++;
      return support.operations.rsaRecover(...given);
    };
    const authentication = { ...support, operations: { ...support.operations, rsaRecover } };
    let whenSigned = 0;
    class Slow extends Kernel2Card {
      override async transceive(command: Uint8Array) {
        const answer = await super.transceive(command);
        if (command[1] === 0xae) whenSigned = recovered;
        return answer;
      }
    }
    const { record } = await present(new Slow({}), { options: { authentication } });
    assert.deepEqual([record.oda.result, whenSigned, recovered], ['successful', 2, 3]);
  });

  const failedWith = (failure: string, tvr = '0400000001') =>
    `end-application authentication-failed | 50 | ${tvr} E8 | ${noCvm} | 00020000001C | ${failure}`;
  const foreseen = (failure: string, tvr: string) =>
    `online-request none | 80 | ${tvr} 68 | ${noCvm} | ${ok} | ${failure}`;
  table([
    [
      'CDA under a wrong hash',
      { signedHash: '00'.repeat(20) },
      failedWith('transaction-data-hash'),
    ],
    [
      'CDA with another 9F27 inside',
      { signedInformation: '80' },
      failedWith('cryptogram-information-differs'),
    ],
    [
      'CDA with a wrong trailer',
      { signature: { trailer: 'BD' } },
      failedWith('dynamic-signature-trailer'),
    ],
    [
      'a certificate of another number',
      { record: { '5A': '6299990000000017' }, certificates: { '9F46': '00'.repeat(128) } },
      failedWith('icc-certificate-trailer'),
    ],
    [
      'no certificate',
      { certificates: { '9F46': undefined } },
      foreseen('icc-certificate-missing', '2400000001'),
    ],
    [
      'an unknown authority',
      { certificates: { '8F': 'E9' } },
      foreseen('ca-key-unknown', '0400000001'),
    ],
    [
      'a terminal without keys',
      { withoutKeys: true },
      foreseen('terminal-without-keys', '0400000001'),
    ],
    [
      'a tag list with more',
      { record: { '9F4A': '8284' } },
      foreseen('static-data-tag-list', '0400000001'),
    ],
    [
      'CDA that must fail, of a phone: the terminal refuses',
      { aip: '1B80', withoutKeys: true },
      `declined card-declined | 00 | 0400000001 68 | 3F0002 | ${ok} | terminal-without-keys`,
    ],
    [
      'the card has no CDA',
      { aip: '1880' },
      `online-request none | 80 | 8000000001 68 | ${noCvm} | ${ok} | -`,
    ],
    [
      'the terminal has no CDA',
      { terminal: { '9F33': '0068C0' } },
      `online-request none | 80 | 8000000001 68 | ${noCvm} | ${ok} | -`,
    ],
    [
      'a refusal is not signed',
      { terminal: { DF8121: '0000000001' } },
      `declined card-declined | 00 | 0000000001 68 | ${noCvm} | ${ok} | -`,
    ],
    [
      'a refusal is signed by a card that does so',
      { terminal: { DF8121: '0000000001' }, record: { '9F5D': '000100' } },
      `declined card-declined | 10 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'no signature though it was asked for',
      { signs: false },
      `end-application card-data | 50 | 0000000001 68 | ${noCvm} | 00060000001C | -`,
    ],
    [
      'a refusal without the signature that was asked for',
      { signs: false, information: '00' },
      `declined card-declined | 50 | 0000000001 68 | ${noCvm} | ${ok} | -`,
    ],
    [
      'neither signature nor cryptogram',
      { signs: false, answer: { '9F26': undefined } },
      `end-application card-data | 50 | 0000000001 68 | ${noCvm} | 00010000001C | -`,
    ],
  ]);

  test('the cryptogram comes out of the signature', async () => {
    const { outcome } = await tap({});
    assert.equal(outcome.kind === 'approved' ? outcome.arqcHex : '', '0123456789ABCDEF');
  });
});

describe('kernel 2, what the card decides', () => {
  const ends = (outcome: string, error = ok, p1 = '50') =>
    `${outcome} | ${p1} | 0000000001 68 | ${noCvm} | ${error} | -`;
  const asked = { DF8122: '0000000001' };
  table([
    [
      'ARQC for a TC',
      { information: '80' },
      `online-request none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'AAC for an ARQC',
      { information: '00', terminal: asked, signs: false },
      ends('declined card-declined', ok, '90'),
    ],
    [
      'TC for an ARQC',
      { information: '40', terminal: asked },
      ends('end-application card-data', '00060000001C', '90'),
    ],
    ['the reserved type', { information: 'C0' }, ends('end-application card-data', '00060000001C')],
    [
      'no 9F27',
      { answer: { '9F27': undefined } },
      ends('end-application card-data', '00010000001C'),
    ],
    [
      'no 9F36',
      { answer: { '9F36': undefined } },
      ends('end-application card-data', '00010000001C'),
    ],
    [
      'a refusal at a terminal with a contact reader',
      { information: '00', signs: false, terminal: { '9F33': '206808' } },
      ends('try-another-interface card-asks'),
    ],
    [
      'a phone’s refusal there',
      {
        information: '00',
        signs: false,
        terminal: { '9F33': '206808' },
        record: { '9F6E': '015600003031' },
      },
      ends('declined card-declined'),
    ],
    [
      'a phone that wants its holder first: see phone',
      { answer: { DF4B: '000100' } },
      `try-again see-phone | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'a phone that has nothing to say',
      { answer: { DF4B: 'FFF000' } },
      `approved none | 50 | 0000000001 E8 | ${noCvm} | ${ok} | cda`,
    ],
    [
      'GENERATE AC refused',
      { instead: { '80AE': '6985' } },
      ends('end-application status-word', '00030069851C'),
    ],
    [
      'format 1',
      {
        aip: '1880',
        instead: { '80AE': `8012${'80001C0123456789ABCDEF01020304050607'}9000` },
      },
      `online-request none | 80 | 8000000001 68 | ${noCvm} | ${ok} | -`,
    ],
    [
      'a template of no format',
      { aip: '1880', instead: { '80AE': `7112${'80001C0123456789ABCDEF01020304050607'}9000` } },
      `end-application card-data | 80 | 8000000001 68 | ${noCvm} | 00040000001C | -`,
    ],
    [
      'format 1, too short',
      { aip: '1880', instead: { '80AE': '800A80001C0123456789ABCD9000' } },
      `end-application card-data | 80 | 8000000001 68 | ${noCvm} | 00040000001C | -`,
    ],
  ]);
});

describe('kernel 2, before the decision', () => {
  const early = (outcome: string, error: string, tvr = '0000000001') =>
    `${outcome} | - | ${tvr} 00 | - | ${error} | -`;
  table([
    [
      'GET PROCESSING OPTIONS refused',
      { instead: { '80A8': '6985' } },
      early('end-application no-application', '0003006985FF', '0000000000'),
    ],
    [
      'no profile',
      { gpo: { '82': undefined } },
      early('end-application card-data', '00010000001C', '0000000000'),
    ],
    [
      'mag-stripe mode only',
      { aip: '1900' },
      early('end-application mag-stripe-only', '00070000001C', '0000000000'),
    ],
    [
      'EMV mode off',
      { terminal: { DF811B: '60' } },
      early('end-application mag-stripe-only', '00070000001C', '0000000000'),
    ],
    [
      'a locator that is none',
      { afl: '10020100' },
      early('end-application card-data', '00060000001C'),
    ],
    [
      'a record is missing',
      { instead: { '00B2': '6A83' } },
      early('end-application status-word', '0003006A831C'),
    ],
    [
      'a record that is none',
      { instead: { '00B2': '71009000' } },
      early('end-application card-data', '00040000001C'),
    ],
    [
      'no CDOL1',
      { record: { '8C': undefined } },
      early('end-application card-data', '00010000001C'),
    ],
    [
      'no expiry',
      { record: { '5F24': undefined } },
      early('end-application card-data', '00010000001C'),
    ],
    [
      'another number on the track',
      { record: { '57': '6299990000000025D301220101234000000F' } },
      early('end-application card-data', '00060000001C'),
    ],
    ['gone at a record', { leaves: { '00B2': 1 } }, early('try-again removed', '010000000021')],
    [
      'cancelled at a record',
      { transaction: cancelledAt(5) },
      early('end-application cancelled', '00000200001E'),
    ],
    [
      'gone at the first command',
      { leaves: { '80A8': 1 } },
      early('try-again removed', '010000000021', '0000000000'),
    ],
  ]);

  const unread = 'end-application no-application | - | 0000000000 00 | - | 0004000000FF | -';
  table([
    ['no template', { selects: '77009000' }, unread],
    ['no name', { selects: `${tlv('6F', tlv('A5', '9F38039F3704'))}9000` }, unread],
    ['the name of another', { selects: fci('A0000000043060') }, unread],
    [
      'a part that is none',
      { selects: `${tlv('6F', tlv('84', mastercardAid), 'A50250')}9000` },
      unread,
    ],
    ['a PDOL that is none', { selects: fci(mastercardAid, { '9F38': '9F' }) }, unread],
  ]);

  test('GET PROCESSING OPTIONS brings what the PDOL lists, or nothing', async () => {
    const sent = async (row: Case) =>
      (await tap(row)).card.commands.find((command) => command.startsWith('80A8'));
    assert.equal(await sent({}), '80A800000D830B000000000000000001562200');
    assert.equal(
      await sent({ selects: `${tlv('6F', tlv('84', mastercardAid))}9000` }),
      '80A8000002830000',
    );
  });

  test('the record of mag-stripe mode is left out by a kernel that has that mode', async () => {
    const afl = '080101001001010118010300';
    const { card } = await tap({ afl, terminal: { DF811B: '30' } });
    assert.ok(!card.commands.includes('00B2010C00'));
    const other = await tap({ afl, instead: { '00B2': '6A83' } });
    assert.ok(other.card.commands.includes('00B2010C00'));
  });

  test('what other schemes call card qualifiers and authorization code is neither here', async () => {
    const { outcome } = await tap({
      record: { '9F6C': '0040', '9F74': '41'.repeat(120) },
      combination: { tag9F66TerminalTransactionQualifiers: fromHex('26008000') },
    });
    assert.ok(outcome.kind === 'approved');
    if (outcome.kind !== 'approved') return;
    assert.equal(outcome.issuerUpdates, 'not-this-card');
    assert.equal(outcome.authorizationCode, '');
  });
});

describe('kernel 2, relay resistance', () => {
  /** The clock of a terminal whose exchanges take that long, one after the other. */
  function relay(...tookUs: readonly number[]): Options {
    let [now, asked, drawn] = [0, 0, 0];
    return {
      relayResistance: {
        nowUs: () => {
          if (asked++ % 2 === 1) now += tookUs[(asked >> 1) - 1]!;
          return now;
        },
        entropy: () => Uint8Array.of(0xe0, 0, 0, ++drawn),
      },
    };
  }
  const aip = '1981';
  const story = (tvr: string) => `approved none | 50 | ${tvr} E8 | ${noCvm} | ${ok} | cda`;
  const online = (tvr: string) => `online-request none | 90 | ${tvr} E8 | ${noCvm} | ${ok} | cda`;
  // Shortest time 1.0 ms, longest 4.0 ms; 1.8 + 2.4 ms on the air; grace 2.0 ms and 5.0 ms.
  table([
    ['in time', { aip, options: relay(6000) }, story('0000000002')],
    ['at the last moment', { aip, options: relay(13_200) }, story('0000000002')],
    ['late once', { aip, options: relay(13_300, 6000) }, story('0000000002')],
    ['late twice', { aip, options: relay(13_300, 13_300, 6000) }, story('0000000002')],
    ['late three times', { aip, options: relay(13_300, 13_300, 13_300) }, online('0000000006')],
    [
      'late three times, by far',
      { aip, options: relay(90_000, 90_000, 90_000) },
      online('000000000E'),
    ],
    [
      'the shortest time that may be',
      { aip, relayTimes: '003200640018', options: relay(7200) },
      story('0000000002'),
    ],
    [
      'too early to be a card',
      { aip, relayTimes: '003200640018', options: relay(7100) },
      'end-application relay-suspected | - | 0000000000 00 | - | 00060000001C | -',
    ],
    [
      'times of the answer that differ too much',
      { aip, relayTimes: '000A0028000B', options: relay(6000) },
      online('000000000A'),
    ],
    [
      'half the time is not too much',
      { aip, relayTimes: '000A0028000C', options: relay(6000) },
      story('0000000002'),
    ],
    [
      'the card does not say how long its answer takes',
      { aip, relayTimes: '000A00280000', options: relay(6000) },
      story('0000000002'),
    ],
    ['the terminal has no clock for it', { aip }, story('0000000001')],
    [
      'the terminal’s configuration has it not',
      { aip, terminal: { DF811B: 'A0' }, options: relay(6000) },
      story('0000000001'),
    ],
    ['the card has it not', { options: relay(6000) }, story('0000000001')],
    ['neither has it', { terminal: { DF811B: 'A0' } }, story('0000000000')],
    [
      'what the card signs of it differs',
      { aip, signedRelay: '00'.repeat(14), options: relay(6000) },
      `end-application authentication-failed | 50 | 0400000002 E8 | ${noCvm} | 00020000001C | relay-data-differ`,
    ],
    [
      'refused',
      { aip, options: relay(6000), instead: { '80EA': '6985' } },
      'end-application status-word | - | 0000000000 00 | - | 00030069851C | -',
    ],
    [
      'an answer of another length',
      { aip, options: relay(6000), instead: { '80EA': '8009010203040506070809' + '9000' } },
      'end-application card-data | - | 0000000000 00 | - | 00040000001C | -',
    ],
    [
      'gone',
      { aip, options: relay(6000), leaves: { '80EA': 1 } },
      'try-again removed | - | 0000000000 00 | - | 010000000021 | -',
    ],
  ]);

  test('each try has a number of its own, and the last one is the transaction’s', async () => {
    const { card, record } = await tap({ aip, options: relay(13_300, 6000) });
    const numbers = card.commands.filter((each) => each.startsWith('80EA'));
    assert.deepEqual(numbers, ['80EA0000041234567800', '80EA000004E000000100']);
    assert.equal(toHex(record.terminal.get(0x9f37)!), 'E0000001');
    assert.equal(toHex(record.terminal.get(0xdf8306)!), '0012');
    assert.equal(toHex(record.terminal.get(0xdf8307)!), '01');
  });
});

describe('kernel 2, torn transactions', () => {
  const drdol = { '9F51': '9F02069F3704' };
  const gone = 'try-again removed | 50 | 0000000001 68';

  async function twice(first: Case, second: Case, ms = 1000) {
    let now = 0;
    const tornLog = new TornLog(() => now);
    const card = new Kernel2Card({ record: drdol, leaves: { '80AE': 1 }, ...first });
    const options = { tornLog };
    const before = await present(card, { ...first, options });
    assert.ok(storyOf(before).startsWith(gone), storyOf(before));
    const kept = tornLog.count;
    now += ms;
    card.commands.length = 0;
    const back = second.record ? new Kernel2Card(second) : card;
    const after = await present(back, { ...second, options });
    return { after, kept, left: tornLog.count, commands: back.commands };
  }
  const other = { transaction: { unpredictableNumber: fromHex('ABCDEF01') } };

  test('a card that comes back is asked for the cryptogram that it made, over the data of then', async () => {
    const { after, kept, left, commands } = await twice({}, other);
    assert.equal(kept, 1);
    assert.equal(left, 0);
    assert.equal(after.outcome.kind, 'approved');
    assert.equal(after.record.oda.result, 'successful');
    assert.equal(toHex(after.record.terminal.get(0x9f37)!), '12345678');
    assert.equal(commands.at(-1), '80D000000A0000000012501234567800');
    assert.ok(!commands.some((each) => each.startsWith('80AE')));
  });

  const anew: readonly (readonly [name: string, first: Case, second: Case, ms?: number])[] = [
    ['for another amount', {}, { transaction: { amountMinor: 1251 } }],
    ['of another type', {}, { transaction: { type: 0x09 } }],
    ['with another card of the account', {}, { record: { ...drdol, '5F34': '02' } }],
    ['with a card that cannot recover, after another was torn', {}, { record: {} }],
    ['that is too old', {}, other, 300_001],
    ['of a card that cannot recover', { record: {} }, other],
    ['where nothing is kept', { terminal: { DF811D: '00' } }, other],
  ];
  for (const [name, first, second, ms] of anew) {
    test(`a transaction ${name} is begun anew`, async () => {
      const { after, commands } = await twice(first, second, ms);
      assert.equal(after.outcome.kind, 'approved');
      assert.ok(commands.some((each) => each.startsWith('80AE')));
      assert.ok(!commands.some((each) => each.startsWith('80D0')));
    });
  }

  test('a card that knows of nothing is asked anew', async () => {
    const { after, commands, left } = await twice({ instead: { '80D0': '6985' } }, other);
    assert.equal(after.outcome.kind, 'approved');
    assert.deepEqual(
      commands.map((each) => each.slice(0, 4)).filter((each) => each === '80D0' || each === '80AE'),
      ['80D0', '80AE'],
    );
    assert.equal(left, 0);
  });

  test('an approval that comes back to a terminal which takes none any more is declined', async () => {
    const { after, commands } = await twice(
      {},
      { ...other, parameters: { offlineApprovals: false } },
    );
    assert.equal(brief(after.outcome), 'declined offline-approval-not-supported');
    assert.ok(commands.at(-1)!.startsWith('80D0'));
  });

  test('a card that leaves again may come back again', async () => {
    const { after, left } = await twice({ leaves: { '80AE': 1, '80D0': 1 } }, other);
    assert.equal(brief(after.outcome), 'try-again removed');
    assert.equal(left, 1);
  });

  test('the log is bounded, the oldest gives way, and it holds no account number', () => {
    const log = new TornLog(() => 0);
    const record = (name: number) => ({
      identity: Uint8Array.of(name),
      drdolData: new Uint8Array(0),
      sent: { pdolData: new Uint8Array(0), cdolData: new Uint8Array(0) },
      requested: 'tc' as const,
      signs: true,
      cvm: 'none' as const,
      tvr: new Uint8Array(5),
      tsi: new Uint8Array(2),
      terminal: [],
    });
    for (let name = 0; name < 5; name++) log.keep(record(name), 2);
    assert.equal(log.count, 2);
    assert.equal(log.find(Uint8Array.of(2), 1000), undefined);
    assert.ok(log.find(Uint8Array.of(4), 1000));
  });
});

describe('kernel 2, its own outcome objects', () => {
  const rows: readonly (readonly [
    name: string,
    row: Case,
    parameterSet: string,
    request: string,
  ])[] = [
    ['approved', {}, '10F0F00080F0FF00', '0300000013'],
    [
      'approved, with a signature',
      { record: { '8E': '00000000000000001E00' }, terminal: { DF8119: '28' } },
      '10F0F01088F0FF00',
      '1A00000013',
    ],
    [
      'online, with a PIN',
      { terminal: { DF8126: '000000000001' } },
      '30F0F02080F0FF00',
      '1B00000000',
    ],
    [
      'online, after the phone’s own verification',
      { aip: '1B80', information: '80', terminal: { DF8126: '000000000001' } },
      '30F0F03080F0FF00',
      '1B00000000',
    ],
    ['declined', { information: '00', signs: false }, '20F0F0F080F0FF00', '0700000013'],
    ['other card', { signedHash: '00'.repeat(20) }, '40F0F0F080F0FF00', '1C00000013'],
    ['present again', { leaves: { '00B2': 1 } }, '4010F0F040F0FF00', '2102000000'],
    ['select next', { instead: { '80A8': '6985' } }, '5020F0F000F0FF00', 'FFFF000000'],
    [
      'insert card',
      { information: '00', signs: false, terminal: { '9F33': '206808' } },
      '60F0F0F080F0FF00',
      '1D00000013',
    ],
  ];
  for (const [name, row, parameterSet, request] of rows) {
    test(`${name}: ${parameterSet}, ${request}`, async () => {
      const { record } = await tap(row);
      assert.equal(toHex(record.terminal.get(0xdf8129)!), parameterSet);
      const ui = record.terminal.get(0xdf8116)!;
      assert.equal(ui.length, 22);
      assert.equal(toHex(ui.subarray(0, 5)), request);
    });
  }

  test('field 55 has the TVR and the capabilities that the card was told', async () => {
    const { record, outcome } = await tap({ terminal: { DF8126: '000000000001' } });
    assert.equal(toHex(record.terminal.get(0x95)!), '0000040001');
    assert.equal(toHex(record.terminal.get(0x9f33)!), '006008');
    assert.equal(toHex(record.terminal.get(0x9f1d)!), '0080000000000000');
    assert.ok(
      outcome.kind === 'online-request' && toHex(outcome.f55Request).includes('9F3403420300'),
    );
  });
});
