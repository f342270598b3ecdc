// SPDX-License-Identifier: Apache-2.0
//
// What the screen reader has seen of the rows of screens, in a file below build/, for the processes that come after it. Its name
// stands for the renderer: byte code of the reader's program, C of the engine, and the way in which rows are told.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blackHash } from '../chips/st7789-memory.ts';
import { root } from '../engine/bundle.ts';
import type { ByteCode } from '../engine/machine.ts';

const folder = join(root, 'build', 'screens');

export class RowMemory {
  readonly #path: string;

  constructor({ code, symbols }: ByteCode) {
    const hash = createHash('sha256').update(readFileSync(join(root, 'build/engine/fast.stamp')));
    hash.update(code).update(symbols).update(String(blackHash));
    this.#path = join(folder, `${hash.digest('hex').slice(0, 24)}.json`);
  }

  /** By the text of the screen. */
  rows(): Map<string, Uint32Array> {
    if (!existsSync(this.#path)) return new Map();
    const kept = JSON.parse(readFileSync(this.#path, 'utf8')) as Record<string, number[]>;
    return new Map(Object.entries(kept).map(([text, rows]) => [text, Uint32Array.from(rows)]));
  }

  /** Takes the place of what was kept. */
  keep(rows: ReadonlyMap<string, Uint32Array>): void {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${this.#path}.${process.pid}`;
    const kept = Object.fromEntries([...rows].map(([text, hashes]) => [text, [...hashes]]));
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, this.#path);
  }
}
