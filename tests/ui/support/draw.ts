// SPDX-License-Identifier: Apache-2.0
//
// Builds and runs tests/ui/native/draw.c, the C renderer as a program. Two builds: with sanitisers for everything, and as
// the device builds it for the time.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const buildFolder = `${root}build/ui/`;

const native = `${root}src/ui/native/`;
const parts = ['renderer', 'renderer_item', 'renderer_changes', 'font_text', 'utf8', 'font_data'];
const headers = ['renderer', 'renderer_item', 'font_text', 'utf8', 'font_data'];
const sources = [`${root}tests/ui/native/draw.c`, ...parts.map((part) => `${native}${part}.c`)];
const strict =
  '-std=c99 -Wall -Wextra -Wconversion -Werror -funsigned-char -D_POSIX_C_SOURCE=200809L';

const builds = {
  checked: '-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all',
  fast: '-O2',
} as const;

const files = [...sources, ...headers.map((name) => `${native}${name}.h`)];
const sourceHash = files.reduce(
  (hash, file) => hash.update(readFileSync(file)),
  createHash('sha256'),
);
const suffix = sourceHash.digest('hex').slice(0, 12);

/** The program of that build, compiled when the sources changed. */
function program(build: keyof typeof builds): string {
  const file = `${buildFolder}draw-${build}-${suffix}`;
  if (existsSync(file)) return file;
  mkdirSync(buildFolder, { recursive: true });
  // Test files run in processes of their own: each compiles under its own name and moves the result into place.
  const own = `${file}.${process.pid}`;
  const flags = `${strict} ${builds[build]}`.split(' ');
  execFileSync('gcc', [...flags, ...sources, '-o', own], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(own, file);
  return file;
}

/** Runs the program with those lists on its standard input. */
export function draw(
  args: readonly (string | number)[],
  lists: readonly Uint8Array[],
  build: keyof typeof builds = 'checked',
): Buffer {
  const input = Buffer.concat(lists.flatMap((list) => [sizeOf(list), list]));
  return run(args, input, build);
}

/** Columns and bytes of the first line of each text. */
export function measureInC(
  rows: readonly { font: number; width: number; text: string }[],
): { columns: number; bytes: number }[] {
  const input = rows.map(({ font, width, text }) => `${font} ${width} ${text}\n`).join('');
  const lines = run(['measure'], Buffer.from(input), 'checked').toString().trimEnd().split('\n');
  return lines.map((line) => {
    const [columns, bytes] = line.split(' ').map(Number);
    return { columns: columns!, bytes: bytes! };
  });
}

function run(args: readonly (string | number)[], input: Buffer, build: keyof typeof builds) {
  return execFileSync(program(build), args.map(String), { input, maxBuffer: 1 << 26 });
}

function sizeOf(list: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(list.length);
  return size;
}
