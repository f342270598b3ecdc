// SPDX-License-Identifier: Apache-2.0
//
// The totals of a batch, counted from its records one after the other: docs/sources.md [domain A9]. Debit is money out of cards, credit
// money back. What a reader would get wrong: a sale whose reversal is owed or done has no record of an approval, so it never counts.

import type { LogRecord } from './log-format.ts';
import { decodeFields, decodeSome, type Layout, type ValuesOf } from './record-layout.ts';
import { recordTypes, transactionOf } from './records.ts';

export interface Totals {
  readonly debitMinor: number;
  readonly debitCount: number;
  readonly creditMinor: number;
  readonly creditCount: number;
  readonly foreignDebitMinor: number;
  readonly foreignDebitCount: number;
  readonly foreignCreditMinor: number;
  readonly foreignCreditCount: number;
}

export type Side = 'debit' | 'credit';

/**
 * The transactions that count, by their number in the journal (flow/kinds.ts): sale, void, refund, completion, its void, its advice, sale approved
 * offline.
 * One that only holds money, or looks at it, is not here.
 */
const sides: Readonly<Record<number, Side>> = Object.freeze(
  {
    0: 'debit',
    1: 'credit',
    2: 'credit',
    6: 'debit',
    7: 'credit',
    8: 'debit',
    9: 'debit',
  } as const,
  true,
);

/** Undefined: the record adds nothing to any totals. */
function sideOf(record: LogRecord): Side | undefined {
  if (record.type !== recordTypes.saleApproved.type) return undefined;
  return sides[transactionOf(record)];
}

/** What has no AID came in without a card, or was answered when the card was gone. It counts as domestic. */
function isForeignAid(aid: string, domesticRid: string): boolean {
  return aid !== '' && !aid.startsWith(domesticRid);
}

/** How each of them begins: what is behind it is not decoded. */
export const countedLayout = Object.freeze(
  {
    stan: 'digits6',
    batch: 'digits6',
    amountMinor: 'amount',
    operator: 'digits2',
    time: 'time',
    maskedPan: 'text',
    verification: 'u8',
    authorizationCode: 'text',
    referenceNumber: 'text',
    issuer: 'text',
    aid: 'hex',
  } as const satisfies Layout,
  true,
);

const summed = Object.freeze(['batch', 'amountMinor', 'aid'] as const, true);

export interface Counted {
  readonly sequence: number;
  readonly side: Side;
  readonly stan: string;
  readonly batch: string;
  readonly amountMinor: number;
  readonly time: string;
  readonly authorizationCode: string;
  readonly referenceNumber: string;
  readonly isForeign: boolean;
}

export interface CountedBy {
  readonly batch: string;
  /** Cards of this scheme are domestic: ten digits that begin the AID. */
  readonly domesticRid: string;
}

/** What `record` adds to the totals of the batch; undefined: nothing. */
export function countedIn(record: LogRecord, by: CountedBy): Counted | undefined {
  if (!sideOf(record)) return undefined;
  return countedOf(record, decodeFields(countedLayout, record.payload), by);
}

/** The same of a record whose `values` are at hand. */
export function countedOf(
  record: LogRecord,
  values: ValuesOf<typeof countedLayout>,
  { batch, domesticRid }: CountedBy,
): Counted | undefined {
  const side = sideOf(record);
  if (!side || values.batch !== batch) return undefined;
  const { sequence } = record;
  const { stan, amountMinor, time, authorizationCode, referenceNumber, aid } = values;
  const isForeign = isForeignAid(aid, domesticRid);
  return {
    sequence,
    side,
    stan,
    batch,
    amountMinor,
    time,
    authorizationCode,
    referenceNumber,
    isForeign,
  };
}

export function totalsOf(records: Iterable<LogRecord>, by: CountedBy): Totals {
  const home = { debit: 0, credit: 0, debits: 0, credits: 0 };
  const foreign = { ...home };
  for (const record of records) {
    const side = sideOf(record);
    if (!side) continue;
    const { batch, amountMinor, aid } = decodeSome(countedLayout, record.payload, summed);
    if (batch !== by.batch) continue;
    const sums = isForeignAid(aid, by.domesticRid) ? foreign : home;
    sums[side] += amountMinor;
    sums[side === 'debit' ? 'debits' : 'credits']++;
  }
  return {
    debitMinor: home.debit,
    debitCount: home.debits,
    creditMinor: home.credit,
    creditCount: home.credits,
    foreignDebitMinor: foreign.debit,
    foreignDebitCount: foreign.debits,
    foreignCreditMinor: foreign.credit,
    foreignCreditCount: foreign.credits,
  };
}

/** Of cards of both sorts. */
export function sumOf(totals: Totals): Pick<Totals, `${Side}${'Minor' | 'Count'}`> {
  return {
    debitMinor: totals.debitMinor + totals.foreignDebitMinor,
    debitCount: totals.debitCount + totals.foreignDebitCount,
    creditMinor: totals.creditMinor + totals.foreignCreditMinor,
    creditCount: totals.creditCount + totals.foreignCreditCount,
  };
}
