// SPDX-License-Identifier: Apache-2.0
//
// Runs the files of on-xs/ on the engine, each on a fresh board (support/world.ts) and under both personalities.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildProgram, mapStack } from '../../host-sim/engine/bundle.ts';
import { benchOf } from '../engine/support/desk-bench.ts';
import { Collector } from '../harness/host.ts';
import { ioParts } from './support/world.ts';

const files = [
  'tests/io/on-xs/contract.ts',
  'tests/io/on-xs/digital.ts',
  'tests/io/on-xs/flash.ts',
  'tests/io/on-xs/i2c.ts',
  'tests/io/on-xs/pwm-analog.ts',
  'tests/io/on-xs/serial.ts',
  'tests/io/on-xs/spi.ts',
  'tests/io/on-xs/tcp.ts',
  'tests/io/on-xs/timer.ts',
  'tests/io/on-xs/timer-clock.ts',
];

for (const file of files) {
  for (const jobsAfterEach of [true, false]) {
    test(`${file}, ${jobsAfterEach ? 'jobs after each callback' : 'callbacks, then jobs'}`, async (t) => {
      const program = await buildProgram(file);
      const limits = { turnBudget: 0, heapSlots: 100_000, chunkBytes: 2_000_000, stackSlots: 8192 };
      const { desk, kernel } = benchOf(program, { parts: ioParts, limits, jobsAfterEach });
      const collector = new Collector();
      desk.link.onReport = (line) => collector.line(line);
      desk.onDeath = ({ name, report }) =>
        collector.deaths.push(`${name}: ${mapStack(program, report)}`);
      desk.powerOn();
      desk.advance(
        kernel.nowUs + 600_000_000,
        () => collector.ended || collector.deaths.length > 0,
      );
      desk.powerOff();
      for (const { name, passed, detail } of collector.results) {
        await t.test(name, () => assert.ok(passed, detail));
      }
      assert.equal(collector.trouble, undefined);
    });
  }
}
