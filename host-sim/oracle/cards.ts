// SPDX-License-Identifier: Apache-2.0
//
// The cards' own counters: each sale that reaches the acquirer bears a transaction count of its card that no earlier sale bore,
// and none that the card has not reached.

import type { MessageKind } from '../acquirer/behaviour.ts';
import type { Card } from '../cards/card.ts';
import { PaymentCard } from '../cards/payment-card.ts';
import { only, type Seen } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

/** What goes to the issuer. */
const withCryptogram: readonly MessageKind[] = ['sale', 'pre-authorization', 'balance'];

export const cards: Oracle = {
  name: 'cards',
  kind: 'correctness',
  claim: "each sale bears a count of its card's own that is new and not ahead of the card",
  findings: ({ seen, world }) => {
    const highest = new Map<string, number>();
    const findings: string[] = offlineFindings(seen, world.sim.cards());
    for (const { message, card, atc, stan } of only(seen, 'request')) {
      if (!withCryptogram.includes(message)) continue;
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

/** An approval of a card's own may be uploaded more than once, but is one transaction; and one that the card has given. */
function offlineFindings(seen: readonly Seen[], cards: readonly Card[]): string[] {
  const given = cards.flatMap((card) => (card instanceof PaymentCard ? card.approvals : []));
  const traces = new Map<string, string>();
  const findings: string[] = [];
  for (const { message, card, atc, stan, amountMinor } of only(seen, 'request')) {
    if (message !== 'sale' && message !== 'offline-sale') continue;
    const name = `${card}/${atc}`;
    const before = traces.get(name) ?? stan;
    if (before !== stan && message === 'offline-sale')
      findings.push(`count ${atc} of a card under trace ${before} and under ${stan}`);
    traces.set(name, before);
    const isGiven =
      // The awkward ones do not say what they have approved.
      cards.some((card) => !(card instanceof PaymentCard)) ||
      given.some((each) => each.atc === atc && each.amountMinor === amountMinor);
    if (message === 'offline-sale' && !isGiven)
      findings.push(`trace ${stan}: no card has approved ${amountMinor} with count ${atc}`);
  }
  return findings;
}
