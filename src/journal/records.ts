// SPDX-License-Identifier: Apache-2.0
//
// What the journal of the money holds, as layouts of records: docs/internals/journal.md says when each is written. Nothing of the
// card is in clear but the masked number: the whole number is inside the packed reversal, which the core has sealed. Tracks and PIN
// blocks are in none.

import type { LogEntry } from './log.ts';
import { decodeFields, encodeFields, type Layout, type ValuesOf } from './record-layout.ts';

/** Numbers are on flash: never used again for something else. The operator is 00 where nobody has signed in. */
export const recordTypes = Object.freeze(
  {
    /** First in each segment: where things stood. References are sequence numbers, 0 for none. */
    checkpoint: {
      type: 1,
      layout: {
        state: 'u8',
        sale: 'u32',
        receipt: 'u32',
        cause: 'text',
        sends: 'u16',
        lastReceipt: 'u32',
        traceLimit: 'u32',
        batch: 'digits6',
        batchFirst: 'u32',
        previousFirst: 'u32',
      },
    },
    /** Trace numbers up to the limit may be in use. */
    traceReserved: { type: 2, layout: { limit: 'u32' } },
    signedIn: {
      type: 3,
      layout: { stan: 'digits6', batch: 'digits6', operator: 'digits2', time: 'time' },
    },
    /** Before the first byte of the request leaves. */
    saleConfirmed: {
      type: 4,
      layout: {
        stan: 'digits6',
        batch: 'digits6',
        amountMinor: 'amount',
        operator: 'digits2',
        time: 'time',
        maskedPan: 'text',
        sealedReversal: 'bytes',
      },
    },
    /** The sale stands; all that its slip needs. */
    saleApproved: {
      type: 5,
      layout: {
        stan: 'digits6',
        batch: 'digits6',
        amountMinor: 'amount',
        operator: 'digits2',
        time: 'time',
        maskedPan: 'text',
        /** 0 not at all, 1 on the cardholder's device */
        verification: 'u8',
        authorizationCode: 'text',
        referenceNumber: 'text',
        issuer: 'text',
        aid: 'hex',
        label: 'text',
        cryptogram: 'hex',
        tvr: 'hex',
        tsi: 'hex',
        atc: 'hex',
        unpredictableNumber: 'hex',
      },
    },
    /** Nothing to pay and nothing to reverse: refused with `code`, or, without one, never sent. */
    saleEnded: { type: 6, layout: { stan: 'digits6', operator: 'digits2', code: 'text' } },
    reversalOwed: { type: 7, layout: { stan: 'digits6', operator: 'digits2', cause: 'text' } },
    reversalTried: { type: 8, layout: { stan: 'digits6', operator: 'digits2', sends: 'u16' } },
    reversalDone: { type: 9, layout: { stan: 'digits6', operator: 'digits2' } },
    slipPrinted: { type: 10, layout: { stan: 'digits6', operator: 'digits2' } },
  } as const satisfies Readonly<Record<string, { type: number; layout: Layout }>>,
  true,
);

export type RecordName = keyof typeof recordTypes;
export type RecordOf<Name extends RecordName> = ValuesOf<(typeof recordTypes)[Name]['layout']>;

const version = 1;

export function encodeRecordOf<Name extends RecordName>(
  name: Name,
  values: RecordOf<Name>,
): LogEntry {
  const { type, layout } = recordTypes[name];
  return { type, version, payload: encodeFields(layout as Layout, values as ValuesOf<Layout>) };
}

export type JournalRecord = {
  readonly [Name in RecordName]: { readonly name: Name; readonly values: RecordOf<Name> };
}[RecordName];

/** Throws on a record that this version of the program does not know: nobody may go on over what he cannot read. */
export function decodeRecordOf(entry: LogEntry): JournalRecord {
  for (const name in recordTypes) {
    const { type, layout } = recordTypes[name as RecordName];
    if (type === entry.type && entry.version === version)
      return { name, values: decodeFields(layout as Layout, entry.payload) } as JournalRecord;
  }
  throw new RangeError(`journal: record type ${entry.type} version ${entry.version}`);
}
