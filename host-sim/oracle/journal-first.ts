// SPDX-License-Identifier: Apache-2.0
//
// Journal first: before a request leaves, what it needs to be known after a power cut is durable. A table says which partition
// must have been written since when; rows of partitions that a board does not have say nothing of it.

import type { ScreenKind } from '../../src/ui/screen.ts';
import { only, type Seen, type SeenOf } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

interface Rule {
  /** The act that needs it. */
  readonly act: RegExp;
  /** In front of one of these screens only. */
  readonly during?: readonly ScreenKind[];
  /** Not in front of these. */
  readonly except?: readonly ScreenKind[];
  readonly partition: string;
  readonly since: Since;
}

/** Since the power came on, a card was read, the acquirer answered. */
type Since = 'power' | 'reading' | 'answer';

const isStart: { readonly [Name in Since]: (each: Seen, seen: readonly Seen[]) => boolean } = {
  power: (each) => each.what === 'power' && each.on,
  reading: (each) => each.what === 'screen' && each.kind === 'reading',
  answer: (each, seen) => each.what === 'answer' && !isAside(each, seen),
};

/** The journal says nothing of these, and a slip that is printed after them is an older one. */
const aside: ReadonlySet<string | undefined> = new Set(['sign-out', 'echo', 'download', 'status']);

function isAside(answer: Seen, seen: readonly Seen[]): boolean {
  return aside.has(only(seen.slice(0, seen.indexOf(answer)), 'request').at(-1)?.message);
}

const rules: readonly Rule[] = [
  // The block that the trace number is taken from.
  { act: /^line 0[0-9]{3}$/, partition: 'journal', since: 'power' },
  // The intent of a transaction, with its reversal, or the request itself where it is repeated.
  // What is uploaded was written when its own card was read, however many cards were tried since.
  {
    act: /^line 0(100|200|220)$/,
    except: ['uploading'],
    partition: 'journal',
    since: 'reading',
  },
  // What the acquirer has said, before paper says it.
  { act: /^print$/, during: ['approved', 'printing'], partition: 'journal', since: 'answer' },
];

export const journalFirst: Oracle = {
  name: 'journal first',
  kind: 'correctness',
  claim: 'nothing leaves before what it needs is durable',
  findings: ({ seen, world }) =>
    rules
      .filter(({ partition }) => world.sim.board.partitions.includes(partition))
      .flatMap((rule) => tooEarly(rule, seen)),
};

function tooEarly(
  { act, during, except, partition, since }: Rule,
  seen: readonly Seen[],
): string[] {
  return only(seen, 'act')
    .filter(({ name, done }) => !done && act.test(name))
    .filter((each) => !during || during.some((kind) => kind === screenAt(each, seen)))
    .filter((each) => !except?.some((kind) => kind === screenAt(each, seen)))
    .filter((line) => !isWritten(partition, startOf(since, line, seen), line, seen))
    .map(({ name, epoch }) => `${name} in epoch ${epoch} left before ${partition} was written`);
}

function screenAt(act: Seen, seen: readonly Seen[]): string | undefined {
  return only(seen.slice(0, seen.indexOf(act)), 'screen').at(-1)?.kind;
}

function startOf(since: Since, act: SeenOf<'act'>, seen: readonly Seen[]): number {
  const starts = seen.filter((each) => each.atUs <= act.atUs && isStart[since](each, seen));
  return starts.at(-1)?.atUs ?? 0;
}

function isWritten(partition: string, fromUs: number, line: SeenOf<'act'>, seen: readonly Seen[]) {
  return only(seen, 'act').some(
    ({ name, done, atUs, point }) =>
      name === `flash ${partition} write` && done && atUs >= fromUs && point < line.point,
  );
}
