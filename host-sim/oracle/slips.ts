// SPDX-License-Identifier: Apache-2.0
//
// Paper tells the truth, whatever was cut: what stands on it stands in the book, and once all is quiet each approval has a
// slip, unless people were told that there would be none.

import type { Entry } from '../acquirer/ledger.ts';
import { only, type Seen } from '../explore/seen.ts';
import { keysGone } from './case.ts';
import type { Oracle } from './oracle.ts';
import { paperFindings, withoutSlip } from './paper.ts';

export const slips: Oracle = {
  name: 'paper',
  kind: 'correctness',
  claim: 'each slip stands for an approval in the book, and each approval has a slip',
  findings: ({ seen, world }) => {
    const { entries } = world.sim.acquirer.ledger;
    const paper = world.paper.text();
    const missing = withoutSlip(paper, entries)
      .filter((entry) => !wasExcused(entry, entries, seen))
      .map(({ stan }) => `trace ${stan} is approved and has no slip`);
    // Without keys the acquirer cannot be told what a card has approved.
    const unheard = keysGone(seen) ? offlineTraces(paper) : [];
    const onPaper = paperFindings(paper, entries).filter(
      (text) => !unheard.some((trace) => text.includes(`trace ${trace}, which the acquirer`)),
    );
    return [...onPaper, ...missing];
  },
};

/** Somebody was told of trouble with the printer, from this entry on to the next. */
function wasExcused(entry: Entry, entries: readonly Entry[], seen: readonly Seen[]): boolean {
  // The terminal stops when its case is opened, and prints nothing any more.
  if (keysGone(seen) && entry === entries.at(-1)) return true;
  const next = entries.find(({ atUs }) => atUs > entry.atUs);
  // Of an offline approval the book hears after its slip.
  const isLate = entry.kind === 'offline-sale';
  return only(seen, 'screen').some(
    ({ kind, atUs }) =>
      (isLate ? atUs <= entry.atUs : atUs >= entry.atUs) &&
      (isLate || next === undefined || atUs < next.atUs) &&
      (kind === 'printer-trouble' || kind === 'device-failure'),
  );
}

/** Of slips for what cards have approved by themselves. */
function offlineTraces(paper: string): string[] {
  return [
    ...paper.matchAll(/(?:脱机消费|OFFLINE SALE)[\s\S]*?(?:凭证号|VOUCHER NO\.) +(\d{6})/g),
  ].map(([, trace]) => trace!);
}
