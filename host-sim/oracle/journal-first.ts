// SPDX-License-Identifier: Apache-2.0
//
// Journal first: before a request leaves, what it needs to be known after a power cut is durable. A table says which partition
// must have been written since when; rows of partitions that a board does not have say nothing of it.

import { only, type Seen, type SeenOf } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

interface Rule {
  /** The act that needs it. */
  readonly act: RegExp;
  readonly partition: string;
  /** Since the power came on, or since the last screen of that kind. */
  readonly since: 'power' | 'reading';
}

const rules: readonly Rule[] = [
  // The block that the trace number is taken from.
  { act: /^line 0[0-9]{3}$/, partition: 'trace', since: 'power' },
  // The intent of a sale, with its reversal.
  { act: /^line 0200$/, partition: 'journal', since: 'reading' },
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

function tooEarly({ act, partition, since }: Rule, seen: readonly Seen[]): string[] {
  return only(seen, 'act')
    .filter(({ name, done }) => !done && act.test(name))
    .filter((line) => !isWritten(partition, startOf(since, line, seen), line, seen))
    .map(({ name, epoch }) => `${name} in epoch ${epoch} left before ${partition} was written`);
}

function startOf(since: Rule['since'], line: SeenOf<'act'>, seen: readonly Seen[]): number {
  const starts = seen.filter(
    (each) =>
      each.atUs <= line.atUs &&
      (since === 'power'
        ? each.what === 'power' && each.on
        : each.what === 'screen' && each.kind === 'reading'),
  );
  return starts.at(-1)?.atUs ?? 0;
}

function isWritten(partition: string, fromUs: number, line: SeenOf<'act'>, seen: readonly Seen[]) {
  return only(seen, 'act').some(
    ({ name, done, atUs, point }) =>
      name === `flash ${partition} write` && done && atUs >= fromUs && point < line.point,
  );
}
