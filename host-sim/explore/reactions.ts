// SPDX-License-Identifier: Apache-2.0
//
// What people do when a screen comes: a table. A new kind of screen does not compile without a row.

import type { ScreenKind } from '../../src/ui/screen.ts';

export type Action =
  /** The next goal, or the one that was begun and came to nothing. */
  | 'begin'
  /** A card to the reader, if the glass shows the amount that was agreed on; else no. */
  | 'tap'
  | 'take card away'
  /** The card that was taken away, once more; some have gone. */
  | 'tap again'
  /** What the menu was opened for. */
  | 'choose'
  /** Paper in, cover shut; after some tries no. */
  | 'mend printer'
  | 'enter'
  | 'cancel'
  | 'enter or cancel'
  /** Sometimes somebody only wanted to see the totals. */
  | 'settle or not'
  /** That of whoever the screen names. */
  | 'enter password'
  /** The number of somebody who signs in, or is to be added. */
  | 'enter number'
  | 'answer operators'
  /** Whether the same was meant to be paid once more. */
  | 'say whether again'
  /** That it is the transaction that is to be undone. */
  | 'check original'
  /** As the holder of the card means to. */
  | 'enter PIN'
  /** Has a key-loading file made for the terminal, when it needs one. */
  | 'fetch keys'
  /** Nothing helps but service: goes home. */
  | 'give up'
  /** Some press OK, some wait. */
  | 'read'
  | 'wait';

export interface Reaction {
  readonly action: Action;
  /** After so long with the same screen it is done again. */
  readonly patienceMs: number;
}

const row = (action: Action, patienceMs: number): Reaction => ({ action, patienceMs });

export const reactions: { readonly [Kind in ScreenKind]: Reaction } = {
  boot: row('wait', 60_000),
  idle: row('begin', 4000),
  'amount-entry': row('cancel', 5000),
  'tap-card': row('tap', 9000),
  reading: row('wait', 20_000),
  'remove-card': row('take card away', 20_000),
  authorising: row('take card away', 90_000),
  approved: row('wait', 10_000),
  declined: row('read', 12_000),
  'try-again': row('take card away', 5000),
  'one-card-only': row('take card away', 5000),
  'card-refused': row('take card away', 8000),
  'pin-entry': row('enter PIN', 130_000),
  'present-again': row('tap again', 5000),
  'card-update': row('wait', 90_000),
  'wrong-pin': row('enter or cancel', 10_000),
  'pin-ended': row('read', 6000),
  'pin-wait': row('read', 6000),
  cancelled: row('take card away', 6000),
  'unknown-result': row('read', 6000),
  reversing: row('wait', 90_000),
  reversed: row('read', 6000),
  'reversal-pending': row('read', 6000),
  'last-sale': row('enter', 10_000),
  balance: row('read', 12_000),
  'give-up': row('enter or cancel', 10_000),
  printing: row('wait', 60_000),
  'offer-cardholder-copy': row('enter or cancel', 20_000),
  'printer-trouble': row('mend printer', 8000),
  'signing-in': row('wait', 90_000),
  'line-failure': row('read', 6000),
  'device-failure': row('enter', 15_000),
  menu: row('choose', 10_000),
  information: row('enter', 10_000),
  keys: row('fetch keys', 10_000),
  'keys-loaded': row('enter', 10_000),
  'key-choice': row('enter or cancel', 10_000),
  'secret-entry': row('cancel', 10_000),
  'check-value': row('cancel', 10_000),
  'key-notice': row('enter or cancel', 10_000),
  message: row('read', 10_000),
  'nothing-to-reprint': row('read', 6000),
  'number-entry': row('enter number', 6000),
  'transaction-detail': row('check original', 6000),
  'transaction-list': row('cancel', 6000),
  'no-transactions': row('read', 6000),
  'not-possible': row('read', 6000),
  'erase-keys': row('cancel', 10_000),
  'settlement-totals': row('settle or not', 10_000),
  settling: row('wait', 120_000),
  uploading: row('wait', 90_000),
  'advice-notice': row('enter', 10_000),
  'signing-out': row('wait', 90_000),
  updating: row('wait', 90_000),
  'update-notice': row('read', 6000),
  settled: row('enter', 10_000),
  'settlement-notice': row('enter or cancel', 10_000),
  'amount-check': row('enter or cancel', 8000),
  'same-again': row('say whether again', 8000),
  'three-check': row('enter', 8000),
  recovery: row('enter or cancel', 8000),
  'service-contact': row('enter', 8000),
  'error-list': row('cancel', 6000),
  'error-detail': row('cancel', 6000),
  'error-counts': row('cancel', 6000),
  'error-notice': row('read', 6000),
  'operator-confirm': row('enter', 10_000),
  'password-entry': row('enter password', 10_000),
  'operator-locked': row('enter', 10_000),
  'operator-list': row('answer operators', 10_000),
  'operator-action': row('cancel', 10_000),
  'operator-notice': row('enter', 10_000),
  'keys-erased': row('give up', 60_000),
  'power-off': row('wait', 30_000),
};
