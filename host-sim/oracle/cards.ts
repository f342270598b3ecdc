// SPDX-License-Identifier: Apache-2.0
//
// The cards' own counters: each sale that reaches the acquirer bears a transaction count of its card that no earlier sale bore,
// and none that the card has not reached.

import { PaymentCard } from '../cards/payment-card.ts';
import { only } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

export const cards: Oracle = {
  name: 'cards',
  kind: 'correctness',
  claim: "each sale bears a count of its card's own that is new and not ahead of the card",
  findings: ({ seen, world }) => {
    const highest = new Map<string, number>();
    const findings: string[] = [];
    for (const { message, card, atc, stan } of only(seen, 'request')) {
      if (message !== 'sale') continue;
      if (atc === undefined) findings.push(`trace ${stan} bears no count of its card`);
      else if (atc <= (highest.get(card) ?? -1))
        findings.push(`trace ${stan} bears count ${atc} of its card once more`);
      else highest.set(card, atc);
    }
    const shown = world.sim.cards().filter((card) => card instanceof PaymentCard);
    // The awkward ones do not say how far they have counted.
    if (shown.length < world.sim.cards().length) return findings;
    const most = Math.max(0, ...shown.map(({ atc }) => atc));
    for (const [, atc] of highest)
      if (atc > most) findings.push(`count ${atc} is ahead of every card (${most})`);
    return findings;
  },
};
