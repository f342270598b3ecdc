// SPDX-License-Identifier: Apache-2.0
//
// The files of the repository (those that git would track), and how findings are told.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

/** As in .gitignore. */
const ignored: ReadonlySet<string> = new Set(['.git', 'node_modules', 'build']);
const binary = /\.(png|woff2?|ico|bin|jpg)$/;

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(entry.name) || entry.name.endsWith('.log')) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}

export const files: readonly SourceFile[] = walk('')
  .sort()
  .filter((path) => !binary.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Fails with all findings. */
export function assertClean(findings: readonly Finding[]): void {
  const lines = findings.map(({ path, line, message }) => `${path}:${line}: ${message}`);
  assert.ok(findings.length === 0, `${findings.length} findings\n${lines.join('\n')}`);
}

/** The rule finds something in `planted` that says `expected`. */
export function assertFires(
  rule: (files: readonly SourceFile[]) => readonly Finding[],
  planted: readonly SourceFile[],
  expected: RegExp,
): void {
  const findings = rule(planted);
  assert.ok(
    findings.some(({ message }) => expected.test(message)),
    `expected ${expected}, found ${JSON.stringify(findings)}`,
  );
}

export function file(path: string, text: string): SourceFile {
  return { path, text };
}

export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
