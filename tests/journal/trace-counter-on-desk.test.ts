// SPDX-License-Identifier: Apache-2.0
//
// TraceCounter as a program on the engine, over the link: the power is cut at moments of time, also in the middle of a write or
// an erase. What the world has heard of never comes again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOf, programOf } from '../engine/support/desk-bench.ts';

for (const path of ['plain', 'sealed']) {
  test(`${path}: a number that was heard is never heard again, whenever the power goes`, async () => {
    const program = await programOf(`
      import flash from 'embedded:storage/flash';
      import Timer from 'timer';
      import { TraceCounter } from './src/journal/trace-counter.ts';
      const counter = new TraceCounter(flash.open({ path: '${path}' }));
      Timer.repeat(() => { for (let i = 0; i < 30; i++) say(counter.take()); }, 1);`);
    const { desk, kernel, said, run } = benchOf(program, { seed: path });
    const random = kernel.random('cuts');
    let within = 0;
    for (let i = 0; i < 60; i++) {
      const before = desk.link.recordCount;
      desk.powerOn();
      // Booting reads both sectors and takes some milliseconds; then an erase of 45 ms, writes of 90 µs.
      kernel.schedule(random.below(80_000), () => desk.powerOff());
      run(120);
      assert.equal(desk.powered, false);
      if (desk.link.recordCount > before) within++;
    }
    assert.equal(within, 60);
    assert.ok(said.length > 1000, `${said.length} numbers`);
    assert.equal(new Set(said).size, said.length);
    assert.deepEqual(said, [...said].sort());
    assert.deepEqual(desk.deaths, []);
  });
}
