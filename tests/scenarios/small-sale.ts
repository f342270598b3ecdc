// SPDX-License-Identifier: Apache-2.0
//
// A sale that asks for nothing but a card, for stories that are about something else.

import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

export const amountMinor = 4200;

export function untilTapped(t: Vocabulary, card = 'quickpass-debit'): void {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
}

export function sells(t: Vocabulary): void {
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}
