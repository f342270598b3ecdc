// SPDX-License-Identifier: Apache-2.0
//
// The book as a program on the engine, over the link: the power is cut at moments of time, also in the middle of a write or an
// erase. What the world has heard of never comes again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOf, programOf } from '../engine/support/desk-bench.ts';

for (const path of ['plain', 'sealed']) {
  test(`${path}: a number that was heard is never heard again, whenever the power goes`, async () => {
    const program = await programOf(`
      import flash from 'embedded:storage/flash';
      import Timer from 'timer';
      import { ensureKey } from './crypto/vault.ts';
      import { Book } from './src/flow/book.ts';
      const book = new Book(flash.open({ path: '${path}' }), '01', ensureKey('journal'));
      if (book.damage.length > 0) say('damage');
      Timer.repeat(() => { for (let i = 0; i < 30; i++) say(book.trace.take()); }, 1);`);
    const { desk, kernel, said, run } = benchOf(program, { seed: path });
    const random = kernel.random('cuts');
    let within = 0;
    for (let i = 0; i < 60; i++) {
      const before = desk.link.recordCount;
      desk.powerOn();
      // A boot reads all heads and copies a segment: some 60 milliseconds; then writes of 180 µs.
      kernel.schedule(random.below(100_000), () => desk.powerOff());
      run(150);
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
