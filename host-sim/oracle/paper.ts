// SPDX-License-Identifier: Apache-2.0
//
// Paper and book agree: each approval in the acquirer's book has a slip (unless the printer could not), and no slip stands
// for a sale that the book does not hold.

import type { World } from '../scenario/world.ts';

export function paperTellsTheTruth(world: World): void {
  const text = world.paper.text();
  const { entries } = world.sim.acquirer.ledger;
  const traces = new Set(
    [...text.matchAll(/(?:凭证号|VOUCHER NO\.) +(\d{6})/g)].map((match) => match[1]!),
  );
  for (const trace of traces) {
    const entry = entries.find(({ stan }) => stan === trace);
    if (!entry) world.fail(`a slip for trace ${trace}, which the acquirer does not know`);
    if (entry.state !== 'approved')
      world.fail(`a slip for trace ${trace}, which is ${entry.state}`);
    const amount = (entry.amountMinor / 100).toFixed(2);
    if (!text.includes(amount)) world.fail(`no slip shows ${amount}, the amount of trace ${trace}`);
  }
  for (const { netMinor, amountMinor, state, stan } of entries) {
    const due = state === 'approved' ? amountMinor : 0;
    if (netMinor !== due) world.fail(`trace ${stan} is ${state} and worth ${netMinor}`);
  }
}
