// SPDX-License-Identifier: Apache-2.0
//
// Paper and book agree: each approval in the acquirer's book has a slip (but for those that a scenario announces: no printer,
// power lost), and no slip stands for a sale that the book does not hold, or holds otherwise.

import type { Entry } from '../acquirer/ledger.ts';
import type { Vocabulary } from '../scenario/vocabulary.ts';

/** Up to the cut, or the end of the paper. */
function slips(text: string): string[] {
  return text.split(/^\[.* cut\]$/m);
}

function isPaidBack({ kind }: Entry): boolean {
  return kind === 'void' || kind === 'refund' || kind === 'completion-void';
}

/** `unprinted`: approvals that have no slip. */
export function paperTellsTheTruth(world: Vocabulary, unprinted = 0): void {
  const entries = world.acquirer.entries();
  const printed = new Set<string>();
  for (const slip of slips(world.paper.text())) {
    for (const [, trace = ''] of slip.matchAll(/(?:凭证号|VOUCHER NO\.) +(\d{6})/g)) {
      printed.add(trace);
      const entry = entries.find(({ stan }) => stan === trace);
      if (!entry) world.fail(`a slip for trace ${trace}, which the acquirer does not know`);
      if (entry.state !== 'approved')
        world.fail(`a slip for trace ${trace}, which is ${entry.state}`);
      const amount = (entry.amountMinor / 100).toFixed(2);
      const wanted = isPaidBack(entry) ? `-${amount}` : amount;
      const shown = /RMB (-?\d+\.\d\d)/.exec(slip)?.[1];
      if (shown !== undefined && shown !== wanted)
        world.fail(`the slip for trace ${trace} shows ${shown}, not ${wanted}`);
    }
  }
  for (const entry of entries) {
    const { netMinor, amountMinor, state, stan } = entry;
    const due = state !== 'approved' ? 0 : isPaidBack(entry) ? -amountMinor : amountMinor;
    if (netMinor !== due) world.fail(`trace ${stan} is ${state} and worth ${netMinor}`);
  }
  const missing = entries.filter(({ state, stan }) => state === 'approved' && !printed.has(stan));
  if (missing.length !== unprinted)
    world.fail(`approved without a slip: ${missing.length}, expected ${unprinted}`);
}
