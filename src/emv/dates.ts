// SPDX-License-Identifier: Apache-2.0
//
// Dates of cards: two digits of a year each, in BCD.

/** YYMMDD in BCD as a number that grows with time; years 50 to 99 are of the last century. */
export function dayNumber(date: Uint8Array): number {
  return (monthNumber(date[0]!, date[1]!) << 8) | date[2]!;
}

/** The same for a month. */
export function monthNumber(year: number, month: number): number {
  const century = year >= 0x50 ? 0x19 : 0x20;
  return (century << 16) | (year << 8) | month;
}

/** False for the zeros of a terminal that has no date. */
export function isDate(date: Uint8Array): boolean {
  return date[1] !== 0;
}
