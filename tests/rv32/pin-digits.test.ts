// SPDX-License-Identifier: Apache-2.0
//
// Every digit of a PIN is the same work for the whole board: scanner, pinpad, program and screen. The same seed, different PINs: after
// each key the emulated processor has run the same number of instructions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';

const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
const amountMinor = 123_400;
const pins = ['000000', '123456', '789012', '998877', '505050'];

interface Counted {
  status(): { readonly instructions: number };
}

test('the same instructions for each digit of a PIN, key by key', { skip }, async () => {
  const program = await firmware();
  const screens = await ScreenReader.create();
  const countsOf = (keys: readonly string[]): number[] => {
    const world = new World({ program, screens, seed: 'digits', engine: rv32 });
    const count = () => (world.sim.desk.machine as unknown as Counted).status().instructions;
    world.boots();
    world.clerk.types('123400', 'enter');
    world.reaches({ kind: 'tap-card', amountMinor });
    world.cardholder.taps('quickpass-debit');
    world.waits(2000);
    const counts = keys.map((key) => {
      world.clerk.types(key);
      return count();
    });
    world.power.off();
    return counts;
  };
  const [first, ...others] = pins.map((pin) => countsOf([...pin]));
  assert.ok(first!.every((count, i) => i === 0 || count > first![i - 1]!));
  for (const [i, counts] of others.entries()) assert.deepEqual(counts, first, pins[i + 1]);
  // A key that is no digit is other work: the count can tell.
  assert.notDeepEqual(countsOf(['0', '0', '0', 'clear', '0', '0']), first);
});
