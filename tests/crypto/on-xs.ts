// SPDX-License-Identifier: Apache-2.0
//
// Runs the façades' tests on the real engine: a program of tests on a terminal of the desk with a device secret and nothing else.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { FuseCounter } from '../../host-sim/link/wiring.ts';
import { root } from './core.ts';

export const engineMissing =
  existsSync(join(root, 'build/engine/fast.node')) || process.env.CI === 'true'
    ? false
    : 'the engine has not been built (node host-sim/engine/build.mjs)';

/** The same noise in each run. `source`: the text of `entry`, when it is no file. */
export async function runOnXs(deviceSecret: Uint8Array, entry: string, source?: string) {
  const { buildProgram, mapStack } = await import('../../host-sim/engine/bundle.ts');
  const { Desk } = await import('../../host-sim/engine/desk.ts');
  const { Network } = await import('../../host-sim/link/network.ts');
  const { Collector } = await import('../harness/host.ts');
  const program = await buildProgram(entry, false, source);
  const kernel = new Kernel('vault on XS');
  const nothing = {
    nets: new Map(),
    pwm: new Map(),
    analog: new Map(),
    spi: [],
    i2c: [],
    serial: [],
  };
  const network = new Network(kernel);
  const wiring = { ...nothing, network, deviceSecret, counter: new FuseCounter(16) };
  const board = { wiring: wiring as never, powerOn() {}, powerOff() {} };
  const limits = { turnBudget: 0, heapSlots: 100_000, chunkBytes: 4_000_000, stackSlots: 8192 };
  const desk = new Desk({ kernel, board, program, limits });
  const collector = new Collector();
  /** What the program says besides its tests: "told …". */
  const told: string[] = [];
  desk.link.onReport = (line) => {
    if (line.startsWith('told ')) told.push(line.slice('told '.length));
    else collector.line(line);
  };
  desk.onDeath = ({ name, report }) =>
    collector.deaths.push(`${name}: ${mapStack(program, report)}`);
  desk.powerOn();
  desk.advance(60_000_000, () => collector.ended || collector.deaths.length > 0);
  assert.equal(collector.trouble, undefined);
  const holding = (wanted: Buffer) =>
    desk
      .machine!.memory(false)
      .filter((piece) => piece.bytes.includes(wanted))
      .map((piece) => piece.name);
  return { desk, holding, told, results: collector.results };
}

/** The same, and each of its tests is one of `t`. */
export async function reportsOnXs(t: TestContext, ...run: Parameters<typeof runOnXs>) {
  const ran = await runOnXs(...run);
  for (const { name, passed, detail } of ran.results)
    await t.test(name, () => assert.ok(passed, detail));
  return ran;
}
