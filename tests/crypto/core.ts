// SPDX-License-Identifier: Apache-2.0
//
// Builds crypto/core into programs under build/test-crypto/ and talks to the one of core-driver.c.
//
// The one thing a reader would get wrong: test files run at the same time in several processes, so a program is built under a
// name of its own and moved to its place, which is named by what went into it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '../../host-sim/link/kernel.ts';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const coreFolder = join(root, 'crypto/core');
const buildFolder = join(root, 'build/test-crypto');

/** As the brief of the project asks of all C. */
const strict = [
  ...['-std=c99', '-Wall', '-Wextra', '-Wconversion', '-Werror', '-funsigned-char'],
  `-I${join(root, 'src/board/native')}`,
];

export interface Program {
  readonly name: string;
  readonly flags: readonly string[];
  /** C files besides crypto/core */
  readonly sources: readonly string[];
  /** Another copy of crypto/core than the repository's */
  readonly core?: string;
  /** Another compiler than gcc, and what it needs for linking only */
  readonly compiler?: string;
  readonly linkFlags?: readonly string[];
}

/** The C and header files of a folder, in order. */
export function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

export function hasTool(name: string, version = '--version'): boolean {
  return spawnSync(name, [version]).status === 0;
}

/** Compiles and links, if this has not been done before; the path of the program. */
export function build(program: Program): string {
  const { name, flags, sources, core = coreFolder, compiler = 'gcc', linkFlags = [] } = program;
  const inputs = [
    ...filesOf(core),
    ...filesOf(join(root, 'src/board/native')),
    ...filesOf(join(root, 'crypto/ct')).filter((path) => path.endsWith('.h')),
    join(root, 'tests/crypto/driver.h'),
    ...sources,
  ];
  const hash = createHash('sha256').update(JSON.stringify([name, compiler, flags, linkFlags]));
  for (const path of inputs) hash.update(readFileSync(path)).update('\0');
  const target = join(buildFolder, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(target)) return target;
  mkdirSync(buildFolder, { recursive: true });
  const coreSources = filesOf(core).filter((path) => path.endsWith('.c'));
  const headers = inputs.filter((path) => path.endsWith('.h'));
  const objects = [...coreSources, ...sources].map((path) =>
    compile({ source: path, core, compiler, flags, headers }),
  );
  const unfinished = `${target}.${process.pid}`;
  run(compiler, [...flags, ...objects, ...linkFlags, '-o', unfinished]);
  renameSync(unfinished, target);
  return target;
}

interface Compilation {
  readonly source: string;
  readonly core: string;
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly headers: readonly string[];
}

/** One object, kept under what went into it: a copy of the core with one file changed compiles one file. */
function compile({ source, core, compiler, flags, headers }: Compilation): string {
  const hash = createHash('sha256').update(JSON.stringify([basename(source), compiler, flags]));
  for (const path of [source, ...headers]) hash.update(readFileSync(path)).update('\0');
  const object = join(buildFolder, `${hash.digest('hex').slice(0, 24)}.o`);
  if (existsSync(object)) return object;
  const unfinished = `${object}.${process.pid}`;
  run(compiler, [...strict, `-I${core}`, ...flags, '-c', source, '-o', unfinished]);
  renameSync(unfinished, object);
  return object;
}

/** The object of one file of the core. */
export function objectOf(source: string, compiler: string, flags: readonly string[]): string {
  mkdirSync(buildFolder, { recursive: true });
  const headers = [...filesOf(coreFolder), ...filesOf(join(root, 'src/board/native'))];
  return compile({
    source,
    core: coreFolder,
    compiler,
    flags,
    headers: headers.filter((path) => path.endsWith('.h')),
  });
}

/** Runs a tool that must succeed; its standard output. */
export function run(
  command: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${error ?? stderr}`);
  return stdout;
}

const driverSources = [
  'core-driver.c',
  'driver-primitives.c',
  'driver-payment.c',
  'driver-vault.c',
  'driver-pin.c',
  'driver-loading.c',
  'driver-people.c',
  'fuzz-key-file.c',
];
const drivers = new Map<string, string>();

/** The answers to `commands`, given one after another to one fresh terminal. `folder`: perhaps a copy of the core with a fault. */
export function core(commands: readonly string[], folder = coreFolder): string[] {
  const driver = drivers.get(folder) ?? buildDriver(folder);
  drivers.set(folder, driver);
  const answers = run(driver, [], commands.map((command) => `${command}\n`).join('')).split('\n');
  answers.pop();
  if (answers.length !== commands.length) throw new Error('core-driver: an answer is missing');
  return answers;
}

function buildDriver(folder: string): string {
  return build({
    name: 'core-driver',
    flags: [
      ...['-D_POSIX_C_SOURCE=200809L', '-g', '-O1'],
      ...['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
    ],
    sources: driverSources.map((name) => join(root, 'tests/crypto', name)),
    core: folder,
  });
}

/** Commands with the answers they must get (text, or bytes that come back as hex); all go to one fresh terminal. */
export class Cases {
  readonly #commands: string[] = [];
  readonly #expected: string[] = [];

  add(command: string, expected: string | Uint8Array): void {
    this.#commands.push(command);
    this.#expected.push(
      typeof expected === 'string' ? expected : Buffer.from(expected).toString('hex'),
    );
  }

  check(): void {
    assert.ok(this.#commands.length > 0);
    core(this.#commands).forEach((answer, i) => {
      assert.equal(answer, this.#expected[i], this.#commands[i]);
    });
  }
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)]!;
}

/** Bytes as an argument of a command. */
export function hex(bytes: Uint8Array | readonly number[]): string {
  return bytes.length === 0 ? '-' : Buffer.from(bytes).toString('hex');
}

export function bytes(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

/** A file of crypto/vectors; its hex in lower case, as the driver takes and gives it. */
export function vectors<T>(name: string): T {
  const text = readFileSync(join(root, 'crypto/vectors', name), 'utf8');
  return JSON.parse(text.replace(/"[0-9A-F]*"/g, (value) => value.toLowerCase())) as T;
}
