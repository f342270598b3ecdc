// SPDX-License-Identifier: Apache-2.0
//
// What each TypeScript module takes in flash: byte code, and slots of functions, classes and tables (16 bytes each on the board).
// Modules stand in the bundle after those that they import, so that its beginning, up to the end of any of them, is a
// program: what one more module adds is what it takes, with what its top level makes and drops again. Counted on the desk, where
// slots are the same.

import { bundle } from '../engine/bundle.ts';
import { compileScript, DeskMachine, deathName } from '../engine/machine.ts';
import { mailboxBytes } from '../link/protocol.ts';

export interface ModuleSize {
  readonly module: string;
  readonly codeBytes: number;
  readonly slots: number;
}

const marker = /^ *\/\/ (\S+\.ts)$/gm;
const limits = { chunkBytes: 4_000_000, heapSlots: 100_000, stackSlots: 16_384, turnBudget: 0 };

/** Of the firmware, in the order of the bundle. */
export async function moduleSizes(entry = 'src/main.ts'): Promise<ModuleSize[]> {
  const { text } = await bundle(entry, true);
  const starts = [...text.matchAll(marker)];
  const end = text.lastIndexOf('})();');
  const sizes: ModuleSize[] = [];
  let before = taken(`${text.slice(0, starts[0]!.index)}})();`);
  for (const [i, start] of starts.entries()) {
    const now = taken(`${text.slice(0, starts[i + 1]?.index ?? end)}})();`);
    sizes.push({
      module: start[1]!,
      codeBytes: now.codeBytes - before.codeBytes,
      slots: now.slots - before.slots,
    });
    before = now;
  }
  return sizes;
}

function taken(source: string): { codeBytes: number; slots: number } {
  const program = compileScript(source, 'bundle.js', false);
  const machine = new DeskMachine({
    limits,
    mailbox: new ArrayBuffer(mailboxBytes),
    exchange: () => {},
    variant: 'fast',
  });
  const alive = machine.load(program);
  const { slots, death, report } = machine.status();
  machine.destroy();
  if (!alive) throw new Error(`a part of the program fails: ${deathName(death)} ${report}`);
  return { codeBytes: program.code.length, slots };
}

/** Sums by folder, the largest first. */
export function byFolder(sizes: readonly ModuleSize[]): ModuleSize[] {
  const sums = new Map<string, { module: string; codeBytes: number; slots: number }>();
  for (const { module, codeBytes, slots } of sizes) {
    const folder = module.slice(0, module.lastIndexOf('/'));
    const sum = sums.get(folder) ?? { module: folder, codeBytes: 0, slots: 0 };
    sum.codeBytes += codeBytes;
    sum.slots += slots;
    sums.set(folder, sum);
  }
  return [...sums.values()].sort((a, b) => b.codeBytes - a.codeBytes);
}
