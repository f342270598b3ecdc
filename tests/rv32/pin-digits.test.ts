// SPDX-License-Identifier: Apache-2.0
//
// Every digit of a PIN is the same work for the whole board: scanner, pinpad, program and screen. The same seed, different PINs: after
// each key the emulated processor has run the same number of instructions.
//
// The one thing a reader would get wrong: a contact that closes within the few microseconds of a scan is seen now by the columns still
// to come, and a scan later by those before. When a seed's finger hits such a moment the counts differ by that scan, and another seed is
// asked; two in a row are no chance.

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

const seeds = ['digits', 'other digits'];

test('the same instructions for each digit of a PIN, key by key', { skip }, async () => {
  const program = await firmware();
  const screens = await ScreenReader.create();
  const countsOf = (seed: string, keys: readonly string[]): number[] => {
    const world = new World({ program, screens, seed, engine: rv32 });
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
  let said = '';
  const isSame = (seed: string): boolean => {
    const all = pins.map((pin) => countsOf(seed, [...pin]).join());
    said += `${seed}: ${all.join('; ')}\n`;
    return all.every((counts) => counts === all[0]);
  };
  const seed = seeds.find((each) => isSame(each)) ?? assert.fail(`not the same: ${said}`);
  const counts = countsOf(seed, [...pins[0]!]);
  assert.ok(counts.every((count, i) => i === 0 || count > counts[i - 1]!));
  // A key that is no digit is other work: the count can tell.
  assert.notDeepEqual(countsOf(seed, ['0', '0', '0', 'clear', '0', '0']), counts);
});
