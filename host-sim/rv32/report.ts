// SPDX-License-Identifier: Apache-2.0
//
// The figures of the emulated board, as one JSON object: what lies in flash, what is used of the RAM, and how many
// instructions things take. `node --import tsx host-sim/rv32/report.ts`

import { fileURLToPath } from 'node:url';
import type { Program } from '../engine/bundle.ts';
import { ScreenReader } from '../scenario/screen-reader.ts';
import { World } from '../scenario/world.ts';
import { firmware } from '../simulation.ts';
import { type Measures, type Rv32Machine, rv32 } from './machine.ts';
import { byFolder, moduleSizes } from './modules.ts';
import { sizes } from './sizes.ts';

const ramBytes = 320 * 1024;
const aliasBytes = 4;

/** A terminal on the emulated board, and what it has spent. */
class Counted {
  readonly world: World;
  #counted = 0;

  constructor(program: Program, screens: ScreenReader) {
    this.world = new World({ program, screens, seed: 'report', engine: rv32 });
  }

  get machine(): Rv32Machine {
    return this.world.sim.desk.machine as Rv32Machine;
  }

  /** Instructions since the last time that this was asked. */
  spent(): number {
    const before = this.#counted;
    this.#counted = this.machine.status().instructions;
    return this.#counted - before;
  }

  sale() {
    const { world } = this;
    world.sim.board.printer.world.loadPaper();
    this.spent();
    world.clerk.types('1');
    const key = this.spent();
    world.clerk.types('2', '3', '4', 'enter');
    world.reaches({ kind: 'tap-card', amountMinor: 1234 });
    world.waits(300);
    const amount = this.spent();
    world.sim.present('quickpass-debit');
    world.reaches({ kind: 'remove-card' }, 10_000);
    const tap = this.spent();
    world.sim.remove('quickpass-debit');
    world.reaches({ kind: 'approved', amountMinor: 1234 });
    const host = this.spent();
    world.reaches({ kind: 'offer-cardholder-copy' });
    const receipt = this.spent();
    world.clerk.types('enter');
    world.reachesIdle();
    const copy = this.spent();
    return { key, tap, receipt, sale: key + amount + tap + host + receipt + copy };
  }
}

const salesBetween = 3;

export async function rv32Report() {
  const program = await firmware();
  const counted = new Counted(program, await ScreenReader.create());
  const { world } = counted;
  world.boots();
  const bootToIdle = counted.spent();
  world.waits(3000);
  const first = counted.sale();
  for (let i = 0; i < salesBetween; i++) counted.sale();
  const later = counted.sale();
  const memory = memoryOf(counted.machine);
  world.power.off();
  return {
    flashBytes: flashOf(program, memory.measures),
    modules: byFolder(await moduleSizes()),
    ramBytes: memory.ram,
    used: memory.used,
    instructions: { bootToIdle, firstSale: first, laterSale: later },
  };
}

function flashOf({ code, symbols }: Program, { shared, slotBytes }: Measures) {
  const parts = sizes();
  return {
    image: Object.values(parts).reduce((a, b) => a + b, 0),
    parts,
    byteCode: code.length,
    names: symbols.length,
    sharedSlots: shared.slots * slotBytes,
    sharedChunks: shared.chunkBytes,
  };
}

function memoryOf(machine: Rv32Machine) {
  const peak = machine.status();
  const measures = machine.measures();
  machine.collect();
  const idle = machine.status();
  const { staticBytes, heapBytes, nativeStackBytes, nativeStackPeak, slotBytes } = measures;
  return {
    measures,
    ram: {
      total: ramBytes,
      static: staticBytes - nativeStackBytes,
      nativeStack: nativeStackBytes,
      slots: peak.slotsMax * slotBytes,
      chunks: peak.chunkBytesMax,
      stack: measures.stackSlots * slotBytes,
      aliases: measures.aliases * aliasBytes,
      heapInAll: heapBytes,
      free: ramBytes - staticBytes - heapBytes,
    },
    used: {
      slotsIdle: idle.slots,
      slotsPeak: peak.slotsPeak,
      chunkBytesIdle: idle.chunkBytes,
      chunkBytesPeak: peak.chunkBytesPeak,
      stackSlotsPeak: measures.stackSlotsPeak,
      nativeStackPeak,
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await rv32Report(), null, 2));
