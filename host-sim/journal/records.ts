// SPDX-License-Identifier: Apache-2.0
//
// The payloads of records, from the tables in docs/internals/journal.md ("Records") and, from type 64 on, docs/internals/errors.md.

export type Value = number | string;

export interface Description {
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** name, then fields as in the table */
const rows: Readonly<Record<string, readonly [string, string]>> = {
  '1.1': [
    'checkpoint',
    'state u8, sale u32, receipt u32, cause text, sends u16, lastReceipt u32, traceLimit u32, batch digits6, batchFirst u32, previousFirst u32, settlement u32, settlementMoved u32, counted u16, adviceFirst u32, adviceCount u16, adviceMinor amount, adviceSends u16, scriptFirst u32, scriptCount u16, scriptSends u16',
  ],
  '2.1': ['traceReserved', 'limit u32, operator digits2'],
  '3.1': ['signedIn', 'stan digits6, batch digits6, operator digits2, time time'],
  '4.1': [
    'saleConfirmed',
    'stan digits6, batch digits6, amountMinor amount, operator digits2, time time, maskedPan text, sealedReversal bytes, transaction u8, original digits6, approver u8',
  ],
  '5.1': [
    'saleApproved',
    'stan digits6, batch digits6, amountMinor amount, operator digits2, time time, maskedPan text, verification u8, authorizationCode text, referenceNumber text, issuer text, aid hex, label text, cryptogram hex, tvr hex, tsi hex, atc hex, unpredictableNumber hex, transaction u8, original digits6, approver u8',
  ],
  '6.1': ['saleEnded', 'stan digits6, operator digits2, code text'],
  '7.1': ['reversalOwed', 'stan digits6, operator digits2, cause text'],
  '8.1': ['reversalTried', 'stan digits6, operator digits2, sends u16'],
  '9.1': ['reversalDone', 'stan digits6, operator digits2'],
  '10.1': ['slipPrinted', 'stan digits6, operator digits2'],
  '11.1': ['threeChecked', 'stan digits6, operator digits2, answers u8'],
  '20.1': [
    'settlementBegun',
    'batch digits6, first u32, operator digits2, time time, debitMinor amount, debitCount u16, creditMinor amount, creditCount u16, foreignDebitMinor amount, foreignDebitCount u16, foreignCreditMinor amount, foreignCreditCount u16',
  ],
  '21.1': ['settlementMoved', 'step u8, balanced u8, through u32, uploaded u16, operator digits2'],
  '30.1': [
    'operatorActed',
    'act u8, operator digits2, subject digits2, approver u8, time time, what text',
  ],
  '22.1': ['batchClosed', 'batch digits6, operator digits2, time time'],
  '32.1': [
    'givenUp',
    'stan digits6, batch digits6, amountMinor amount, operator digits2, time time, maskedPan text, transaction u8',
  ],
  '33.1': [
    'detailSkipped',
    'stan digits6, batch digits6, amountMinor amount, operator digits2, time time, maskedPan text, transaction u8',
  ],
  '64.1': ['place', 'terminal text, merchant text, clearedThrough u32'],
  '65.1': [
    'seen',
    'event u8, operator digits2, time time, lastStan digits6, handling u8, detail text',
  ],
  '66.1': ['closed', 'of u32, handling u8, operator digits2, time time'],
  '67.1': ['noticed', 'operator digits2, count u16, time time'],
  '68.1': ['cleared', 'through u32, count u16, operator digits2, approver digits2, time time'],
  '40.1': ['adviceTried', 'stan digits6, operator digits2, sends u16'],
  '41.1': [
    'adviceEnded',
    'stan digits6, operator digits2, sale u32, amountMinor amount, result u8, code text',
  ],
  '42.1': [
    'cardTorn',
    'stan digits6, batch digits6, operator digits2, time time, amountMinor amount, cryptogram hex, atc hex',
  ],
  '60.1': [
    'scriptsReceived',
    'stan digits6, original digits6, operator digits2, time time, sealedReport bytes',
  ],
  '61.1': ['scriptsRun', 'stan digits6, operator digits2, results hex'],
  '62.1': ['scriptTried', 'stan digits6, operator digits2, sends u16'],
  '63.1': ['scriptEnded', 'stan digits6, operator digits2, received u32, result u8, code text'],
  '50.1': ['lineNotice', 'host u8, notice text, operator digits2, time time'],
};

type Take = (bytes: Buffer, at: number) => readonly [Value, number];

const fixedHex =
  (size: number): Take =>
  (bytes, at) => [bytes.toString('hex', at, at + size), size];
const integer =
  (size: number): Take =>
  (bytes, at) => [bytes.readUIntLE(at, size), size];
const counted =
  (size: 1 | 2, encoding: 'hex' | 'ascii'): Take =>
  (bytes, at) => {
    const length = bytes.readUIntLE(at, size);
    return [bytes.toString(encoding, at + size, at + size + length), size + length];
  };

const takes: Readonly<Record<string, Take>> = {
  u8: integer(1),
  u16: integer(2),
  u32: integer(4),
  amount: integer(6),
  digits2: fixedHex(1),
  digits6: fixedHex(3),
  time: fixedHex(6),
  hex: counted(1, 'hex'),
  text: counted(1, 'ascii'),
  bytes: counted(2, 'hex'),
};

/** A type that this tool does not know is shown as bytes. */
export function describeRecord(type: number, version: number, payload: Buffer): Description {
  const row = rows[`${type}.${version}`];
  if (!row)
    return {
      name: `type ${type} version ${version}`,
      fields: { payload: payload.toString('hex') },
    };
  const fields: Record<string, Value> = {};
  let at = 0;
  for (const cell of row[1].split(', ')) {
    const [name, kind] = cell.split(' ') as [string, string];
    if (at >= payload.length)
      return { name: row[0], fields: { ...fields, note: 'the payload is too short' } };
    const [value, size] = takes[kind]!(payload, at);
    fields[name] = value;
    at += size;
  }
  return { name: row[0], fields };
}
