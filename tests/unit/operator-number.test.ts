// SPDX-License-Identifier: Apache-2.0
//
// The check digit of operators' numbers: every slip of one finger, tried.

import { assert, describe, test } from 'mcu-test-harness';
import { checkDigitOf, digitsOf, isChecked, roleOf } from '../../src/flow/operator-number.ts';

const all = Array.from({ length: 100 }, (_, number) => digitsOf(number));
const coded = all.map((digits) => digits + checkDigitOf(Number(digits)));

/** Codes that a slip turns into another right one. */
function missed(codes: readonly string[], slips: (code: string) => readonly string[]): number {
  const right = new Set(codes);
  let count = 0;
  for (const code of codes)
    for (const slip of slips(code)) if (slip !== code && right.has(slip)) count++;
  return count;
}

function wrongDigits(code: string): string[] {
  return [0, 1, 2].flatMap((at) =>
    [...'0123456789'].map((digit) => code.slice(0, at) + digit + code.slice(at + 1)),
  );
}

function swaps([a, b, c]: string): string[] {
  return [`${b}${a}${c}`, `${a}${c}${b}`, `${c}${b}${a}`];
}

/** Luhn's digit, to see that the test can find something. */
function luhn(digits: string): string {
  const doubled = Number(digits[1]) * 2;
  const sum = Number(digits[0]) + (doubled > 9 ? doubled - 9 : doubled);
  return digits + String((10 - (sum % 10)) % 10);
}

describe('the check digit of an operator', () => {
  test('is right for each number', () => {
    for (const code of coded) assert.ok(isChecked(code));
  });

  test('shows any one wrong digit', () => {
    assert.equal(missed(coded, wrongDigits), 0);
    for (const code of coded)
      for (const slip of wrongDigits(code)) assert.equal(isChecked(slip), slip === code);
  });

  test('shows any two digits that are swapped, neighbours or not; another scheme misses some', () => {
    assert.equal(missed(coded, swaps), 0);
    assert.ok(missed(all.map(luhn), swaps) > 0);
  });

  test('numbers say who one is', () => {
    assert.deepEqual([0, 1, 98, 99].map(roleOf), [
      'supervisor',
      'cashier',
      'cashier',
      'administrator',
    ]);
  });
});
