// SPDX-License-Identifier: Apache-2.0
//
// Between the money and its journal: which record each event leaves, and which event each record stands for. Events that
// reach no record change nothing that must outlive a cut.

import type { LogEntry } from '../journal/log.ts';
import {
  encodeRecordOf,
  type JournalRecord,
  type RecordName,
  type RecordOf,
} from '../journal/records.ts';
import type { Money, MoneyEvent, ReversalCause } from './money.ts';

/** The record of `event`, which has led from `before` into `money`. */
export function recordOf(
  before: Money,
  money: Money,
  event: MoneyEvent,
  operator: string,
): LogEntry {
  const sale = 'sale' in money ? money.sale : 'sale' in before ? before.sale : undefined;
  if (!sale) throw new Error(`journal: ${event.kind} without a sale`);
  const { stan } = sale;
  switch (event.kind) {
    case 'sale-confirmed':
      return encodeRecordOf('saleConfirmed', event.sale);
    case 'host-approved':
      return encodeRecordOf('saleApproved', event.receipt);
    case 'host-declined':
      return encodeRecordOf('saleEnded', { stan, operator, code: event.code });
    case 'not-sent':
      return encodeRecordOf('saleEnded', { stan, operator, code: '' });
    case 'booted':
    case 'host-unknown': {
      // Nothing can have moved, so nothing is owed.
      if (money.kind === 'free') return encodeRecordOf('saleEnded', { stan, operator, code: '' });
      const cause = money.kind === 'reversing' ? money.cause : '98';
      return encodeRecordOf('reversalOwed', { stan, operator, cause });
    }
    case 'reversal-failed':
      return encodeRecordOf('reversalTried', { stan, operator, sends: event.sends });
    case 'reversal-done':
      return encodeRecordOf('reversalDone', { stan, operator });
    case 'given-up':
      return encodeRecordOf('givenUp', event.unresolved);
    case 'slip-printed':
      return encodeRecordOf('slipPrinted', { stan, operator });
    case 'reversal-wanted':
      throw new Error('journal: a wish is no event');
  }
}

type ToEvent = {
  readonly [Name in RecordName]?: (values: RecordOf<Name>) => MoneyEvent;
};

const events: ToEvent = Object.freeze(
  {
    saleConfirmed: (sale) => ({ kind: 'sale-confirmed', sale }),
    saleApproved: (receipt) => ({ kind: 'host-approved', receipt }),
    saleEnded: ({ code }) => (code === '' ? { kind: 'not-sent' } : { kind: 'host-declined', code }),
    reversalOwed: ({ cause }) => ({ kind: 'host-unknown', cause: cause as ReversalCause }),
    reversalTried: ({ sends }) => ({ kind: 'reversal-failed', sends }),
    reversalDone: () => ({ kind: 'reversal-done' }),
    givenUp: (unresolved) => ({ kind: 'given-up', unresolved }),
    slipPrinted: () => ({ kind: 'slip-printed' }),
  } satisfies ToEvent,
  true,
);

/** The event that a record stands for; undefined when it is none of the money's. */
export function eventOf({ name, values }: JournalRecord): MoneyEvent | undefined {
  return (events[name] as ((values: unknown) => MoneyEvent) | undefined)?.(values);
}
