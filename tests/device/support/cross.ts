// SPDX-License-Identifier: Apache-2.0
//
// The device's C through a compiler for a 32-bit RISC-V, which the ESP32-C3 is and the ESP32-S3 resembles: against the engine's own
// headers (XS 13) or those with the names of the SDK's (tests/device/xs17), and stubs of ESP-IDF.

import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { type Manifest, root } from './manifest.ts';

const gcc = 'riscv64-unknown-elf-gcc';

/** False where there is a compiler, and in continuous integration in any case. */
export const crossMissing: string | false =
  spawnSync(gcc, ['--version']).status === 0 || process.env.CI === 'true'
    ? false
    : `no ${gcc}: the device's C was not compiled for 32 bits (Debian: apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf)`;

/** XS's names of its own headers. */
export type Engine = 13 | 17;

const engineHeaders: Readonly<Record<Engine, readonly string[]>> = {
  13: ['-isystem', join(root, 'node_modules/@agoric/xsnap/moddable/xs/includes')],
  17: [`-I${join(root, 'tests/device/xs17')}`],
};

const flags = [
  ...['-march=rv32imac', '-mabi=ilp32', '--specs=picolibc.specs', '-Os', '-funsigned-char'],
  ...['-std=gnu99', '-Wall', '-Wextra', '-Werror'],
  // Where xs.h is first, the SDK's platform has defined size_t; here nothing has.
  ...['-include', 'stddef.h'],
];

export interface Compiled {
  readonly ok: boolean;
  readonly errors: string;
  readonly object: string;
}

const compiled = new Map<string, Compiled>();

/** `file`, with the headers of `manifest`, into an object in `folder`. What has been compiled is not compiled again. */
export function compile(
  manifest: Manifest,
  engine: Engine,
  file: string,
  folder: string,
): Compiled {
  const object = join(folder, `${basename(file)}.${engine}.o`);
  const before = compiled.get(object);
  if (before) return before;
  const includes = [...new Set(manifest.headers.map((header) => dirname(header)))];
  const run = spawnSync(
    gcc,
    [
      ...flags,
      ...engineHeaders[engine],
      ...['tests/device/stubs', ...includes].map((each) => `-I${join(root, each)}`),
      ...['-c', file, '-o', object],
    ],
    { cwd: root, encoding: 'utf8' },
  );
  const errors = run.stderr ?? String(run.error);
  const result = { ok: run.status === 0, errors, object };
  compiled.set(object, result);
  return result;
}

interface Symbols {
  readonly defined: readonly string[];
  readonly wanted: readonly string[];
}

const known = new Map<string, Symbols>();

/** Names that an object has, by whether it defines them or wants them from others. */
export function symbolsOf(object: string): Symbols {
  const before = known.get(object);
  if (before) return before;
  const run = spawnSync(gcc.replace('gcc', 'nm'), ['-P', object], { encoding: 'utf8' });
  const rows = run.stdout.split('\n').map((line) => line.split(' '));
  const names = (kind: RegExp) =>
    rows.filter(([, type]) => kind.test(type ?? '')).map(([name]) => name!);
  const symbols = { defined: names(/^[TDBRV]$/i), wanted: names(/^U$/) };
  known.set(object, symbols);
  return symbols;
}
