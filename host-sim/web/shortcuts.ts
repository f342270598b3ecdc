// SPDX-License-Identifier: Apache-2.0
//
// What the terminal offers besides a sale, and the keys that lead there from its idle screen. A finger presses them on the terminal's
// own keypad: the page has no other way in than its visitor.
// What a reader would get wrong: the rows of the terminal's menu move down by one while it owes a reversal (src/flow/menu.ts), the
// transactions behind the key ▼ never move.

import type { Shortcut } from './protocol.ts';

type Row = readonly [name: string, title: string, ...keys: string[]];

const group = (title: string, rows: readonly Row[], operators?: boolean): Shortcut[] =>
  rows.map(([name, words, ...keys]) => ({
    name,
    group: title,
    title: words,
    keys,
    ...(operators !== undefined && { operators }),
  }));

export const shortcuts: readonly Shortcut[] = [
  ...group('After a sale', [
    ['void', 'Void', 'down', '1'],
    ['refund', 'Refund', 'down', '4'],
    ['balance', 'Balance', 'down', '5'],
    ['list', 'Today’s list', 'down', '2'],
    ['reprint', 'Last receipt', 'menu', '2'],
    ['reprint-any', 'Any receipt', 'down', '3'],
  ]),
  ...group('Pre-authorisation', [
    ['preAuthorization', 'Hold', 'down', '6', '1'],
    ['preAuthorizationVoid', 'Let go', 'down', '6', '2'],
    ['completion', 'Complete', 'down', '6', '3'],
    ['completionVoid', 'Void completion', 'down', '6', '4'],
    ['completionAdvice', 'By advice', 'down', '6', '5'],
  ]),
  ...group('Day’s end', [
    ['settlement', 'Settlement', 'menu', '6'],
    ['reprint-settlement', 'Totals again', 'down', '7'],
    ['sign-out', 'Sign out', 'menu', '7'],
    ['sign-in', 'Sign in', 'menu', '3'],
  ]),
  ...group('Service', [
    ['information', 'Information', 'menu', '4'],
    ['keys', 'Keys', 'menu', '5'],
  ]),
  ...group('Service', [['errors', 'Error records', 'menu', '9']], false),
  ...group(
    'Operators',
    [
      ['manage-operators', 'Manage operators', 'menu', '9', '4'],
      ['own-password', 'Own password', 'menu', '9', '2'],
      ['unlock-operator', 'Unlock', 'menu', '9', '3'],
      ['end-shift', 'End shift', 'menu', '9', '1'],
    ],
    true,
  ),
];

/** What to press: out of whatever is on the glass, then the way there. */
export function keysOf(shortcut: Shortcut, owesReversal: boolean): readonly string[] {
  const [first, row = '', ...rest] = shortcut.keys;
  if (first !== 'menu' || !owesReversal) return ['cancel', ...shortcut.keys];
  // A tenth row has no digit: the list is left at its end instead.
  const moved = Number(row) + 1;
  const choose = moved <= 9 ? [String(moved)] : [...Array<string>(moved - 1).fill('down'), 'enter'];
  return ['cancel', 'menu', ...choose, ...rest];
}
