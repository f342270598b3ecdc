// SPDX-License-Identifier: Apache-2.0
//
// Natives on both sides of the border: what TypeScript calls, what C defines, and whether they agree on the arguments.

import { type Finding, lineAt, type SourceFile } from './repository.ts';

const call = /\b(?:native|Native)\(\s*['"](\w+)['"]\s*\)(?:\s*\.call\(\s*this((?:,[^()]*)?)\))?/g;
const definition = /^void (xs_\w+)\((?:xsMachine|txMachine) ?\*\w+\)\s*\{([\s\S]*?)^\}/gm;
const destructor = /^void (xs_\w+)\(void ?\*/gm;

/** What takes `the` may read arguments. */
const helper =
  /^(?:static )?[\w *]+?\b(\w+)\([^;{}]*\b(?:xs|tx)Machine ?\*[^;{}]*\)\s*\{([\s\S]*?)^\}/gm;

interface Glue {
  readonly path: string;
  readonly line: number;
  /** One more than the highest argument it reads; NaN when that is not to be seen. */
  readonly argumentCount: number;
}

function glueOf(all: readonly SourceFile[]): Map<string, Glue> {
  const found = new Map<string, Glue>();
  for (const { path, text } of all) {
    if (!path.endsWith('.c')) continue;
    const helpers = new Map([...text.matchAll(helper)].map(([, name, body]) => [name!, body!]));
    for (const match of text.matchAll(definition)) {
      const argumentCount = argumentsRead(match[2]!, helpers);
      found.set(match[1]!, { path, line: lineAt(text, match.index), argumentCount });
    }
    for (const match of text.matchAll(destructor)) {
      found.set(match[1]!, { path, line: lineAt(text, match.index), argumentCount: Number.NaN });
    }
  }
  return found;
}

function argumentsRead(body: string, helpers: ReadonlyMap<string, string>): number {
  if (/\b(xsmcArgc|mxArgc)\b/.test(body)) return Number.NaN;
  const indices = [...body.matchAll(/\b(?:xsArg|mxArgv)\(([^()]*)\)/g)].map(([, index]) =>
    Number(index),
  );
  const inner = [...body.matchAll(/\b(\w+)\(/g)].flatMap(([, name]) =>
    helpers.has(name!) && helpers.get(name!) !== body
      ? [argumentsRead(helpers.get(name!)!, helpers)]
      : [],
  );
  return Math.max(0, ...indices.map((index) => index + 1), ...inner);
}

export function nativeFindings(all: readonly SourceFile[]): Finding[] {
  const glue = glueOf(all.filter(({ path }) => /^(?!tests\/)|^tests\/hil\/agent\//.test(path)));
  const called = new Set<string>();
  const findings: Finding[] = [];
  for (const { path, text } of all) {
    if (
      !/^(src|drivers|crypto|host-sim|tests\/harness|tests\/hil\/agent)\/.*(?<!\.d)\.ts$/.test(path)
    )
      continue;
    for (const match of text.matchAll(call)) {
      const [, name, given] = match;
      called.add(name!);
      const line = lineAt(text, match.index);
      const c = glue.get(name!);
      if (!c)
        findings.push({
          path,
          line,
          message: `no C function ${name}: write void ${name}(xsMachine *the)`,
        });
      else if (
        given !== undefined &&
        c.argumentCount !== countOf(given) &&
        !Number.isNaN(c.argumentCount)
      ) {
        findings.push({
          path,
          line,
          message: `${name} reads ${c.argumentCount} arguments (${c.path}:${c.line}), is called with ${countOf(given)}`,
        });
      }
    }
  }
  for (const [name, { path, line }] of glue) {
    if (!called.has(name))
      findings.push({ path, line, message: `nothing calls native('${name}'): delete it` });
  }
  return findings;
}

function countOf(given: string): number {
  return given.split(',').filter((argument) => argument.trim() !== '').length;
}
