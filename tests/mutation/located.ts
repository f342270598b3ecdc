// SPDX-License-Identifier: Apache-2.0
//
// The mutants of a bundle, by their place in the TypeScript. The same branch has the same `id` in every bundle that holds it.

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Bundle, root } from '../../host-sim/engine/bundle.ts';
import { type Mutant, type MutantKind, mutantsOf } from './mutants.ts';

export interface Place {
  readonly id: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: MutantKind;
  /** The line of TypeScript, trimmed. */
  readonly code: string;
}

export interface LocatedMutant extends Place {
  readonly mutant: Mutant;
}

/** Folders whose branches must be noticed: design.md 12. */
const mutatedFolders = ['src/emv/', 'src/flow/', 'src/journal/'] as const;

export function locatedMutants({ text, sourceMap }: Bundle): LocatedMutant[] {
  const seen = new Map<string, number>();
  return mutantsOf(text).flatMap((mutant) => {
    const before = text.slice(0, mutant.at).split('\n');
    const entry = sourceMap.findEntry(before.length - 1, before.at(-1)!.length);
    if (!('originalSource' in entry) || !entry.originalSource) return [];
    const file = relative(root, join(root, entry.originalSource));
    if (!mutatedFolders.some((folder) => file.startsWith(folder))) return [];
    const line = entry.originalLine + 1;
    const place = `${file}:${line}:${entry.originalColumn}:${mutant.kind}`;
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    return [
      { id: `${place}:${count}`, file, line, kind: mutant.kind, code: lineOf(file, line), mutant },
    ];
  });
}

const lines = new Map<string, readonly string[]>();

function lineOf(file: string, line: number): string {
  let all = lines.get(file);
  if (!all) {
    all = readFileSync(join(root, file), 'utf8').split('\n');
    lines.set(file, all);
  }
  return all[line - 1]!.trim();
}
