// SPDX-License-Identifier: Apache-2.0
//
// Desk and rv32 as targets of the harness: a test file runs on an XS machine with the pins of a bare board.

import { buildProgram, mapStack, type Program } from '../../host-sim/engine/bundle.ts';
import { Desk } from '../../host-sim/engine/desk.ts';
import type { Engine } from '../../host-sim/engine/machine.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { Network } from '../../host-sim/link/network.ts';
import type { Wiring } from '../../host-sim/link/wiring.ts';
import { Collector, type Target } from './host.ts';

const runUsMax = 600_000_000;

/** Enough for tests, which are not about memory. */
const deskMemory = { heapSlots: 400_000, chunkBytes: 16_000_000, stackSlots: 8192 };
const rv32Memory = { heapSlots: 200_000, chunkBytes: 4_000_000, stackSlots: 8192 };

/** The plug-in, for run.ts. */
export default {
  name: 'desk',
  run: async (file, collector) => {
    runProgram(await buildProgram(file), { collector });
  },
} satisfies Target;

/** Runs one test file on the desk; throws when it cannot be built. */
export async function runOnDesk(path: string): Promise<Collector> {
  return runProgram(await buildProgram(path));
}

export interface RunOptions {
  /** Byte codes that a turn may take; 0: as many as it needs. */
  readonly turnBudget?: number;
  readonly collector?: Collector;
  /** The desk otherwise. */
  readonly engine?: Engine;
}

/** Runs a program of tests to its end. */
export function runProgram(program: Program, options: RunOptions = {}): Collector {
  const { turnBudget = 0, collector = new Collector(), engine } = options;
  const kernel = new Kernel(program.path);
  const wiring = {
    nets: new Map(),
    pwm: new Map(),
    analog: new Map(),
    spi: [],
    i2c: [],
    serial: [],
    network: new Network(kernel),
    deviceSecret: kernel.random('device secret').bytes(32),
  } as unknown as Wiring;
  const desk = new Desk({
    kernel,
    program,
    board: { wiring, powerOn() {}, powerOff() {} },
    engine,
    limits: { turnBudget, ...(engine ? rv32Memory : deskMemory) },
  });
  desk.link.onReport = (line) => collector.line(line);
  desk.onDeath = (death) => {
    collector.deaths.push(`${death.name}: ${mapStack(program, death.report)}`);
  };
  desk.powerOn();
  desk.advance(runUsMax, () => collector.ended || collector.deaths.length > 0);
  desk.powerOff();
  return collector;
}
