// SPDX-License-Identifier: Apache-2.0
//
// Whether an amount looks like a slip of the finger: two zeros too many or too few, judged by what the shop has sold last. A pure rule;
// docs/internals/errors.md has how often it asks in vain, and what it finds, on days that were generated.

import { decodeSome } from '../journal/record-layout.ts';
import { recordTypes, transactionOf } from '../journal/records.ts';
import { countedLayout } from '../journal/totals.ts';
import type { AmountDoubt } from '../ui/screen.ts';
import type { Book } from './book.ts';
import { kinds } from './kinds.ts';

/** With fewer sales there is no rule. */
const least = 8;
const most = 32;
/** Of the middle one of the last sales. A slip is a hundredfold. */
const factor = 20;
/** So many of the newest records are looked at. */
const recordsLookedAt = 256;

const amountOnly = Object.freeze(['amountMinor'] as const, true);

/** `amounts`: of the last sales, in any order. Asked for is what is beyond them all, and twenty times the middle one, up or down. */
export function doubtOf(
  amounts: readonly number[],
  amountMinor: number,
): Exclude<AmountDoubt, 'large'> | undefined {
  if (amounts.length < least) return undefined;
  const sorted = [...amounts].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!;
  if (amountMinor > middle * factor && amountMinor > sorted[sorted.length - 1]!)
    return 'unusually-large';
  if (amountMinor * factor < middle && amountMinor < sorted[0]!) return 'unusually-small';
  return undefined;
}

/** The last sales' amounts, from the journal; what is new is added when somebody asks. */
export class SalesHistory {
  #amounts: number[] = [];
  #upTo = 0;

  recent(book: Pick<Book, 'end' | 'batchRecords'>): readonly number[] {
    const { end } = book;
    const from = Math.max(1, this.#upTo, end - recordsLookedAt);
    for (const record of end > from ? book.batchRecords(from) : []) {
      if (record.type !== recordTypes.saleApproved.type) continue;
      if (transactionOf(record) !== kinds.sale.number) continue;
      this.#amounts.push(decodeSome(countedLayout, record.payload, amountOnly).amountMinor);
    }
    this.#amounts = this.#amounts.slice(-most);
    this.#upTo = end;
    return this.#amounts;
  }
}
