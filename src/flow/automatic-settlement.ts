// SPDX-License-Identifier: Apache-2.0
//
// Settling at a set time of the day. It is due when the batch holds something from before the last time that the clock passed it, so a
// terminal that was off then does it when it is on again. What a reader would get wrong: nothing remembers that it was tried; it is
// tried again each quarter of an hour.

import type { DateTime } from '../io/clock.ts';
import { type App, timeOf } from './app.ts';
import { digitsOfTime } from './receipt-time.ts';
import { beginSettlement, resumeSettlement } from './settlement.ts';

const quarter = 15;
const monthDays = Object.freeze([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], true);

/** At idle, once a minute. Goes on with a settlement that was not done, too. */
export async function settleByTheClock(app: App): Promise<void> {
  const now = timeOf(app.board);
  if (!now) return;
  const { settleAt } = app.settings;
  const minute = settleAt === undefined ? 0 : Number(settleAt.slice(2));
  if ((now.minute - minute) % quarter !== 0) return;
  if (app.book.settlement) await resumeSettlement(app);
  else if (settleAt !== undefined && isDue(app, now, settleAt)) await beginSettlement(app);
}

function isDue({ book, session }: App, now: DateTime, settleAt: string): boolean {
  const oldest = book.oldestTime(session.profile.settlement.domesticRid);
  return oldest !== undefined && oldest < lastPassed(now, settleAt);
}

/** When the clock has last shown `hhmm`, as the journal writes times. */
export function lastPassed(now: DateTime, hhmm: string): string {
  const passed = (date: DateTime) => `${digitsOfTime(date).slice(0, 6)}${hhmm}00`;
  return passed(now) <= digitsOfTime(now) ? passed(now) : passed(dayBefore(now));
}

function dayBefore(time: DateTime): DateTime {
  if (time.day > 1) return { ...time, day: time.day - 1 };
  if (time.month === 1) return { ...time, year: time.year - 1, month: 12, day: 31 };
  const month = time.month - 1;
  // The RTC's years, 2000 to 2099.
  const isLeapFebruary = month === 2 && time.year % 4 === 0;
  return { ...time, month, day: monthDays[month - 1]! + (isLeapFebruary ? 1 : 0) };
}
