// SPDX-License-Identifier: Apache-2.0
//
// A batch is settled for what it holds: what the terminal has claimed, and what its slip says, is what the acquirer's book has of
// that batch. Counted here anew, from the entries; the acquirer's own comparison is not asked.

import type { Entry } from '../acquirer/ledger.ts';
import type { SettledBatch } from '../acquirer/settlement.ts';
import type { Oracle } from './oracle.ts';

export const totals: Oracle = {
  name: 'totals',
  kind: 'correctness',
  claim: 'a batch is settled for the money that it holds, and paper says the same',
  findings: ({ world }) => {
    const { ledger, settlements } = world.sim.acquirer;
    const { batches } = settlements;
    const claims = batches
      .filter(({ claim }) => claim !== '')
      .flatMap((settled) => {
        const held = sumsIn(ledger.entries, settled);
        const claimed = sumsOfClaim(settled.claim);
        if (claimed === held) return [];
        return [`batch ${settled.batch} was settled for ${claimed}; the book holds ${held}`];
      });
    return [...claims, ...onPaper(world.paper.text(), batches)];
  },
};

/**
 * Count and amount of debits, then of credits. Which half of a claim a card belongs to is not asked: the terminal tells by the application,
 * the acquirer by the number, and doubles of all schemes have numbers of one bank.
 */
function sumsIn(entries: readonly Entry[], { batch, terminalId }: SettledBatch): string {
  const worth = entries.filter((each) => each.batch === batch && each.terminalId === terminalId);
  return [1, -1]
    .map((sign) => {
      const amounts = worth.flatMap(({ netMinor }) =>
        Math.sign(netMinor) === sign ? [netMinor * sign] : [],
      );
      return `${amounts.length}:${amounts.reduce((sum, each) => sum + each, 0)}`;
    })
    .join(' ');
}

/** Debits, credits; the same of foreign cards. */
function bothHalves(halves: readonly (readonly [count: number, amountMinor: number])[]): string {
  return [0, 1]
    .map((side) => {
      const [home, foreign] = [halves[side]!, halves[side + 2]!];
      return `${home[0] + foreign[0]}:${home[1] + foreign[1]}`;
    })
    .join(' ');
}

/** Four times twelve digits of an amount, and three of a count. */
function sumsOfClaim(claim: string): string {
  const sums = [...claim.matchAll(/(\d{12})(\d{3})/g)];
  return bothHalves(sums.map(([, amount, count]) => [Number(count), Number(amount)]));
}

/** Of slips that are whole; a batch may have several, where the first was torn. */
function onPaper(paper: string, batches: readonly SettledBatch[]): string[] {
  const slips = paper.split(/^ *(?:结算单|SETTLEMENT) *$/m).slice(1);
  return slips.flatMap((rest) => {
    const [slip = ''] = rest.split(/^\[.* cut\]$/m);
    const batch = /(?:批次号|BATCH NO\.) +(\d{6})/.exec(slip)?.[1];
    const lines = [...slip.matchAll(/(?:[借贷]记|DEBIT|CREDIT) (\d+)\D+(\d+)\.(\d\d)/g)];
    const verdict = /(对账平$|TOTALS AGREE)|对账不平|TOTALS DIFFERED/m.exec(slip);
    if (batch === undefined || lines.length < 4 || !verdict) return [];
    const settled = batches.find((each) => each.batch === batch);
    if (!settled) return [`a slip of totals for batch ${batch}, which nobody has settled`];
    const said = bothHalves(lines.map(([, n, yuan, fen]) => [Number(n), Number(yuan! + fen!)]));
    const claimed = sumsOfClaim(settled.claim);
    return [
      ...(said === claimed ? [] : [`the slip of batch ${batch} says ${said}, not ${claimed}`]),
      ...((verdict[1] !== undefined) === settled.isBalanced
        ? []
        : [`the slip of batch ${batch} does not say what the acquirer said of its totals`]),
    ];
  });
}
