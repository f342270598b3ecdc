// SPDX-License-Identifier: Apache-2.0
//
// Operator numbers: two digits, and by option a third that checks them. Any one wrong digit, and any two that are swapped, give a
// number that is none: docs/adr/0057-a-check-digit-by-table.md; a test tries them all.

import type { Role } from '../ui/screen.ts';

export const administrator = 99;
export const supervisor = 0;

/** Row: the first digit; place in it: the second; there is the check digit. Damm's scheme misses swaps over the middle one; this does not. */
const checkDigits = Object.freeze(
  [
    '7406295318',
    '5687140932',
    '3059867124',
    '8920513476',
    '1342659807',
    '0234978651',
    '6798031245',
    '2163704589',
    '9571482063',
    '4815326790',
  ] as const,
  true,
);

/** As records have it. */
export function digitsOf(number: number): string {
  return String(number).padStart(2, '0');
}

export function checkDigitOf(number: number): string {
  return checkDigits[Math.floor(number / 10)]![number % 10]!;
}

/** Whether the third digit is right. */
export function isChecked(typed: string): boolean {
  return checkDigitOf(Number(typed.slice(0, 2))) === typed[2];
}

export function roleOf(number: number): Role {
  if (number === administrator) return 'administrator';
  return number === supervisor ? 'supervisor' : 'cashier';
}
