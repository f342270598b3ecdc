// SPDX-License-Identifier: Apache-2.0
//
// Which screen may follow which: the declared graph. After a power-on anything may be followed by nothing, and nothing by
// `boot`. A new kind of screen does not compile without a row.

import type { ScreenKind } from '../../src/ui/screen.ts';

/** How a conversation may go on when its screen ends: to idle, to the next question, to what is owed. */
const money = ['signing-in', 'reversing', 'reversed', 'reversal-pending'] as const;
/** What a sale begins with, once the amount is known. */
const toCard = ['tap-card', 'declined', 'line-failure', 'device-failure', ...money] as const;
const rest = ['idle', 'amount-entry'] as const;
/** What a boot may have to tell of keys, after what it has to tell of money. */
const keys = ['keys', 'keys-loaded', 'key-notice'] as const;

export const screenGraph: { readonly [Kind in ScreenKind]: readonly ScreenKind[] } = {
  boot: ['device-failure', 'signing-in', 'last-sale', 'approved', 'idle', 'keys-erased', ...keys],
  idle: ['amount-entry', 'menu', 'information', ...money],
  'amount-entry': ['idle', 'pin-needed', ...toCard],
  'tap-card': [
    'reading',
    'cancelled',
    'try-again',
    'one-card-only',
    'card-refused',
    'device-failure',
  ],
  reading: ['remove-card', 'try-again', 'card-refused', 'device-failure'],
  'remove-card': [
    'authorising',
    'approved',
    'declined',
    'unknown-result',
    'line-failure',
    'pin-needed',
    'pin-entry',
    'pin-wait',
    'device-failure',
  ],
  authorising: ['approved', 'declined', 'unknown-result', 'line-failure', 'wrong-pin'],
  approved: ['printing', 'printer-trouble', 'offer-cardholder-copy', ...rest, ...keys],
  declined: [...rest, ...money, 'menu'],
  'try-again': ['tap-card', ...rest],
  'one-card-only': ['tap-card', ...rest],
  'card-refused': ['tap-card', ...rest],
  'pin-needed': rest,
  'pin-entry': [
    'authorising',
    'approved',
    'declined',
    'unknown-result',
    'line-failure',
    'wrong-pin',
    'pin-ended',
    'device-failure',
  ],
  'wrong-pin': [...rest, ...toCard],
  'pin-ended': rest,
  'pin-wait': rest,
  cancelled: rest,
  'unknown-result': money,
  reversing: ['reversed', 'reversal-pending', 'signing-in'],
  reversed: [...rest, ...toCard],
  'reversal-pending': rest,
  'last-sale': ['printing', 'printer-trouble', ...rest, ...money],
  printing: ['offer-cardholder-copy', 'printer-trouble', ...rest, ...keys],
  'offer-cardholder-copy': ['printing', ...rest, ...keys],
  'printer-trouble': ['printing', 'offer-cardholder-copy', ...rest, ...keys],
  'signing-in': [
    'line-failure',
    'declined',
    'idle',
    'tap-card',
    'amount-entry',
    'reversing',
    'reversal-pending',
  ],
  'line-failure': [...rest, ...money],
  'device-failure': [...rest, ...money, 'last-sale', 'approved', ...keys],
  menu: [
    ...rest,
    ...money,
    ...keys,
    'information',
    'printing',
    'printer-trouble',
    'nothing-to-reprint',
  ],
  information: rest,
  keys: [...rest, 'key-choice', 'key-notice', 'signing-in'],
  'keys-loaded': [...rest, 'keys', 'signing-in'],
  'key-choice': [...rest, 'keys', 'key-notice'],
  'secret-entry': ['key-notice', 'check-value', ...rest, 'keys'],
  'check-value': ['secret-entry', 'key-notice', 'keys-loaded', ...rest, 'keys'],
  'key-notice': [...rest, 'keys', 'secret-entry', 'check-value', 'signing-in'],
  message: rest,
  'nothing-to-reprint': rest,
  'keys-erased': [],
  'power-off': [],
};
