// SPDX-License-Identifier: Apache-2.0
//
// Wall time as the journal keeps it: twelve digits, YYMMDDhhmmss; all zero for a terminal without a clock.

import type { DateTime } from '../io/clock.ts';

const two = (value: number) => String(value).padStart(2, '0');

export function digitsOfTime(time: DateTime | undefined): string {
  if (!time) return '000000000000';
  const { year, month, day, hour, minute, second } = time;
  return [year % 100, month, day, hour, minute, second].map(two).join('');
}

/** Of the RTC's years, 2000 to 2099; only differences mean something. */
export function secondsOf({ year, month, day, hour, minute, second }: DateTime): number {
  // Years from March to February: the day that comes and goes is the last one.
  const years = month > 2 ? year : year - 1;
  const months = (month + 9) % 12;
  const days = years * 365 + Math.floor(years / 4) + Math.floor((months * 153 + 2) / 5) + day;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/** Without a clock: visibly no date. */
const noTime: DateTime = Object.freeze(
  { year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0 },
  true,
);

export function timeOfDigits(digits: string): DateTime {
  const part = (at: number) => Number(digits.slice(at, at + 2));
  if (part(2) === 0) return noTime;
  return {
    year: 2000 + part(0),
    month: part(2),
    day: part(4),
    hour: part(6),
    minute: part(8),
    second: part(10),
  };
}
