// SPDX-License-Identifier: Apache-2.0
//
// The figures of the emulated board, as one JSON object: what lies in flash, what is used of the RAM, and how many
// instructions things take. `node --import tsx host-sim/rv32/report.ts`

import { ScreenReader } from '../scenario/screen-reader.ts';
import { World } from '../scenario/world.ts';
import { firmware } from '../simulation.ts';
import { type Rv32Machine, rv32, rv32Limits } from './machine.ts';
import { sizes } from './sizes.ts';

const program = await firmware();
const world = new World({
  program,
  screens: await ScreenReader.create(),
  seed: 'report',
  engine: rv32,
});
const { desk } = world.sim;
const machine = () => desk.machine as Rv32Machine;

let counted = 0;
/** Instructions since the last time that this was asked. */
function spent(): number {
  const before = counted;
  counted = machine().status().instructions;
  return counted - before;
}

function sale() {
  world.sim.board.printer.world.loadPaper();
  spent();
  world.clerk.types('1');
  const key = spent();
  world.clerk.types('2', '3', '4', 'enter');
  world.reaches({ kind: 'tap-card', amountMinor: 1234 });
  world.waits(300);
  const amount = spent();
  world.sim.present('quickpass-debit');
  world.reaches({ kind: 'remove-card' }, 10_000);
  const tap = spent();
  world.sim.remove('quickpass-debit');
  world.reaches({ kind: 'approved', amountMinor: 1234 });
  const host = spent();
  world.reaches({ kind: 'offer-cardholder-copy' });
  const receipt = spent();
  world.clerk.types('enter');
  world.reachesIdle();
  const copy = spent();
  const all = key + amount + tap + host + receipt + copy;
  return { key, tap, receipt, sale: all };
}

world.boots();
const bootToIdle = spent();
const idleInMs = Math.round(world.sim.kernel.nowUs / 1000);
world.waits(3000);
const signIn = spent();
const first = sale();
for (let i = 0; i < 3; i++) sale();
const later = sale();
const peak = machine().status();
const measures = machine().measures();
machine().collect();
const idle = machine().status();
world.power.off();

const flash = sizes();
const sum = (all: Record<string, number>) => Object.values(all).reduce((a, b) => a + b, 0);
const slotBytes = measures.slotBytes;
const report = {
  flashBytes: {
    ...flash,
    image: sum(flash),
    byteCode: program.code.length,
    names: program.symbols.length,
    sharedSlots: measures.shared.slots * slotBytes,
    sharedChunks: measures.shared.chunkBytes,
  },
  ramBytes: {
    total: 320 * 1024,
    staticAndNativeStack: measures.staticBytes,
    heap: measures.heapBytes,
    ofItSlots: rv32Limits.heapSlots * slotBytes,
    ofItChunks: rv32Limits.chunkBytes,
    ofItStack: measures.stackSlots * slotBytes,
    ofItAliases: measures.aliases * 4,
    free: 320 * 1024 - measures.staticBytes - measures.heapBytes,
  },
  used: {
    slotsIdle: idle.slots,
    slotsPeak: peak.slotsPeak,
    slotsMax: peak.slotsMax,
    chunkBytesIdle: idle.chunkBytes,
    chunkBytesPeak: peak.chunkBytesPeak,
    chunkBytesMax: peak.chunkBytesMax,
    stackSlotsPeak: measures.stackSlotsPeak,
    nativeStackPeak: measures.nativeStackPeak,
    nativeStackBytes: measures.nativeStackBytes,
  },
  instructions: { bootToIdle, idleInMs, signIn, first, later },
};
console.log(JSON.stringify(report, null, 2));
