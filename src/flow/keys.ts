// SPDX-License-Identifier: Apache-2.0
//
// What the codes of the keypad mean to conversations; the same numbers as in drivers/keypad (a test compares them).

export const Key = Object.freeze(
  {
    doubleZero: 10,
    point: 11,
    enter: 12,
    cancel: 13,
    clear: 14,
    up: 15,
    down: 16,
    menu: 17,
    language: 18,
    help: 19,
  } as const,
  true,
);

export function isDigit(code: number): boolean {
  return code < 10;
}

/** No key: of an entry whose digits stay in C, the count has changed, or it has ended. */
export const secretChanged = 255;
