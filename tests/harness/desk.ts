// SPDX-License-Identifier: Apache-2.0
//
// Desk and rv32 as targets of the harness: a test file runs on an XS machine with the pins of a bare board.

import { buildProgram, mapStack, type Program } from '../../host-sim/engine/bundle.ts';
import { Desk } from '../../host-sim/engine/desk.ts';
import type { Engine } from '../../host-sim/engine/machine.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { Network } from '../../host-sim/link/network.ts';
import type { Wiring } from '../../host-sim/link/wiring.ts';
import { rv32Psram } from '../../host-sim/rv32/machine.ts';
import { Collector } from './host.ts';

const runUsMax = 600_000_000;

/** Enough for tests, which are not about memory. */
const deskMemory = { heapSlots: 400_000, chunkBytes: 16_000_000, stackSlots: 8192 };
const rv32Memory = { heapSlots: 200_000, chunkBytes: 4_000_000, stackSlots: 8192 };

/** Runs one test file on the desk; throws when it cannot be built. */
export async function runOnDesk(path: string): Promise<Collector> {
  return runProgram(await buildProgram(path));
}

/** Runs one test file on the emulated board, with its PSRAM on; throws when it cannot be built. */
export async function runOnRv32(path: string): Promise<Collector> {
  return runProgram(await buildProgram(path), 0, rv32Psram);
}

/** Runs a program of tests to its end. `turnBudget`: byte codes that a turn may take; 0: as many as it needs. */
export function runProgram(program: Program, turnBudget = 0, engine?: Engine): Collector {
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
  const collector = new Collector();
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
