// SPDX-License-Identifier: Apache-2.0
//
// The money of one terminal as a pure reducer: no IO, no clock, no promise. The first effect of every step that reaches
// the outside is `journal`. Unknown is not failed: a request that may have reached the host is reversed until the host says
// so, or, where its kind has no reversal, repeated until the host answers; only of a kind that moves nothing it is forgotten.
// No new money moves while something is owed, unless somebody has set it aside.

import type { RecordOf } from '../journal/records.ts';
import { kindOf } from './kinds.ts';

/** What a sale, or whatever else `transaction` says, is to the money: who it is, and what its reversal will need. Nothing of
 * the card in clear. */
export type SaleRecord = RecordOf<'saleConfirmed'>;

/** What the slip of a transaction that stands needs. */
export type Receipt = RecordOf<'saleApproved'>;

/** It was owed, and stays unresolved. */
export type Unresolved = RecordOf<'givenUp'>;

/** F39 of a reversal: 98 no answer, A0 wrong MAC in the answer, 06 other. */
export type ReversalCause = '98' | 'A0' | '06';

export type Money =
  | { readonly kind: 'free' }
  | { readonly kind: 'authorising'; readonly sale: SaleRecord }
  /** It stands; its slip is not on paper yet. */
  | { readonly kind: 'approved'; readonly sale: SaleRecord; readonly receipt: Receipt }
  | {
      readonly kind: 'reversing';
      readonly sale: SaleRecord;
      readonly cause: ReversalCause;
      readonly sends: number;
    }
  /** There is no reversal for it: the same request again, until an answer comes. */
  | { readonly kind: 'repeating'; readonly sale: SaleRecord; readonly sends: number };

export type MoneyEvent =
  | { readonly kind: 'booted' }
  | { readonly kind: 'sale-confirmed'; readonly sale: SaleRecord }
  | { readonly kind: 'host-approved'; readonly receipt: Receipt }
  /** `code`: F39. Of a kind that leaves nothing behind, any answer. */
  | { readonly kind: 'host-declined'; readonly code: string }
  /** The socket accepted no byte of the request. */
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'host-unknown'; readonly cause: ReversalCause }
  | { readonly kind: 'reversal-wanted' }
  | { readonly kind: 'reversal-done' }
  | { readonly kind: 'reversal-failed'; readonly sends: number }
  /** Somebody has set it aside. */
  | { readonly kind: 'given-up'; readonly unresolved: Unresolved }
  | { readonly kind: 'slip-printed' };

export type Effect =
  /** Make this state durable before anything else of the step happens. */
  | { readonly kind: 'journal'; readonly money: Money; readonly event: MoneyEvent }
  | { readonly kind: 'send-sale'; readonly sale: SaleRecord }
  | {
      readonly kind: 'send-reversal';
      readonly sale: SaleRecord;
      readonly cause: ReversalCause;
      readonly sends: number;
    }
  | { readonly kind: 'send-again'; readonly sale: SaleRecord; readonly sends: number }
  /** The sale stands, and nobody knows whether its slip is on paper. */
  | { readonly kind: 'offer-reprint'; readonly receipt: Receipt };

export type Step = readonly [money: Money, effects: readonly Effect[]];

const free: Money = Object.freeze({ kind: 'free' }, true);

/** The next state and what to do, in that order. An event that does not belong to the state changes nothing. */
export function next(money: Money, event: MoneyEvent): Step {
  switch (money.kind) {
    case 'free':
      if (event.kind === 'sale-confirmed') {
        return enter({ kind: 'authorising', sale: event.sale }, event, {
          kind: 'send-sale',
          sale: event.sale,
        });
      }
      return [money, []];
    case 'authorising':
      return afterRequest(money, event);
    case 'approved':
      if (event.kind === 'booted')
        return [money, [{ kind: 'offer-reprint', receipt: money.receipt }]];
      return event.kind === 'slip-printed' ? enter(free, event) : [money, []];
    case 'reversing':
      return whileReversing(money, event);
    case 'repeating':
      return whileRepeating(money, event);
  }
}

function afterRequest(money: Extract<Money, { kind: 'authorising' }>, event: MoneyEvent): Step {
  const { sale } = money;
  switch (event.kind) {
    case 'host-approved':
      return enter({ kind: 'approved', sale, receipt: event.receipt }, event);
    case 'host-declined':
    case 'not-sent':
      return enter(free, event);
    case 'host-unknown':
      return enter(unknown(sale, event.cause), event);
    case 'booted':
      // After a power cut nobody knows what the host did. Assume the worst: it took the money.
      return enter(unknown(sale, '98'), event);
    default:
      return [money, []];
  }
}

function unknown(sale: SaleRecord, cause: ReversalCause): Money {
  switch (kindOf(sale.transaction).unknown) {
    case 'reverse':
      return { kind: 'reversing', sale, cause, sends: 0 };
    case 'repeat':
      return { kind: 'repeating', sale, sends: 0 };
    case 'forget':
      return free;
  }
}

function whileReversing(money: Extract<Money, { kind: 'reversing' }>, event: MoneyEvent): Step {
  switch (event.kind) {
    case 'reversal-done':
    case 'given-up':
      return enter(free, event);
    case 'reversal-failed':
      return failedOnce(money, event);
    case 'reversal-wanted':
      return [
        money,
        [{ kind: 'send-reversal', sale: money.sale, cause: money.cause, sends: money.sends }],
      ];
    default:
      return [money, []];
  }
}

function whileRepeating(money: Extract<Money, { kind: 'repeating' }>, event: MoneyEvent): Step {
  const { sale, sends } = money;
  switch (event.kind) {
    case 'host-approved':
      return enter({ kind: 'approved', sale, receipt: event.receipt }, event);
    case 'host-declined':
    case 'given-up':
      return enter(free, event);
    case 'reversal-failed':
      return failedOnce(money, event);
    case 'reversal-wanted':
      return [money, [{ kind: 'send-again', sale, sends }]];
    default:
      return [money, []];
  }
}

/** An attempt that did not count, made over and over while the line is down, wears no flash. */
function failedOnce(
  money: Extract<Money, { kind: 'reversing' | 'repeating' }>,
  event: Extract<MoneyEvent, { kind: 'reversal-failed' }>,
): Step {
  return event.sends === money.sends ? [money, []] : enter({ ...money, sends: event.sends }, event);
}

function enter(money: Money, event: MoneyEvent, ...effects: readonly Effect[]): Step {
  return [money, [{ kind: 'journal', money, event }, ...effects]];
}
