// SPDX-License-Identifier: Apache-2.0
//
// Which files the program, the tests and the scripts reach, and which exports anybody imports. A file is reached by an import,
// an #include, or its name in a string (programs are also started, read and bundled by their path).

import { moduleOf, resolved } from './modules.ts';
import type { Finding, SourceFile } from './repository.ts';
import { codeOf } from './tokens.ts';

const script = /\.(ts|mjs)$/;
const code = /\.(ts|mjs|c|h|css|html)$/;

/** What people and npm start, and what the runners find by folder. */
const entries =
  /^(src\/main\.ts|bin\/|scripts\/|\.ci\/run$|(.*\/)?package\.json$|manifest(\.hil)?\.json$|tests\/.*\.test\.ts$|tests\/scenarios\/[^/]+\.ts$|docs\/.*\.(ts|mjs)$)|\.d\.ts$/;

/** Modules of a board, which have other names than their files: the desk's table. */
const alias = /'?([\w:/-]+)'?: '((?:host-sim|src|tests)\/[\w/.-]+\.ts)'/g;
const includes = /^\s*#\s*include\s+"([^"]+)"/gm;

export function deadFileFindings(all: readonly SourceFile[]): Finding[] {
  const reached = new Set(all.filter(({ path }) => entries.test(path)).map(({ path }) => path));
  const byPath = new Map(all.map((each) => [each.path, each]));
  const queue = [...reached];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const target of targetsOf(byPath.get(path)!, all)) {
      if (reached.has(target)) continue;
      reached.add(target);
      queue.push(target);
    }
  }
  return all
    .filter(({ path }) => code.test(path) && !reached.has(path))
    .map(({ path }) => ({
      path,
      line: 1,
      message: 'nothing reaches this file: delete it, or use it',
    }));
}

function targetsOf({ path, text }: SourceFile, all: readonly SourceFile[]): string[] {
  if (path.endsWith('.md')) return [];
  const imported = script.test(path)
    ? moduleOf(text).imports.flatMap(({ specifier }) => resolved(path, specifier) ?? [])
    : [];
  const named = namesIn(path, text);
  return all.flatMap((each) =>
    imported.includes(each.path) || isNamed(each.path, named) ? [each.path] : [],
  );
}

/** Texts of a file that may be paths or ends of paths. */
function namesIn(path: string, text: string): ReadonlySet<string> {
  if (script.test(path)) {
    const words = moduleOf(text).strings.flatMap((token) =>
      token.text.slice(1, -1).split(/[\s"'`,;()<>=]+/),
    );
    return new Set(words.map((word) => word.replace(/^(\.{0,2}\/)+/, '')));
  }
  if (/\.[ch]$/.test(path)) return new Set([...text.matchAll(includes)].map(([, name]) => name!));
  return new Set(
    text.split(/[\s"'`,;()<>=]+/).map((word) => word.replace(/^(\.{0,2}\/|\$\(\w+\)\/)+/, '')),
  );
}

function isNamed(path: string, named: ReadonlySet<string>): boolean {
  const parts = path.split('/');
  const inFolder = path.endsWith('.c') && named.has(parts.slice(0, -1).join('/'));
  return (
    inFolder ||
    parts.some((_, index) => {
      const end = parts.slice(index).join('/');
      return named.has(end) || (index < parts.length - 1 && named.has(end.replace(/\.\w+$/, '')));
    })
  );
}

export function deadExportFindings(all: readonly SourceFile[]): Finding[] {
  const scripts = all.filter(({ path }) => script.test(path));
  const aliases = aliasesOf(all);
  const used = new Map<string, Set<string>>();
  for (const { path, text } of scripts) {
    for (const { specifier, names } of moduleOf(text).imports) {
      const target = resolved(path, specifier);
      for (const file of target === undefined ? (aliases.get(specifier) ?? []) : [target]) {
        const known = used.get(file) ?? new Set<string>();
        used.set(file, known);
        for (const name of names) known.add(name);
      }
    }
  }
  const aliased = new Set([...aliases.values()].flat());
  return scripts
    .filter(({ path }) => !path.endsWith('.d.ts') && !aliased.has(path))
    .flatMap(({ path, text }) => {
      const names = used.get(path);
      if (names?.has('*')) return [];
      return moduleOf(text)
        .exports.filter(({ name }) => !names?.has(name))
        .filter(
          ({ name, isType }) =>
            !(isType && isNamedTwice(text, name)) && !isLoadedLater(path, name, scripts),
        )
        .map(({ name, line }) => ({
          path,
          line,
          message: `nobody imports ${name}: take away \`export\`, or delete it`,
        }));
    });
}

/** A type that another declaration of the file names is part of what that one promises. */
function isNamedTwice(text: string, name: string): boolean {
  return codeOf(text).filter((token) => token.text === name).length > 1;
}

/** Scripts in plain JavaScript are loaded by a computed path. */
function isLoadedLater(path: string, name: string, scripts: readonly SourceFile[]): boolean {
  return (
    path.endsWith('.mjs') && scripts.some((each) => each.path !== path && each.text.includes(name))
  );
}

function aliasesOf(all: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (specifier: string, path: string) =>
    found.set(specifier, [...(found.get(specifier) ?? []), path]);
  for (const { path, text } of all) {
    if (path === 'host-sim/engine/bundle.ts')
      for (const [, specifier, file] of text.matchAll(alias)) add(specifier!, file!);
    if (/^tests\/harness\/(node|target|serial-target)\.ts$/.test(path))
      add('mcu-test-harness', path);
    // Exports of the package, and targets that are loaded by their path.
    const [, part] = /^tests\/harness\/([\w-]+)\.ts$/.exec(path) ?? [];
    if (part) add(`mcu-test-harness/${part}`, path);
    if (/^src\/board\/esp32\/[\w-]+\.ts$/.test(path)) add('the manifest', path);
  }
  return found;
}
