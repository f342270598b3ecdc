// SPDX-License-Identifier: Apache-2.0
//
// A model of what the SDK's linker does with preloaded modules (xsl; its document "XS linker warnings"): runs them, then looks for
// what could not lie in ROM: variables, and objects that are not frozen. Functions, classes with their prototypes, Map, Set,
// typed arrays and RegExp are frozen by the linker itself. Run as a process of its own; the argument is a JSON file
// { modules: { specifier: { source, javascript } }, preload: [specifier], sdk: [specifier], folder }; prints its findings as JSON.
//
// What a reader would get wrong: the linker also follows the closures of functions, which JavaScript cannot. Instead, each module is
// made to export everything that it declares at the top.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { modules, preload, sdk, folder } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const findings = [];

/** Where the copy of a module lies; its relative imports lead to other copies. */
const copyOf = (specifier) => join(folder, `${modules[specifier].source}.mjs`);
const stub = `data:text/javascript,${encodeURIComponent('export default class {}')}`;

for (const [specifier, { javascript }] of Object.entries(modules)) {
  const source = readFileSync(javascript, 'utf8').replace(
    /^(import .*?from |import )'([^']+)';/gm,
    (_, head, name) => {
      if (sdk.includes(name)) return `${head}'${stub}';`;
      if (name in modules) return `${head}'${pathToFileURL(copyOf(name)).href}';`;
      return `${head}'${name.replace(/\.js$/, '.mjs')}';`;
    },
  );
  const names = [...source.matchAll(/^(?:export )?const (\w+)/gm)].map(([, name]) => name);
  for (const [, name] of source.matchAll(/^(?:export )?(?:let|var) (\w+)/gm)) {
    findings.push(`"${specifier}": ${name}: no const`);
  }
  mkdirSync(dirname(copyOf(specifier)), { recursive: true });
  writeFileSync(copyOf(specifier), `${source}\nexport const topLevel = { ${names.join(', ')} };\n`);
}

globalThis.native = (name) => {
  throw new TypeError(`link: unavailable function ${name}`);
};

// XS's second argument: freezes what can be reached as well.
const freeze = Object.freeze;
Object.freeze = (value, deep = false) => {
  if (!ArrayBuffer.isView(value)) freeze(value);
  if (!deep) return value;
  for (const key of Reflect.ownKeys(value)) {
    const inner = Object.getOwnPropertyDescriptor(value, key).value;
    if (isObject(inner) && !Object.isFrozen(inner)) Object.freeze(inner, true);
  }
  return value;
};

const isObject = (value) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
const frozenByLinker = (value) =>
  typeof value === 'function' ||
  ArrayBuffer.isView(value) ||
  [Map, Set, RegExp, ArrayBuffer].some((type) => value instanceof type);

const seen = new Set();
function look(path, value) {
  if (!isObject(value) || seen.has(value)) return;
  seen.add(value);
  const name = Object.prototype.toString.call(value);
  if (/Generator/.test(name)) findings.push(`${path}: generator`);
  if (!frozenByLinker(value) && !Object.isFrozen(value)) findings.push(`${path}: not frozen`);
  if (ArrayBuffer.isView(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    if (key !== 'prototype')
      look(`${path}.${String(key)}`, Object.getOwnPropertyDescriptor(value, key).value);
  }
}

for (const specifier of preload) {
  try {
    const { topLevel } = await import(pathToFileURL(copyOf(specifier)).href);
    for (const [name, value] of Object.entries(topLevel)) look(`"${specifier}": ${name}`, value);
  } catch (error) {
    findings.push(`"${specifier}": ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(findings));
