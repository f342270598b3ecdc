// SPDX-License-Identifier: Apache-2.0
//
// What the image is made of: bytes of flash by part, out of the linker's map.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../engine/bundle.ts';

/** Objects by the beginning of their names (host-sim/engine/build.mjs makes them); the first that fits. */
const parts: readonly (readonly [part: string, names: RegExp])[] = [
  ['parser', /^xs(Code|Lexical|Scope|Script|SourceMap|Syntaxical|Tree)_/],
  ['regular expressions', /^xs(re|RegExp)_/],
  [
    'built-ins',
    /^xs(Arguments|Array|Atomics|BigInt|Boolean|DataView|Date|Error|Generator|Global|JSON|Lockdown|MapSet|Marshall|Math|Module|Number|Object|Promise|Proxy|String|Symbol)_/,
  ],
  ['engine', /^xs/],
  ['crypto', /^crypto_/],
  ['fonts', /^src_ui_native_font_data/],
  ['renderer', /^src_ui_/],
  ['GB18030', /^src_lib_/],
  ['keypad', /^drivers_/],
  ['board and link', /^(host-sim|build)_/],
  ['C library', /^lib/],
];

const flash = { start: 0x8000_0000, end: 0x8040_0000 } as const;
const line = /^ \.\S+\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$/gm;

/** Bytes of code and constants in flash by part; `data`: of variables that have a first value. */
export function sizes(): Record<string, number> {
  const map = readFileSync(join(root, 'build/rv32/image.map'), 'utf8');
  // A long name of a section has a line of its own.
  const text = map
    .slice(map.indexOf('Linker script and memory map'))
    .replace(/^( \.\S+)\n +/gm, '$1 ');
  const found: Record<string, number> = {};
  for (const [, address, size, path] of text.matchAll(line)) {
    const at = Number.parseInt(address!, 16);
    if (at < flash.start || at >= flash.end) continue;
    const part = partOf(path!.slice(path!.lastIndexOf('/') + 1));
    found[part] = (found[part] ?? 0) + Number.parseInt(size!, 16);
  }
  return found;
}

function partOf(name: string): string {
  return parts.find(([, names]) => names.test(name))?.[0] ?? 'other';
}
