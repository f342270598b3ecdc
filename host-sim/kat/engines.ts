// SPDX-License-Identifier: Apache-2.0
//
// The engine of a target with the port's natives in it, built when it is not there yet.

import { join } from 'node:path';
import { root } from '../engine/bundle.ts';
import { deskEngine } from '../engine/desk.ts';
import type { Engine } from '../engine/machine.ts';

/** The C that no terminal's image has. */
const katNatives = 'host-sim/kat/native';

export type Target = 'desk' | 'rv32';
type Log = (line: string) => void;

/** Plain JavaScript without types: see the file. */
const load = (path: string) => import(new URL(path, import.meta.url).href);

/** A text says why there is none. */
export async function katEngine(target: Target, log: Log = () => {}): Promise<Engine | string> {
  if (target === 'desk') {
    const { buildEngine } = await load('../engine/build.mjs');
    const extra = { folders: [katNatives], flags: [] };
    await buildEngine({ only: 'fast', folder: 'engine-kat', extra, log });
    return deskEngine('fast', 'engine-kat');
  }
  const { noEmulator, rv32Board } = await import('../rv32/machine.ts');
  const missing = noEmulator();
  if (missing !== undefined) return missing;
  const { buildImage } = await load('../rv32/build.mjs');
  await buildImage({ name: 'rv32-kat', folders: [katNatives], log });
  return rv32Board({ image: join(root, 'build/rv32-kat/image.elf') });
}
