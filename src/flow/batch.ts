// SPDX-License-Identifier: Apache-2.0
//
// The transactions of a batch, read from the journal when somebody asks: for a void, a reprint, the list on the screen. Nothing of it
// is kept in memory: a batch of 500 would not fit.

import type { Log } from '../journal/log.ts';
import type { LogRecord } from '../journal/log-format.ts';
import { decodeRecordOf, recordTypes } from '../journal/records.ts';
import { kindOf } from './kinds.ts';
import type { Receipt, SaleRecord } from './money.ts';

type Journal = Pick<Log, 'records' | 'read' | 'next' | 'oldest'>;

/** A transaction that was approved, as it stands now. */
export interface Standing {
  readonly sale: SaleRecord;
  readonly receipt: Receipt;
  /** A void of it was approved. */
  readonly isUndone: boolean;
}

/** A receipt and the number of its record. */
export interface Listed {
  readonly sequence: number;
  readonly receipt: Receipt;
}

const { saleConfirmed, saleApproved, batchClosed, signedIn } = recordTypes;

/** The approved transaction with trace number `stan` among the records from `first` on. */
export function findStanding(log: Journal, first: number, stan: string): Standing | undefined {
  let sale: SaleRecord | undefined;
  let receipt: Receipt | undefined;
  let isUndone = false;
  // Other records are not decoded: a batch has thousands.
  for (const entry of log.records(Math.max(first, log.oldest))) {
    if (entry.type !== saleConfirmed.type && entry.type !== saleApproved.type) continue;
    const { name, values } = decodeRecordOf(entry);
    if (name === 'saleConfirmed' && values.stan === stan) sale = values;
    if (name !== 'saleApproved') continue;
    if (values.stan === stan) receipt = values;
    else if (values.original === stan && kindOf(values.transaction).undoes) isUndone = true;
  }
  return sale && receipt && { sale, receipt, isUndone };
}

/** Of a batch, from its beginning: the one before was closed, and nobody has signed in since. */
export function awaitsSignIn(records: Iterable<LogRecord>): boolean {
  let isAfterClosed = false;
  for (const { type } of records) {
    if (type === signedIn.type) return false;
    if (type === batchClosed.type) isAfterClosed = true;
    else if (!isAfterClosed) return false;
  }
  return isAfterClosed;
}

/** The next receipt before or behind record `from`, not before `first`. */
export function nextListed(
  log: Journal,
  first: number,
  from: number,
  direction: 'older' | 'newer',
): Listed | undefined {
  const step = direction === 'older' ? -1 : 1;
  for (let sequence = from + step; sequence >= first && sequence < log.next; sequence += step) {
    const entry = log.read(sequence);
    if (entry?.type !== saleApproved.type) continue;
    const { name, values } = decodeRecordOf(entry);
    if (name === 'saleApproved') return { sequence, receipt: values };
  }
  return undefined;
}
