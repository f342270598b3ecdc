// SPDX-License-Identifier: Apache-2.0
//
// Sales that the card approved offline and the host has not heard of: first in, first out, counted from the journal's records.
// docs/sources.md [domain G8]. Nothing of a sale is kept in memory; its message is in the journal, sealed.
//
// What a reader would get wrong: a sale that is given up here is not lost. It counts in the totals like any other; they differ from
// the host's then, and the batch upload tells the host of it. The settlement's slip counts them from the records (settlement-paper.ts).

import type { Log } from '../journal/log.ts';
import { decodeRecordOf, type RecordOf, recordTypes } from '../journal/records.ts';
import { kinds } from './kinds.ts';
import type { SaleRecord } from './money.ts';

export interface AdviceQueue {
  /** No waiting sale has a record before this one; 0: none has waited yet. */
  readonly first: number;
  readonly count: number;
  readonly amountMinor: number;
  /** Attempts for the first of them that had no clear answer. */
  readonly sends: number;
}

/** `refused`: with a code. `left`: after enough attempts, for the batch upload. */
export const adviceResults = Object.freeze(['taken', 'refused', 'left'] as const, true);
export type AdviceResult = (typeof adviceResults)[number];

export const noAdvices: AdviceQueue = Object.freeze(
  { first: 0, count: 0, amountMinor: 0, sends: 0 },
  true,
);

/** A sale of record `sequence` stands. */
export function adviceQueued(
  queue: AdviceQueue,
  sequence: number,
  amountMinor: number,
): AdviceQueue {
  return {
    ...queue,
    first: queue.count === 0 ? sequence : queue.first,
    count: queue.count + 1,
    amountMinor: queue.amountMinor + amountMinor,
  };
}

export function adviceEnded(
  queue: AdviceQueue,
  { sale, amountMinor }: RecordOf<'adviceEnded'>,
): AdviceQueue {
  return {
    first: sale + 1,
    count: queue.count - 1,
    amountMinor: queue.amountMinor - amountMinor,
    sends: 0,
  };
}

export interface Advice {
  /** Number of its record. */
  readonly sequence: number;
  readonly sale: SaleRecord;
}

const { saleConfirmed, saleApproved } = recordTypes;

/** The first that waits, from record `first` on. One whose approval a cut has prevented is none. */
export function findAdvice(
  log: Pick<Log, 'records' | 'oldest'>,
  first: number,
): Advice | undefined {
  let found: Advice | undefined;
  for (const entry of log.records(Math.max(first, log.oldest))) {
    if (entry.type !== saleConfirmed.type && entry.type !== saleApproved.type) continue;
    const { name, values } = decodeRecordOf(entry);
    if (name === 'saleConfirmed')
      found =
        values.transaction === kinds.offlineSale.number
          ? { sequence: entry.sequence, sale: values }
          : undefined;
    else if (found) return found;
  }
  return undefined;
}
