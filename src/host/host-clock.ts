// SPDX-License-Identifier: Apache-2.0
//
// The host's time, F12 (hhmmss) and F13 (MMDD), has no year: docs/sources.md [domain A3]. It is the year that brings the
// date nearest to the terminal's own clock, so that 31 December on one side and 1 January on the other still agree.

import type { DateTime } from '../io/clock.ts';

/** Undefined when the fields are not a time and a date that exist in a year near the clock's. */
export function hostClock(field12: string, field13: string, rtc: DateTime): DateTime | undefined {
  if (!/^[0-9]{6}$/.test(field12) || !/^[0-9]{4}$/.test(field13)) return undefined;
  const pair = (text: string, at: number) => Number(text.slice(at, at + 2));
  const parts = {
    month: pair(field13, 0),
    day: pair(field13, 2),
    hour: pair(field12, 0),
    minute: pair(field12, 2),
    second: pair(field12, 4),
  };
  let nearest: DateTime | undefined;
  let nearestSeconds = Number.POSITIVE_INFINITY;
  const now = secondsOf(rtc);
  for (const year of [rtc.year - 1, rtc.year, rtc.year + 1]) {
    const candidate = { year, ...parts };
    const seconds = Math.abs(secondsOf(candidate) - now);
    if (!exists(candidate) || seconds >= nearestSeconds) continue;
    nearest = candidate;
    nearestSeconds = seconds;
  }
  return nearest;
}

const monthDays = Object.freeze([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const, true);

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function exists({ year, month, day, hour, minute, second }: DateTime): boolean {
  const days = (monthDays[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
  return day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 59;
}

/** Seconds since a fixed moment in the past. */
function secondsOf({ year, month, day, hour, minute, second }: DateTime): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100);
  days += Math.floor(before / 400) + day - 1;
  for (let m = 1; m < month; m++) days += monthDays[m - 1] ?? 0;
  if (month > 2 && isLeap(year)) days++;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}
