// SPDX-License-Identifier: Apache-2.0
//
// The duplicate guard: the same card is about to pay the same amount again, a moment after it did. docs/sources.md [domain G15],
// docs/adr/0060-amounts-that-are-asked-for-again.md
//
// What a reader would get wrong: a card that has approved by itself is not asked about. What it has spent it has spent, and whoever said no
// would take it from the cardholder for nothing.

import type { DateTime } from '../io/clock.ts';
import { decodeRecordOf, type RecordOf, recordTypes } from '../journal/records.ts';
import { type App, confirms, tell, timeOf } from './app.ts';
import { kinds } from './kinds.ts';
import type { Order } from './perform.ts';
import { isSameCard, type Presented } from './present.ts';
import { secondsOf, timeOfDigits } from './receipt-time.ts';

const removeCardMs = 700;
const patienceMs = 30_000;
/** So many of the newest records are looked at: a sale has three or four. */
const recordsLookedAt = 64;

/** Asks, where it has to; nothing is in the journal yet. False: nobody wants it, and it has been said that nothing was paid. */
export async function mayPayAgain(app: App, order: Order, presented: Presented): Promise<boolean> {
  const { settings, board, attention, front } = app;
  const { duplicateGuardS: withinS = 0 } = settings;
  const hasPaid = presented.tapped?.request.kind === 'approved';
  const now = timeOf(board);
  if (withinS === 0 || order.kind.name !== 'sale' || hasPaid || !now) return true;
  const paid = paidLately(app, order.amountMinor, presented, { now, withinS });
  if (!paid) return true;
  const { stan: trace, amountMinor } = paid;
  await attention.pause(removeCardMs);
  front.tone('alert');
  if (!(await confirms(app, { kind: 'same-again', trace, amountMinor }, patienceMs))) {
    await tell(app, { kind: 'cancelled' });
    return false;
  }
  front.show({ kind: 'remove-card' });
  return true;
}

interface Lately {
  readonly now: DateTime;
  readonly withinS: number;
}

/** From the journal, so that a power cut forgets nothing. What was undone since was not paid. */
function paidLately(
  { book, session }: App,
  amountMinor: number,
  presented: Presented,
  { now, withinS }: Lately,
): RecordOf<'saleConfirmed'> | undefined {
  let last: RecordOf<'saleConfirmed'> | undefined;
  const paid = new Map<string, RecordOf<'saleConfirmed'>>();
  for (const record of book.batchRecords(Math.max(1, book.end - recordsLookedAt))) {
    const { saleConfirmed, saleApproved } = recordTypes;
    if (record.type !== saleConfirmed.type && record.type !== saleApproved.type) continue;
    const { name, values } = decodeRecordOf(record);
    if (name === 'saleConfirmed') last = values;
    if (name !== 'saleApproved') continue;
    if (last?.stan === values.stan && isSale(values)) paid.set(values.stan, last);
    else paid.delete(values.original);
  }
  for (const each of paid.values()) {
    // Either way: the host may have set the clock in between.
    const agoS = Math.abs(secondsOf(now) - secondsOf(timeOfDigits(each.time)));
    const isLike = each.amountMinor === amountMinor && each.maskedPan === presented.maskedPan;
    if (agoS > withinS || !isLike) continue;
    if (isSameCard(session.profile, presented, each.sealedReversal)) return each;
  }
  return undefined;
}

function isSale({ transaction }: RecordOf<'saleApproved'>): boolean {
  return transaction === kinds.sale.number || transaction === kinds.offlineSale.number;
}
