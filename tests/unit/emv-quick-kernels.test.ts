// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7, decision by decision: restrictions, authentication, cardholder verification, outcome, TVR and TSI.
// docs/sources.md [domain B2, B3, B9]. How commands and answers go to and fro: emv-kernel7.test.ts.
//
// A row names the block of the domain notes that it proves.

import { assert, describe, test } from 'mcu-test-harness';
import type { KernelRecord } from '../../src/emv/kernel-record.ts';
import type { Outcome } from '../../src/emv/outcome.ts';
import type { Combination, Parameters } from '../../src/emv/parameters.ts';
import type { Transaction } from '../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import {
  brief,
  fci,
  gpo,
  gpoObjects,
  type Objects,
  pan,
  pdol,
  ppse,
  readRecord1,
  run,
  select,
  selectPpse,
  tlv,
  tlvs,
} from './support/emv-card.ts';
import {
  caIndex,
  caRow,
  dynamicSigned,
  iccCertified,
  issuerCertified,
  staticSigned,
  supportWith,
} from './support/emv-pki.ts';
import type { Exchange } from './support/transcript-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

const aids = { 3: 'A0000000031010', 7: 'A000000333010101' } as const;
const rids = { 3: 'A000000003', 7: 'A000000333' } as const;
type KernelId = keyof typeof aids;

/** What a row changes: the card, the terminal, the transaction. */
interface Case {
  readonly gpo?: Objects;
  readonly record?: Objects;
  readonly fci?: Objects;
  readonly ttq?: string;
  readonly combination?: Partial<Combination>;
  readonly parameters?: Partial<Parameters>;
  readonly terminal?: Readonly<Record<string, string>>;
  readonly transaction?: Partial<Transaction>;
  readonly afl?: string;
  readonly records?: readonly Exchange[];
  readonly withoutKeys?: boolean;
}

interface Ended {
  readonly outcome: Outcome;
  readonly record: KernelRecord;
}

/** A card with certificates over its one signed record, whose TC or ARQC is signed. */
async function tap(kernelId: KernelId, row: Case = {}): Promise<Ended> {
  const aid = aids[kernelId];
  const record = { '5A': pan, '5F24': '301231', ...row.record };
  const recordHex = tlvs(record);
  const certified = {
    '8F': caIndex,
    ...issuerCertified(),
    ...iccCertified(recordHex),
    '93': staticSigned(recordHex),
  };
  const gpoData = {
    ...gpoObjects,
    '82': '2000',
    '94': row.afl ?? '0801010110010300',
    '9F27': '80',
    '9F4B': dynamicSigned('02001C', '12345678'),
    ...row.gpo,
  };
  const exchanges: Exchange[] = [
    [selectPpse, ppse({ '4F': aid, '87': '01' })],
    [select(aid), fci(aid, row.fci)],
    ['80A80000*', gpo(gpoData)],
    ...(row.records ?? [
      [readRecord1, `${tlv('70', recordHex)}9000`],
      ...certificateRecords(certified),
    ]),
  ];
  const parameters: Parameters = {
    ...unionPayParameters,
    combinations: [
      {
        aid: fromHex(aid),
        kernelId,
        transactionTypes: [0x00, 0x01, 0x09],
        tag9F66TerminalTransactionQualifiers: fromHex(row.ttq ?? '27004000'),
        tag9F09ApplicationVersionNumber: fromHex('0030'),
        statusCheckSupported: false,
        extendedSelectionSupported: false,
        ...row.combination,
      },
    ],
    offlineApprovals: true,
    terminalData: [
      ...unionPayParameters.terminalData,
      ...Object.entries(row.terminal ?? {}).map(
        ([tag, value]) => [Number.parseInt(tag, 16), fromHex(value)] as const,
      ),
    ],
    ...row.parameters,
  };
  const records: KernelRecord[] = [];
  const { outcome } = await run(exchanges, row.transaction, parameters, undefined, {
    ...(row.withoutKeys ? {} : { authentication: supportWith(caRow({ rid: rids[kernelId] })) }),
    onKernelEnd: (ended) => records.push(ended),
  });
  assert.equal(records.length, 1, outcome.kind);
  return { outcome, record: records[0]! };
}

/** All certificates do not go into one answer: three records. */
function certificateRecords(objects: Objects): Exchange[] {
  const of = (number: number, tags: readonly string[]): Exchange => [
    `00B20${number}1400`,
    `${tlv('70', tlvs(Object.fromEntries(tags.map((tag) => [tag, objects[tag]]))))}9000`,
  ];
  return [of(1, ['90', '92', '8F']), of(2, ['93', '9F32']), of(3, ['9F46', '9F47', '9F48'])];
}

/** Outcome, TVR, TSI, and how authentication went. */
async function story(kernelId: KernelId, row: Case): Promise<string> {
  const { outcome, record } = await tap(kernelId, row);
  const { method, result, failure } = record.oda;
  const oda = failure ?? (result === 'successful' ? method : '-');
  return `${brief(outcome)} | ${toHex(record.tvr)} ${toHex(record.tsi).slice(0, 2)} | ${oda}`;
}

type Row = readonly [name: string, row: Case, expected: string, expectedOfKernel3?: string];

function table(rows: readonly Row[]): void {
  for (const [name, row, expected, expected3] of rows) {
    for (const kernelId of [3, 7] as const) {
      const wanted = kernelId === 3 ? (expected3 ?? expected) : expected;
      test(`kernel ${kernelId}, ${name}: ${wanted}`, async () =>
        assert.equal(await story(kernelId, row), wanted));
    }
  }
}

const tc: Objects = { '9F27': '40' };
const clean = '0000000000';

describe('B3.9, what the card decides', () => {
  const free = '26004000';
  table([
    ['ARQC', { ttq: free }, `online-request none | ${clean} 00 | -`],
    ['TC', { gpo: tc, ttq: free }, `approved none | ${clean} 80 | fdda`],
    ['AAC', { gpo: { '9F27': '00' } }, `declined card-declined | ${clean} 00 | -`],
    [
      'TC where offline approvals are off',
      { gpo: tc, parameters: { offlineApprovals: false } },
      `declined offline-approval-not-supported | ${clean} 00 | -`,
    ],
    [
      'TC above the floor limit',
      { gpo: tc, combination: { readerFloorLimitMinor: 1249 } },
      `declined online-was-required | ${clean} 80 | fdda`,
    ],
    [
      'TC at the floor limit',
      { gpo: tc, combination: { readerFloorLimitMinor: 1250 } },
      `approved none | ${clean} 80 | fdda`,
    ],
    [
      'ARQC at a reader that is offline only',
      { ttq: '2E004000' },
      `declined reader-offline-only | ${clean} 00 | -`,
    ],
    ['TC there', { gpo: tc, ttq: '2E004000' }, `approved none | ${clean} 80 | fdda`],
  ]);

  test('an approval brings the card data, the messages and field 55', async () => {
    const { outcome } = await tap(3, { gpo: tc });
    assert.equal(outcome.ui.messageId, 0x03);
    assert.ok(outcome.kind === 'approved');
    if (outcome.kind !== 'approved') return;
    assert.ok(toHex(outcome.f55Request).includes('9F270140'));
    assert.ok(toHex(outcome.f55Request).includes('9F34033F0000'));
    assert.equal(toHex(outcome.cardData.pan.packed), pan);
    outcome.cardData.wipe();
    assert.equal(toHex(outcome.cardData.pan.packed), '0'.repeat(16));
  });

  test('an approval with a signature asks for it', async () => {
    const { outcome } = await tap(3, { gpo: { ...tc, '9F6C': '4000' } });
    assert.equal(outcome.ui.messageId, 0x1a);
    assert.ok(outcome.kind === 'approved' && outcome.kernelCvm === 'signature');
    if (outcome.kind === 'approved') {
      assert.ok(toHex(outcome.f55Request).includes('9F34031E0000'));
    }
  });
});

describe('B3.7, offline data authentication', () => {
  const bad: Objects = { ...tc, '9F4B': dynamicSigned('02001C', '12345679') };
  const failed = 'dynamic-signature-hash';
  const ddaFailed = '0800000000 80';
  const declinedRow = `declined authentication-failed | ${ddaFailed} | ${failed}`;
  table([
    ['ARQC, the reader looks at it: right', {}, `online-request none | ${clean} 80 | fdda`],
    ['ARQC, the reader looks at it: wrong', { gpo: { '9F4B': bad['9F4B'] } }, declinedRow],
    [
      'ARQC, wrong, and the reader does not look',
      { gpo: { '9F4B': bad['9F4B'] }, ttq: '26004000' },
      `online-request none | ${clean} 00 | -`,
    ],
    [
      'ARQC of a card without a method',
      { gpo: { '82': '0000' } },
      `online-request none | ${clean} 00 | -`,
    ],
    [
      'TC of a card without a method',
      { gpo: { ...tc, '82': '0000' } },
      'declined authentication-failed | 0800000000 00 | card-without-method',
    ],
    ['TC, wrong', { gpo: bad }, declinedRow],
    [
      'TC, missing',
      { gpo: { ...tc, '9F4B': undefined } },
      'declined authentication-failed | 2800000000 80 | dynamic-signature-missing',
    ],
    [
      'TC, wrong, the card prefers online',
      { gpo: { ...bad, '9F6C': '2000' } },
      `online-request none | ${ddaFailed} | ${failed}`,
    ],
    [
      'TC, wrong, the card prefers online, the reader is offline only',
      { gpo: { ...bad, '9F6C': '2000' }, ttq: '2E004000' },
      declinedRow,
    ],
    [
      'TC, wrong, the card prefers contact, and there is none',
      { gpo: { ...bad, '9F6C': '1000' } },
      declinedRow,
    ],
    [
      'TC, wrong, the card prefers contact',
      { gpo: { ...bad, '9F6C': '1000' }, ttq: '37004000' },
      `try-another-interface authentication-failed | ${ddaFailed} | ${failed}`,
    ],
    [
      'TC, wrong, the card prefers online, then contact',
      { gpo: { ...bad, '9F6C': '3000' }, ttq: '37004000' },
      `online-request none | ${ddaFailed} | ${failed}`,
    ],
    ['TC with SDA', { gpo: { ...tc, '82': '4000' } }, `approved none | 0200000000 80 | sda`],
    [
      'TC with SDA and DDA: DDA',
      { gpo: { ...tc, '82': '6000' } },
      `approved none | ${clean} 80 | fdda`,
    ],
    [
      'TC with SDA, certificates of other data',
      { gpo: { ...tc, '82': '4000', '94': '0801010010010300' } },
      'declined authentication-failed | 4200000000 80 | static-signature-hash',
    ],
    [
      'TC, a terminal without keys',
      { gpo: tc, withoutKeys: true },
      'declined authentication-failed | 0800000000 80 | terminal-without-keys',
    ],
  ]);

  test('a signed record of another file counts as a whole, one without template not at all', async () => {
    const foreign = tlv('70', 'DF0101AA');
    const signed = `${tlvs({ '5A': pan, '5F24': '301231' })}${foreign}`;
    const certified = { '8F': caIndex, ...issuerCertified(), ...iccCertified(signed) };
    const records = (second: string): Exchange[] => [
      [readRecord1, `${tlv('70', tlvs({ '5A': pan, '5F24': '301231' }))}9000`],
      ['00B2015C00', `${second}9000`],
      ...certificateRecords(certified),
    ];
    const afl = '080101015801010110010300';
    const row = (second: string): Case => ({ gpo: tc, afl, records: records(second) });
    assert.equal(await story(7, row(foreign)), `approved none | ${clean} 80 | fdda`);
    assert.equal(
      await story(7, row('DF0101AA')),
      'declined authentication-failed | 0800000000 80 | static-data-record',
    );
    assert.equal(
      await story(7, row(`${foreign}${foreign}`)),
      'declined authentication-failed | 0800000000 80 | static-data-record',
    );
  });
});

describe('B3.6, processing restrictions', () => {
  const expired: Objects = { '5F24': '251120' };
  const cash: Partial<Transaction> = { type: 0x01 };
  const cashback: Partial<Transaction> = { type: 0x09, amountOtherMinor: 100 };
  const service = (usage: string, country = '0156'): Objects => ({
    '9F07': usage,
    '5F28': country,
  });
  const free = '26004000';
  const ok = `online-request none | ${clean} 00 | -`;
  const refused = 'declined service-not-allowed | 0010000000 00 | -';
  table([
    ['expired', { record: expired, ttq: free }, 'declined expired | 0040000000 00 | -'],
    [
      'expired, the card goes online then',
      { record: expired, gpo: { '9F6C': '0800' }, ttq: free },
      'online-request none | 0040000000 00 | -',
    ],
    [
      'expired, TC, the card goes online then',
      { record: expired, gpo: { ...tc, '9F6C': '0800' }, ttq: free },
      'online-request none | 0040000000 80 | fdda',
    ],
    [
      'expired, the card goes online then, the reader cannot',
      { record: expired, gpo: { ...tc, '9F6C': '0800' }, ttq: '2E004000' },
      'declined expired | 0040000000 00 | -',
    ],
    [
      'not yet effective',
      { record: { '5F25': '251122' }, ttq: free },
      'declined not-yet-effective | 0020000000 00 | -',
      'online-request none | 0020000000 00 | -',
    ],
    [
      'not yet effective, and the terminal has no date',
      { record: { '5F25': '251122' }, ttq: free, transaction: { date: '000000' } },
      ok,
    ],
    ['effective today', { record: { '5F25': '251121' }, ttq: free }, ok],
    [
      'another version',
      { record: { '9F08': '0031' }, ttq: free },
      'online-request none | 0080000000 00 | -',
    ],
    ['the same version', { record: { '9F08': '0030' }, ttq: free }, ok],
    [
      'on the exception file',
      {
        ttq: free,
        parameters: { exceptionFile: fromHex(`6299990000000025FFFF${pan}FFFF`) },
      },
      'declined exception-file | 1000000000 00 | -',
    ],
    [
      'others on the exception file',
      { ttq: free, parameters: { exceptionFile: fromHex(`6299990000000025FFFF${pan}`) } },
      ok,
    ],
    ['cash at home, allowed', { record: service('8000'), transaction: cash, ttq: free }, ok],
    [
      'cash at home, not allowed',
      { record: service('7FFF'), transaction: cash, ttq: free },
      refused,
    ],
    ['cash abroad, allowed', { record: service('4000', '0840'), transaction: cash, ttq: free }, ok],
    [
      'cash abroad, not allowed',
      { record: service('BFFF', '0840'), transaction: cash, ttq: free },
      refused,
    ],
    [
      'cash back at home, allowed',
      { record: service('0080'), transaction: cashback, ttq: free },
      ok,
    ],
    [
      'cash back at home, not allowed',
      { record: service('FF7F'), transaction: cashback, ttq: free },
      refused,
    ],
    [
      'cash back abroad, allowed',
      { record: service('0040', '0840'), transaction: cashback, ttq: free },
      ok,
    ],
    [
      'cash back abroad, not allowed',
      { record: service('FFBF', '0840'), transaction: cashback, ttq: free },
      refused,
    ],
    ['goods only, and it is a purchase', { record: service('0000'), ttq: free }, ok],
    [
      'cash, no country of the issuer',
      { record: { '9F07': '0000' }, transaction: cash, ttq: free },
      ok,
    ],
    ['cash, no usage control', { record: { '5F28': '0156' }, transaction: cash, ttq: free }, ok],
    [
      'cash, not allowed, to the contact reader that is not there',
      { record: service('0000'), gpo: { '9F6C': '0400' }, transaction: cash, ttq: free },
      refused,
    ],
    [
      'cash, not allowed, to the contact reader',
      { record: service('0000'), gpo: { '9F6C': '0400' }, transaction: cash, ttq: '36004000' },
      'try-another-interface service-not-allowed | 0010000000 00 | -',
    ],
    [
      'cash back, not allowed, to the contact reader for cash',
      { record: service('0000'), gpo: { '9F6C': '0400' }, transaction: cashback, ttq: '36004000' },
      refused,
    ],
    [
      'cash back, not allowed, to the contact reader',
      { record: service('0000'), gpo: { '9F6C': '0200' }, transaction: cashback, ttq: '36004000' },
      'try-another-interface service-not-allowed | 0010000000 00 | -',
    ],
    [
      'not for cash dispensers, at one',
      { gpo: { '9F6C': '0100' }, terminal: { '9F35': '14' }, ttq: free },
      refused,
    ],
    ['not for cash dispensers, at a till', { gpo: { '9F6C': '0100' }, ttq: free }, ok],
    ['at a cash dispenser', { terminal: { '9F35': '16' }, ttq: free }, ok],
  ]);
});

describe('B3.8, cardholder verification', () => {
  const needed: Partial<Combination> = { cvmRequiredLimitMinor: 1250 };
  const all = '26004000';
  const pinOnly = '24004000';
  const signatureOnly = '22004000';
  const none = '20004000';
  const pin = `0000040000 40 | -`;
  const related = (ctq: string) => `01A1B2C3D4${ctq}`;
  const noCommon = 'declined no-common-cvm | 0000800000 00 | -';
  /** Under UnionPay's rule a PIN that is asked for below its limit is not; above it there is one in any case. */
  const withoutRule: Partial<Parameters> = { pinFree: undefined as never };
  const of = (row: Case): Case => ({ ...row, parameters: withoutRule });
  table([
    ['none asked for', of({ ttq: all }), `online-request none | ${clean} 00 | -`],
    [
      'needed, CTQ: PIN',
      of({ gpo: { '9F6C': '8000' }, ttq: all, combination: needed }),
      `online-request online-pin | ${pin}`,
    ],
    [
      'not needed, CTQ: PIN',
      of({ gpo: { '9F6C': '8000' }, ttq: all }),
      `online-request online-pin | ${pin}`,
    ],
    [
      'needed, CTQ: PIN, the reader has none',
      of({ gpo: { '9F6C': '8000' }, ttq: signatureOnly, combination: needed }),
      noCommon,
    ],
    [
      'CTQ: PIN or signature, the reader has no PIN',
      of({ gpo: { '9F6C': 'C000' }, ttq: signatureOnly }),
      `online-request none | ${clean} 40 | -`,
    ],
    [
      'needed, CTQ: signature',
      of({ gpo: { '9F6C': '4000' }, ttq: all, combination: needed }),
      `online-request none | ${clean} 40 | -`,
    ],
    [
      'needed, CTQ: signature, the reader has none',
      of({ gpo: { '9F6C': '4000' }, ttq: pinOnly, combination: needed }),
      noCommon,
    ],
    [
      'needed, CTQ: nothing',
      of({ gpo: { '9F6C': '0000' }, ttq: all, combination: needed }),
      noCommon,
    ],
    [
      'needed, no CTQ',
      of({ gpo: { '9F6C': undefined }, ttq: all, combination: needed }),
      `online-request online-pin | ${pin}`,
      `online-request none | ${clean} 40 | -`,
    ],
    [
      'needed, no CTQ, the reader has PIN only',
      of({ gpo: { '9F6C': undefined }, ttq: pinOnly, combination: needed }),
      `online-request online-pin | ${pin}`,
      noCommon,
    ],
    [
      'needed, no CTQ, the reader has signature only',
      of({ gpo: { '9F6C': undefined }, ttq: signatureOnly, combination: needed }),
      `online-request none | ${clean} 40 | -`,
    ],
    [
      'needed, no CTQ, the reader has nothing',
      of({ gpo: { '9F6C': undefined }, ttq: none, combination: needed }),
      noCommon,
    ],
    [
      'not needed, no CTQ',
      of({ gpo: { '9F6C': undefined }, ttq: all }),
      `online-request none | ${clean} 00 | -`,
    ],
    [
      'CTQ: done on the device, ARQC',
      of({ gpo: { '9F6C': '0080' }, ttq: all, combination: needed }),
      `online-request confirmed-on-device | ${clean} 40 | -`,
    ],
    [
      'CTQ: done on the device, and signed',
      of({ gpo: { '9F6C': '0080', '9F69': related('0080') }, ttq: all }),
      `online-request confirmed-on-device | ${clean} 40 | -`,
    ],
    [
      'CTQ: done on the device, and signed otherwise',
      of({ gpo: { '9F6C': '0080', '9F69': related('0000') }, ttq: all }),
      'declined device-cvm-not-proven | 0000800000 00 | -',
    ],
    [
      'CTQ: PIN, and done on the device',
      of({ gpo: { '9F6C': '8080' }, ttq: all }),
      `online-request online-pin | ${pin}`,
    ],
    [
      'CTQ: done on the device, or signature',
      of({ gpo: { '9F6C': '4080' }, ttq: all }),
      `online-request confirmed-on-device | ${clean} 40 | -`,
    ],
  ]);

  const v01 = (ctq: string): Objects => ({
    ...tc,
    '9F6C': ctq,
    '9F69': related(ctq),
    '9F4B': dynamicSigned('02001C', `12345678${'000000001250'}0156${related(ctq)}`),
  });
  const pinForTc: Row = [
    'TC, CTQ: PIN: goes online',
    of2({ gpo: { ...tc, '9F6C': '8000' } }),
    `online-request online-pin | 0000040000 C0 | fdda`,
  ];
  function of2(row: Case): Case {
    return { ...row, ttq: all, parameters: { ...withoutRule, offlineApprovals: true } };
  }
  table([
    pinForTc,
    [
      'TC, done on the device, nothing signed',
      of2({ gpo: { ...tc, '9F6C': '0080' } }),
      'declined device-cvm-not-proven | 0000800000 80 | fdda',
    ],
    [
      'TC, done on the device, signed',
      of2({ gpo: v01('0080') }),
      `approved confirmed-on-device | ${clean} C0 | fdda`,
    ],
  ]);

  test("9F34 says what was done; UnionPay's rule decides for kernel 7 alone", async () => {
    const results = async (kernelId: KernelId, ctq: string, withRule: boolean) => {
      const row = { gpo: { '9F6C': ctq }, ttq: all };
      const { record } = await tap(kernelId, withRule ? row : of(row));
      return toHex(record.terminal.get(0x9f34)!);
    };
    assert.equal(await results(3, '8000', true), '020000');
    assert.equal(await results(7, '8000', true), '3F0000');
    assert.equal(await results(7, '8000', false), '020000');
    assert.equal(await results(3, '4000', true), '1E0000');
    assert.equal(await results(3, '0080', true), '010002');
    assert.equal(await results(3, '0000', true), '3F0000');
  });
});

describe('B3.1 and B10, what the card asks the terminal', () => {
  test('kernel 3 goes on without a PDOL, kernel 7 does not', async () => {
    assert.equal(
      await story(3, { fci: { '9F38': undefined }, ttq: '26004000' }),
      `online-request none | ${clean} 00 | -`,
    );
    const records: KernelRecord[] = [];
    const { outcome } = await run(
      [
        [selectPpse, ppse({ '4F': aids[7] })],
        [select(aids[7]), fci(aids[7], { '9F38': undefined })],
      ],
      {},
      unionPayParameters,
      undefined,
      { onKernelEnd: (record) => records.push(record) },
    );
    assert.equal(brief(outcome), 'end-application no-application');
    assert.equal(records.length, 1);
  });

  test("the PDOL may ask for the terminal's own AID, entry mode and cash back", async () => {
    const asked = `${pdol}9F06079F39019F0306`;
    const exchanges: Exchange[] = [
      [selectPpse, ppse({ '4F': aids[3] })],
      [select(aids[3]), fci(aids[3], { '9F38': asked })],
      [
        `80A80000348332${'26004000'}0000000012500000000001000156${'00'.repeat(5)}01562511210912345678000000A000000003101007000000000100*`,
        '6985',
      ],
    ];
    const combination: Combination = {
      aid: fromHex(aids[3]),
      kernelId: 3,
      transactionTypes: [9],
      tag9F66TerminalTransactionQualifiers: fromHex('26004000'),
      tag9F09ApplicationVersionNumber: fromHex('0096'),
      statusCheckSupported: false,
      extendedSelectionSupported: false,
    };
    const { outcome } = await run(
      exchanges,
      { type: 9, amountOtherMinor: 100 },
      { ...unionPayParameters, combinations: [combination] },
    );
    assert.equal(brief(outcome), 'end-application no-application');
  });
});
