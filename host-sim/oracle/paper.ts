// SPDX-License-Identifier: Apache-2.0
//
// Paper and book agree: each approval in the acquirer's book has a slip (but for those that a scenario announces: no printer,
// power lost), and no slip stands for a sale that the book does not hold, or holds otherwise.

import type { MessageKind } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { Vocabulary } from '../scenario/vocabulary.ts';

/** What stands on paper of one sale. */
export interface PrintedSlip {
  readonly trace: string;
  /** Negative when money went back. Undefined when the slip was torn off before it. */
  readonly amountMinor: number | undefined;
}

/** In the order of the paper. A slip may break off where the power went, and the next one follow on the same piece. */
export function slipsOn(text: string): PrintedSlip[] {
  const starts = [...text.matchAll(/(?:凭证号|VOUCHER NO\.) +(\d{6})/g)];
  return starts.map((match, index) => {
    const rest = text.slice(match.index, starts[index + 1]?.index);
    const [piece = ''] = rest.split(/^\[.* cut\]$/m);
    const shown = /RMB (-?)(\d+)\.(\d\d)/.exec(piece);
    return {
      trace: match[1]!,
      amountMinor: shown ? Number(`${shown[1]}${shown[2]}${shown[3]}`) : undefined,
    };
  });
}

const paidBack: readonly MessageKind[] = ['void', 'refund', 'completion-void'];
/** Money is held or let go. */
const onlyHeld: readonly MessageKind[] = ['pre-authorization', 'pre-authorization-void'];

/** As the slip shows it. */
function shownOf({ kind, amountMinor }: Entry): number {
  return paidBack.includes(kind) ? -amountMinor : amountMinor;
}

/** To the merchant. */
function worthOf(entry: Entry): number {
  return entry.state !== 'approved' || onlyHeld.includes(entry.kind) ? 0 : shownOf(entry);
}

const yuan = (amountMinor: number) => (amountMinor / 100).toFixed(2);

/** What is wrong with the paper, by the book; and with the book. */
export function paperFindings(text: string, entries: readonly Entry[]): string[] {
  const onPaper = slipsOn(text).flatMap(({ trace, amountMinor }) => {
    const entry = entries.find(({ stan }) => stan === trace);
    if (!entry) return [`a slip for trace ${trace}, which the acquirer does not know`];
    if (entry.state !== 'approved') return [`a slip for trace ${trace}, which is ${entry.state}`];
    const shown = shownOf(entry);
    if (amountMinor === undefined || amountMinor === shown) return [];
    return [`the slip for trace ${trace} shows ${yuan(amountMinor)}, not ${yuan(shown)}`];
  });
  const inBook = entries
    .filter((entry) => entry.netMinor !== worthOf(entry))
    .map(({ stan, state, netMinor }) => `trace ${stan} is ${state} and worth ${netMinor}`);
  return [...onPaper, ...inBook];
}

/** Approvals in the book that no slip stands for. */
export function withoutSlip(text: string, entries: readonly Entry[]): Entry[] {
  // One that broke off before the amount is none.
  const whole = slipsOn(text).filter(({ amountMinor }) => amountMinor !== undefined);
  const printed = new Set(whole.map(({ trace }) => trace));
  return entries.filter(({ state, stan }) => state === 'approved' && !printed.has(stan));
}

/** `unprinted`: approvals that have no slip. */
export function paperTellsTheTruth(world: Vocabulary, unprinted = 0): void {
  const entries = world.acquirer.entries();
  const text = world.paper.text();
  const [finding] = paperFindings(text, entries);
  if (finding) world.fail(finding);
  const missing = withoutSlip(text, entries).length;
  if (missing !== unprinted)
    world.fail(`approved without a slip: ${missing}, expected ${unprinted}`);
}
