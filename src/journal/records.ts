// SPDX-License-Identifier: Apache-2.0
//
// What the journal of the money holds, as layouts of records: docs/internals/journal.md says when each is written. Nothing of the
// card is in clear but the masked number: the whole number is inside the packed reversal, which the core has sealed. Tracks and PIN
// blocks are in none.

import type { LogEntry } from './log.ts';
import { decodeFields, encodeFields, type Layout, type ValuesOf } from './record-layout.ts';

/** The last fields of whatever moves money or holds it; of fixed size: `transactionOf` counts from the end. */
const moves = Object.freeze(
  {
    /** Of flow/kinds.ts. */
    transaction: 'u8',
    /** Trace number of the transaction that this one follows; 000000: none, or not this terminal's. */
    original: 'digits6',
    /** Who has approved it besides the operator: the number and 1; 0: nobody had to. */
    approver: 'u8',
  } as const satisfies Layout,
  true,
);
const afterTransactionBytes = 4;

/** What somebody has to ask the acquirer about. */
const unresolved = Object.freeze(
  {
    stan: 'digits6',
    batch: 'digits6',
    amountMinor: 'amount',
    operator: 'digits2',
    time: 'time',
    maskedPan: 'text',
    transaction: 'u8',
  } as const satisfies Layout,
  true,
);

interface RecordType {
  readonly type: number;
  readonly layout: Layout;
}

/** Of every record, until a released one has to change. */
const version = 1;

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
        /** The settlement under way: its beginning, and how far it has come. */
        settlement: 'u32',
        settlementMoved: 'u32',
        /** Transactions of the batch that count. */
        counted: 'u16',
        /** Sales approved offline: where the first is to be looked for and those that wait. */
        adviceFirst: 'u32',
        adviceCount: 'u16',
        adviceMinor: 'amount',
        adviceSends: 'u16',
        /** Results of issuer scripts: where the first report is to be looked for, and those that wait. */
        scriptFirst: 'u32',
        scriptCount: 'u16',
        scriptSends: 'u16',
      },
    },
    /** Trace numbers up to the limit may be in use. */
    traceReserved: {
      type: 2,
      layout: { limit: 'u32', operator: 'digits2' },
    },
    signedIn: {
      type: 3,
      layout: { stan: 'digits6', batch: 'digits6', operator: 'digits2', time: 'time' },
    },
    /** Before the first byte of the request leaves. Of a sale, or whatever `transaction` says. */
    saleConfirmed: {
      type: 4,
      layout: {
        stan: 'digits6',
        batch: 'digits6',
        amountMinor: 'amount',
        operator: 'digits2',
        time: 'time',
        maskedPan: 'text',
        /** The packed reversal, or, of a kind that has none, the packed request. */
        sealedReversal: 'bytes',
        ...moves,
      },
    },
    /** It stands; all that its slip needs. */
    saleApproved: {
      type: 5,
      layout: {
        stan: 'digits6',
        batch: 'digits6',
        amountMinor: 'amount',
        operator: 'digits2',
        time: 'time',
        maskedPan: 'text',
        /** 0 not at all, 1 on the cardholder's device, 2 by PIN, 3 by signature */
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
        ...moves,
      },
    },
    /** Nothing to pay and nothing to reverse: refused with `code`, or, without one, never sent. */
    saleEnded: { type: 6, layout: { stan: 'digits6', operator: 'digits2', code: 'text' } },
    reversalOwed: { type: 7, layout: { stan: 'digits6', operator: 'digits2', cause: 'text' } },
    reversalTried: { type: 8, layout: { stan: 'digits6', operator: 'digits2', sends: 'u16' } },
    reversalDone: { type: 9, layout: { stan: 'digits6', operator: 'digits2' } },
    slipPrinted: { type: 10, layout: { stan: 'digits6', operator: 'digits2' } },
    /** `answers`: bit 0 the operator was right, 1 the amount, 2 the signature; 4 to 6: was not. */
    threeChecked: { type: 11, layout: { stan: 'digits6', operator: 'digits2', answers: 'u8' } },
    /** Before the first byte of the totals leaves. From here to `batchClosed` the batch does not change. */
    settlementBegun: {
      type: 20,
      layout: {
        batch: 'digits6',
        /** From this record on the batch is counted. */
        first: 'u32',
        operator: 'digits2',
        time: 'time',
        debitMinor: 'amount',
        debitCount: 'u16',
        creditMinor: 'amount',
        creditCount: 'u16',
        foreignDebitMinor: 'amount',
        foreignDebitCount: 'u16',
        foreignCreditMinor: 'amount',
        foreignCreditCount: 'u16',
      },
    },
    /** `step`: 1 uploading, 2 ending, 3 settled. */
    settlementMoved: {
      type: 21,
      layout: {
        step: 'u8',
        /** 1: the host has counted the same. */
        balanced: 'u8',
        /** Up to this record everything has been uploaded, so many transactions in all. */
        through: 'u32',
        uploaded: 'u16',
        operator: 'digits2',
      },
    },
    /** What `operator` did to `subject` (act: flow/operator.ts), or with that one's consent, for `what`. Approver as above. */
    operatorActed: {
      type: 30,
      layout: {
        act: 'u8',
        operator: 'digits2',
        subject: 'digits2',
        approver: 'u8',
        time: 'time',
        what: 'text',
      },
    },
    /** The batch is done with; what comes now belongs to `batch`. */
    batchClosed: { type: 22, layout: { batch: 'digits6', operator: 'digits2', time: 'time' } },
    /** What was owed is set aside: the host has not said what became of it. */
    givenUp: { type: 32, layout: unresolved },
    /** It was approved, and the host refuses its detail: the upload goes on without it. */
    detailSkipped: { type: 33, layout: unresolved },
    /** The answer to `original` has scripts for the card. `stan`: of the report, which is sealed and says that none was run. */
    scriptsReceived: {
      type: 60,
      layout: {
        stan: 'digits6',
        original: 'digits6',
        operator: 'digits2',
        time: 'time',
        sealedReport: 'bytes',
      },
    },
    /** Before the first command goes to the card (`results`: all failed), and when none is left. DF31. */
    scriptsRun: { type: 61, layout: { stan: 'digits6', operator: 'digits2', results: 'hex' } },
    /** The report had no clear answer. */
    scriptTried: { type: 62, layout: { stan: 'digits6', operator: 'digits2', sends: 'u16' } },
    /** It is sent no more. `received`: its record; `result`: 0 taken, 1 refused with `code`, 2 given up. */
    scriptEnded: {
      type: 63,
      layout: {
        stan: 'digits6',
        operator: 'digits2',
        received: 'u32',
        result: 'u8',
        code: 'text',
      },
    },
    /** Of the line, for whoever looks after it: `host` 1 or 2, and what there is to say in one word. */
    lineNotice: {
      type: 50,
      layout: { host: 'u8', notice: 'text', operator: 'digits2', time: 'time' },
    },
    /** A card approved and was taken away before its last record: not sold, but its balance may be less. */
    cardTorn: {
      type: 42,
      layout: {
        stan: 'digits6',
        batch: 'digits6',
        operator: 'digits2',
        time: 'time',
        amountMinor: 'amount',
        cryptogram: 'hex',
        atc: 'hex',
      },
    },
    /** The upload of an offline approval had no clear answer. */
    adviceTried: { type: 40, layout: { stan: 'digits6', operator: 'digits2', sends: 'u16' } },
    /** It is uploaded no more. `sale`: its record; `result`: 0 taken, 1 refused with `code`, 2 left for the batch upload. */
    adviceEnded: {
      type: 41,
      layout: {
        stan: 'digits6',
        operator: 'digits2',
        sale: 'u32',
        amountMinor: 'amount',
        result: 'u8',
        code: 'text',
      },
    },
  } as const satisfies Readonly<Record<string, RecordType>>,
  true,
);

export type RecordName = keyof typeof recordTypes;
export type RecordOf<Name extends RecordName> = ValuesOf<(typeof recordTypes)[Name]['layout']>;

export function encodeRecordOf<Name extends RecordName>(
  name: Name,
  values: RecordOf<Name>,
): LogEntry {
  const { type, layout }: RecordType = recordTypes[name];
  return { type, version, payload: encodeFields(layout, values as ValuesOf<Layout>) };
}

/** Of an approval: the number of its kind, without decoding the rest. */
export function transactionOf({ payload }: Pick<LogEntry, 'payload'>): number {
  return payload[payload.length - afterTransactionBytes - 1]!;
}

export type JournalRecord = {
  readonly [Name in RecordName]: { readonly name: Name; readonly values: RecordOf<Name> };
}[RecordName];

/** Throws on a record that this version of the program does not know: nobody may go on over what he cannot read. */
export function decodeRecordOf(entry: LogEntry): JournalRecord {
  for (const name in recordTypes) {
    const { type, layout }: RecordType = recordTypes[name as RecordName];
    if (type !== entry.type || entry.version !== version) continue;
    return { name, values: decodeFields(layout, entry.payload) } as JournalRecord;
  }
  throw new RangeError(`journal: record type ${entry.type} version ${entry.version}`);
}
