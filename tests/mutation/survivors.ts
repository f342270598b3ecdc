// SPDX-License-Identifier: Apache-2.0
//
// docs/internals/mutants.md: the mutants that nothing notices, each with the reason why that may be. Its list is written and
// read here. An entry is known by its file, its line of code and what is inverted, not by a line number, so that it outlives
// changes elsewhere in the file.

import type { Place } from './located.ts';

export interface Survivor {
  readonly file: string;
  readonly kind: string;
  readonly code: string;
  /** Of several with the same file, kind and code: which, from 1. */
  readonly nth: number;
}

export const unjudged = 'not judged yet';

export const keyOf = ({ file, kind, code, nth }: Survivor) =>
  JSON.stringify([file, kind, code, nth]);

/** Names each place as a survivor would be; `places` are all of the program, in the order of the source. */
export function named(places: readonly Place[]): ReadonlyMap<string, Survivor> {
  const counts = new Map<string, number>();
  const names = new Map<string, Survivor>();
  for (const { id, file, kind, code } of places) {
    const key = JSON.stringify([file, kind, code]);
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    names.set(id, { file, kind, code, nth });
  }
  return names;
}

const intro = `# Mutants that survive

The mutation run inverts every branch and comparison of \`src/emv\`, \`src/flow\` and \`src/journal\`, one at a time, and runs
unit tests and scenarios until one of them notices. Below are the branches that nothing notices, each with the reason why that is
right: mostly the inverted program means the same, or the branch guards against what no part of the program can do today.
\`npm run test:long\` tries a sample.

Of \`src/emv\` all 972 were tried on 22 November 2026: unit tests notice 955 of them, with the cases that were missing, stories about
cards 14, one was in a function that only tests called, and two are below. It took 25 minutes, three processes on two cores that
five other programs shared. Those of \`src/flow\` and \`src/journal\` take hours, and were last tried before operators, offline approvals
and what the host delivers came: what is not listed here was noticed then, or is newer.

A mutant is tried only where it is reached: a trial runs once with marks (\`tests/mutation/reach.ts\`), and then meets the mutants
of the blocks that it enters, a file of unit tests with those tests only that enter them. Mutants of \`src/emv\` meet the unit tests
and the stories about cards (\`tests/mutation/trials.ts\` names them), not the other stories.

    node --import tsx tests/mutation/run.ts [path…]   # compares this list with the truth; also: npm run test:long -- tests/mutation
    node --import tsx tests/mutation/run.ts --units src/emv   # unit tests only; what is left may be asked by line: src/emv/afl.ts:40
    node --import tsx tests/mutation/run.ts --write   # writes it anew, keeping the reasons

An entry is what is inverted, the line of code (with a number when it has several of the same kind), and the reason. The
run fails when a branch survives that is not listed, when one is listed that is noticed, and when a reason is missing.
`;

/** `reasons` by keyOf. */
export function written(
  survivors: readonly Survivor[],
  reasons: ReadonlyMap<string, string>,
): string {
  const parts = [intro];
  let file = '';
  for (const survivor of survivors) {
    if (survivor.file !== file) {
      file = survivor.file;
      parts.push(`## ${file}\n`);
    }
    const { kind, code, nth } = survivor;
    const reason = reasons.get(keyOf(survivor)) ?? unjudged;
    parts.push(`    ${kind}${nth > 1 ? ` #${nth}` : ''}  ${code}\n\n${reason}\n`);
  }
  return parts.join('\n');
}

/** The reasons of a file that `written` made, by keyOf. */
export function readReasons(text: string): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const [, file, entries] of text.matchAll(/^## (\S+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)) {
    for (const [, kind, nth, code, reason] of entries!.matchAll(
      /^ {4}(\S+)(?: #(\d+))? {2}(.*)\n\n((?:(?! {4}).+\n?)+)/gm,
    )) {
      const survivor = { file: file!, kind: kind!, code: code!, nth: Number(nth ?? 1) };
      reasons.set(keyOf(survivor), reason!.trim());
    }
  }
  return reasons;
}
