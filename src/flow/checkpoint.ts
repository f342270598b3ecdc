// SPDX-License-Identifier: Apache-2.0
//
// Where the book stands, as the record that each segment of the log begins with has it (docs/internals/journal.md). What is in
// records before it is referred to by their sequence numbers; 0: none.

import type { Log, LogEntry } from '../journal/log.ts';
import { decodeRecordOf, encodeRecordOf, type RecordOf } from '../journal/records.ts';
import type { AdviceQueue } from './advice-queue.ts';
import type { Money, Receipt, ReversalCause } from './money.ts';

/** By number, as the checkpoint keeps them. */
const states = Object.freeze(
  ['free', 'authorising', 'approved', 'reversing', 'repeating'] as const,
  true,
);

type Records = Pick<Log, 'read'>;
type Checkpoint = RecordOf<'checkpoint'>;

/** What the book has in memory; `settlement` and `settlementMoved` are records. */
export interface BookState
  extends Pick<
    Checkpoint,
    | 'sale'
    | 'lastReceipt'
    | 'traceLimit'
    | 'batch'
    | 'batchFirst'
    | 'previousFirst'
    | 'settlement'
    | 'settlementMoved'
    | 'counted'
    | 'scriptFirst'
    | 'scriptCount'
    | 'scriptSends'
  > {
  readonly money: Money;
  readonly advices: AdviceQueue;
}

export function encodeCheckpoint({ money, advices, ...positions }: BookState): LogEntry {
  return encodeRecordOf('checkpoint', {
    ...positions,
    state: states.indexOf(money.kind),
    sale: money.kind === 'free' ? 0 : positions.sale,
    receipt: money.kind === 'approved' ? positions.lastReceipt : 0,
    cause: money.kind === 'reversing' ? money.cause : '',
    sends: 'sends' in money ? money.sends : 0,
    adviceFirst: advices.first,
    adviceCount: advices.count,
    adviceMinor: advices.amountMinor,
    adviceSends: advices.sends,
  });
}

export function advicesAt(values: Checkpoint): AdviceQueue {
  return {
    first: values.adviceFirst,
    count: values.adviceCount,
    amountMinor: values.adviceMinor,
    sends: values.adviceSends,
  };
}

export function moneyAt(
  log: Records,
  { state, sale: at, receipt: receiptAt, cause, sends }: Checkpoint,
): Money {
  const kind = states[state];
  if (kind === 'free') return { kind };
  const entry = log.read(at);
  const record = entry && decodeRecordOf(entry);
  if (record?.name !== 'saleConfirmed') throw new Error('journal: the sale under way is gone');
  const sale = record.values;
  if (kind === 'authorising') return { kind, sale };
  if (kind === 'reversing') return { kind, sale, cause: cause as ReversalCause, sends };
  if (kind === 'repeating') return { kind, sale, sends };
  const receipt = readReceipt(log, receiptAt);
  if (!receipt) throw new Error('journal: the receipt of the last sale is gone');
  return { kind: 'approved', sale, receipt };
}

export function readReceipt(log: Records, sequence: number): Receipt | undefined {
  const entry = sequence > 0 ? log.read(sequence) : undefined;
  const record = entry && decodeRecordOf(entry);
  return record?.name === 'saleApproved' ? record.values : undefined;
}
