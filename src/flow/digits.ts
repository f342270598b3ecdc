// SPDX-License-Identifier: Apache-2.0
//
// What digit keys are for, by what is on the screen; docs/sources.md [design 5]. On a screen that is not here digits stay in C:
// they come to no conversation, and make no sound. docs/adr/0023-where-a-pin-is.md
//
// What a reader would get wrong: a notice at the end of a sale asks for nothing, yet is here. A clerk who goes on typing begins the
// next amount with it (tell, in app.ts).

import type { NumberPrompt } from '../../crypto/pin-entry.ts';
import type { NumberName, ScreenKind } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';

const digitPrompts: Readonly<Partial<Record<ScreenKind, NumberPrompt>>> = Object.freeze(
  {
    idle: 'amount',
    'amount-entry': 'amount',
    menu: 'menu',
    'key-choice': 'menu',
    'transaction-list': 'menu',
    'error-list': 'menu',
    'operator-list': 'menu',
    'operator-action': 'menu',

    declined: 'amount',
    'line-failure': 'amount',
    'card-refused': 'amount',
    'try-again': 'amount',
    cancelled: 'amount',
    'pin-ended': 'amount',
    'pin-wait': 'amount',
    'unknown-result': 'amount',
    reversed: 'amount',
    'reversal-pending': 'amount',
    'device-failure': 'amount',
    'nothing-to-reprint': 'amount',
    information: 'amount',
    settled: 'amount',
    'settlement-notice': 'amount',
    'update-notice': 'amount',
    'advice-notice': 'amount',
    'no-transactions': 'amount',
    'not-possible': 'amount',
    'service-contact': 'amount',
    'error-notice': 'amount',
    balance: 'amount',
  },
  true,
);

/** The screen itself says what is typed there. */
const numberPrompts: Readonly<Record<NumberName, NumberPrompt>> = Object.freeze(
  {
    trace: 'reference',
    authorization: 'reference',
    reference: 'reference',
    date: 'date',
    operator: 'operator',
    'checked-operator': 'operator',
    'new-operator': 'operator',
  },
  true,
);

export function digitPromptOf(screen: Screen): NumberPrompt {
  if (screen.kind === 'number-entry') return numberPrompts[screen.what];
  return digitPrompts[screen.kind] ?? 'none';
}
