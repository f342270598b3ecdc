// SPDX-License-Identifier: Apache-2.0
//
// Natives on both sides of the border, and C without state of its own: two terminals in one process must share nothing.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  assertClean,
  assertFires,
  type Finding,
  file,
  files,
  lineAt,
  root,
  type SourceFile,
} from './support/repository.ts';

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

function nativeFindings(all: readonly SourceFile[]): Finding[] {
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

test('every native has its C function, every C function its native, and they agree on the arguments', () => {
  assertClean(nativeFindings(files));
});

describe('a planted difference between TypeScript and C is found', () => {
  const ts = (body: string) => file('crypto/x.ts', body);
  const c = (body: string) =>
    file('crypto/glue/xs_x.c', `void xs_x(xsMachine *the) {\n${body}\n}\n`);

  test('a native without C', () =>
    assertFires(nativeFindings, [ts("native('xs_x').call(this);")], /no C function xs_x/));
  test('C that nothing calls', () =>
    assertFires(nativeFindings, [c('')], /nothing calls native\('xs_x'\)/));
  test('an argument too few', () => {
    const both = [ts("native('xs_x').call(this, a);"), c('  f(xsArg(0), xsArg(1));')];
    assertFires(nativeFindings, both, /reads 2 arguments .* is called with 1/);
  });
  test('and a pair that agrees is not', () => {
    assert.deepEqual(
      nativeFindings([ts("native('xs_x').call(this, a, b);"), c('  f(xsArg(0), xsArg(1));')]),
      [],
    );
  });
});

/** Folders whose C becomes part of the terminal. */
const terminalObject = /^(crypto|drivers|src)_/;

/** Names of variables that can change, from `nm --format=sysv`: in .data or .bss, or common. */
function mutableSymbols(object: string): string[] {
  return execFileSync('nm', ['--format=sysv', object], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter(
      ([, , , type, , , section]) =>
        type === 'OBJECT' &&
        /^(\.data(?!\.rel\.ro)|\.bss|\.tdata|\.tbss|\*COM\*)/.test(section ?? ''),
    )
    .map(([name]) => name!);
}

describe('C keeps no state of its own', () => {
  const folder = join(root, 'build/engine/fast');

  test('no object of crypto, drivers and src has a variable at file scope that can change', () => {
    assert.ok(existsSync(folder), 'the engine is not built: run node scripts/setup.mjs');
    const objects = readdirSync(folder).filter((name) => terminalObject.test(name));
    assert.ok(objects.length > 10, `only ${objects.length} objects in build/engine/fast`);
    const findings = objects.flatMap((name) =>
      mutableSymbols(join(folder, name)).map(
        (symbol) => `${name.replace(/\.\w+\.o$/, '')}: ${symbol}`,
      ),
    );
    assert.deepEqual(
      findings,
      [],
      'move it into struct terminal (src/board/native/terminal.h), or make it const',
    );
  });

  test('a planted one is found, and tables are not', () => {
    mkdirSync(join(root, 'build'), { recursive: true });
    const scratch = mkdtempSync(join(root, 'build', 'tidy-'));
    try {
      const source = join(scratch, 'planted.c');
      writeFileSync(
        source,
        'static int counter; int shared = 1; const int table[2] = {1, 2};\n' +
          'static const char *const names[] = {"a", "b"};\n' +
          'const char *name(int i) { static char last; last = (char)(last + i); counter++; return names[i & 1] + last + counter; }\n',
      );
      execFileSync('gcc', ['-fPIC', '-O1', '-c', source, '-o', join(scratch, 'planted.o')]);
      const found = mutableSymbols(join(scratch, 'planted.o'))
        .map((name) => name.replace(/\.\d+$/, ''))
        .sort();
      assert.deepEqual(found, ['counter', 'last', 'shared']);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
});
