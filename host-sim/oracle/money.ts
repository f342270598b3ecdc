// SPDX-License-Identifier: Apache-2.0
//
// No money from nowhere, and none that nobody knows of: each entry of the acquirer's book is worth nothing, or just what a
// holder had seen and agreed to, once; and what stays in the book has been said on glass or paper, what was said stays.

import type { Entry } from '../acquirer/ledger.ts';
import { only, type Seen, type SeenOf } from '../explore/seen.ts';
import { keysGone } from './case.ts';
import type { Oracle } from './oracle.ts';
import { slipsOn } from './paper.ts';

export const money: Oracle = {
  name: 'money',
  kind: 'correctness',
  claim: 'the book holds what people agreed to and were told, and nothing else',
  findings: ({ seen, world }) => {
    const { entries } = world.sim.acquirer.ledger;
    const online = entries.filter(({ kind }) => kind !== 'offline-sale');
    return [
      ...uncovered(entries, only(seen, 'tap')),
      ...untold(online, seen, world.paper.text()),
      ...offlineFindings(entries, seen, world.paper.text()),
    ];
  },
};

/** Each entry needs a tap of its own, before it, with its amount. */
function uncovered(entries: readonly Entry[], taps: readonly SeenOf<'tap'>[]): string[] {
  const left = [...taps];
  return entries
    .filter(({ netMinor, state }) => netMinor !== 0 || state === 'approved')
    .flatMap((entry) => {
      const index = left.findIndex(
        ({ atUs, amountMinor }) => atUs <= entry.atUs && amountMinor === entry.amountMinor,
      );
      if (index < 0)
        return [
          `trace ${entry.stan} is ${entry.kind} of ${entry.amountMinor}, to which nobody agreed`,
        ];
      left.splice(index, 1);
      return [];
    });
}

/** "Approved", and where it is said again after a cut. */
function approvals(seen: readonly Seen[]): SeenOf<'screen'>[] {
  return only(seen, 'screen').filter(({ kind }) => kind === 'approved' || kind === 'last-sale');
}

/** The book hears of these later: what was said must be in it in the end, and what is in it must have been said before. */
function offlineFindings(
  entries: readonly Entry[],
  seen: readonly Seen[],
  paper: string,
): string[] {
  const booked = entries.filter(
    ({ kind, state }) => kind === 'offline-sale' && state === 'approved',
  );
  const printed = new Set(slipsOn(paper).map(({ trace }) => trace));
  const words = approvals(seen).filter(({ about }) => about === 'offlineSale');
  // Without keys the terminal can tell the acquirer nothing more.
  const unheard = keysGone(seen) ? [] : beyond(seen, words, booked);
  const untoldEntries = booked.filter(
    ({ stan, amountMinor, atUs }) =>
      !printed.has(stan) &&
      !words.some((word) => word.amountMinor === amountMinor && word.atUs <= atUs),
  );
  return [
    ...unheard.map(
      ({ amountMinor }) => `"approved" offline for ${amountMinor}, of which the book never heard`,
    ),
    ...untoldEntries.map(
      ({ stan, netMinor }) => `the book holds ${netMinor} for trace ${stan}, and nobody was told`,
    ),
  ];
}

/**
 * Words that the book has no entry for. One that follows a tap needs an entry of its own; what a boot says again, because paper is
 * missing, needs any of the amount.
 */
function beyond(
  seen: readonly Seen[],
  words: readonly SeenOf<'screen'>[],
  booked: readonly Entry[],
): SeenOf<'screen'>[] {
  const said = new Map<number | undefined, number>();
  const taps = only(seen, 'tap');
  return words.filter(({ amountMinor, atUs, epoch }) => {
    const entries = booked.filter((entry) => entry.amountMinor === amountMinor).length;
    const isAgain = taps.filter((tap) => tap.atUs <= atUs).at(-1)?.epoch !== epoch;
    const needed = isAgain ? 1 : (said.get(amountMinor) ?? 0) + 1;
    if (!isAgain) said.set(amountMinor, needed);
    return needed > entries;
  });
}

/** A word on the glass belongs to the last entry that was made before it. */
function untold(entries: readonly Entry[], seen: readonly Seen[], paper: string): string[] {
  const printed = new Set(slipsOn(paper).map(({ trace }) => trace));
  const words = approvals(seen).filter(({ about }) => about !== 'offlineSale');
  const findings = words
    .filter(({ amountMinor }) => amountMinor === undefined)
    .map(() => '"approved" with an amount to which nobody agreed');
  const heard = new Map<string, number>();
  for (const { atUs, amountMinor } of words) {
    const entry = entries.filter((each) => each.atUs <= atUs).at(-1);
    if (!entry) findings.push('"approved" before anything was booked');
    else if (entry.state !== 'approved')
      findings.push(`"approved" for trace ${entry.stan}, which is ${entry.state}`);
    else if (entry.amountMinor !== (amountMinor ?? entry.amountMinor))
      findings.push(
        `"approved" shows ${amountMinor} for trace ${entry.stan}: ${entry.amountMinor}`,
      );
    else heard.set(entry.stan, atUs);
  }
  // Without keys the terminal can neither reverse nor say.
  const excused = keysGone(seen) && entries.at(-1);
  for (const entry of entries) {
    const { stan, state, netMinor } = entry;
    if (entry === excused) continue;
    if (state === 'approved' && !heard.has(stan) && !printed.has(stan))
      findings.push(`the book holds ${netMinor} for trace ${stan}, and nobody was told`);
  }
  return findings;
}
