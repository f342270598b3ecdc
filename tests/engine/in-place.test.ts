// SPDX-License-Identifier: Apache-2.0
//
// The program's code and strings are used where they lie, as in the flash of a device, and take no chunks of the heap.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOf, programOf } from './support/desk-bench.ts';

const count = 200;
const longText = 'x'.repeat(1000);
const longBody = Array.from({ length: 200 }, (_, i) => `sum += n * ${i + 1000};`).join(' ');

/** What the program says with so few chunks that copies of code or text could not be kept in them. */
async function saidBy(source: string, lines: boolean): Promise<readonly string[]> {
  const program = await programOf(source, lines);
  const { desk, said } = benchOf(program, {
    variant: lines ? 'debug' : 'fast',
    limits: { chunkBytes: 80_000, heapSlots: 20_000 },
  });
  desk.powerOn();
  assert.deepEqual(desk.deaths, []);
  return said;
}

for (const lines of [false, true]) {
  const engine = lines ? 'debug' : 'fast';

  test(`many functions of one source share their code (${engine})`, async () => {
    const source = `
      const kept = [];
      for (let i = 0; i < ${count}; i++) kept.push((n) => { let sum = i; ${longBody} return sum; });
      say([kept[0](1), kept[${count - 1}](0)].join());`;
    const sum = (200 * (1000 + 1199)) / 2;
    assert.deepEqual(await saidBy(source, lines), [`${sum},${count - 1}`]);
  });

  test(`a string of the program is never copied (${engine})`, async () => {
    const source = `
      const text = () => '${longText}';
      const kept = [];
      for (let i = 0; i < ${count}; i++) kept.push(text());
      say(kept.every((each) => each === kept[0] && each.length === 1000));`;
    assert.deepEqual(await saidBy(source, lines), ['true']);
  });
}
