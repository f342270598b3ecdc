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

export const screenGraph: { readonly [Kind in ScreenKind]: readonly ScreenKind[] } = {
  boot: ['device-failure', 'signing-in', 'last-sale', 'approved', 'idle'],
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
    'device-failure',
  ],
  authorising: ['approved', 'declined', 'unknown-result', 'line-failure'],
  approved: ['printing', 'printer-trouble', 'offer-cardholder-copy', ...rest],
  declined: [...rest, ...money, 'menu'],
  'try-again': ['tap-card', ...rest],
  'one-card-only': ['tap-card', ...rest],
  'card-refused': ['tap-card', ...rest],
  'pin-needed': rest,
  cancelled: rest,
  'unknown-result': money,
  reversing: ['reversed', 'reversal-pending', 'signing-in'],
  reversed: [...rest, ...toCard],
  'reversal-pending': rest,
  'last-sale': ['printing', 'printer-trouble', ...rest, ...money],
  printing: ['offer-cardholder-copy', 'printer-trouble', ...rest],
  'offer-cardholder-copy': ['printing', ...rest],
  'printer-trouble': ['printing', 'offer-cardholder-copy', ...rest],
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
  'device-failure': [...rest, ...money, 'last-sale'],
  menu: [...rest, ...money, 'information', 'printing', 'printer-trouble', 'nothing-to-reprint'],
  information: rest,
  message: rest,
  'nothing-to-reprint': rest,
  'power-off': [],
};
