// SPDX-License-Identifier: Apache-2.0
//
// The key matrix by itself: levels of the rows while columns are pulled low, bounce, ghosts and stuck keys.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KeyMatrixChip } from '../../host-sim/chips/key-matrix.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

const allHigh = 0b11111;

function matrix(seed = 'matrix') {
  const kernel = new Kernel(seed);
  const chip = new KeyMatrixChip({ kernel, random: kernel.random('keypad'), log: () => {} });
  const after = (ms: number) => kernel.advanceTo(kernel.nowUs + ms * 1000);
  const drive = (column: number, level: 0 | 1) => {
    chip.bus.columns[column]!.set(level);
    after(1);
  };
  return { kernel, chip, after, drive };
}

describe('key matrix', () => {
  test('each key pulls its row low while its column is low, and no other', () => {
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 4; column++) {
        const { chip, after, drive } = matrix();
        chip.world.press(row, column);
        after(20);
        for (let driven = 0; driven < 4; driven++) {
          drive(driven, 0);
          assert.equal(chip.bus.readRows(), driven === column ? allHigh & ~(1 << row) : allHigh);
          drive(driven, 1);
        }
      }
    }
  });

  test('rows follow a column only after the settling time', () => {
    const { kernel, chip, after } = matrix();
    chip.world.press(2, 1);
    after(20);
    chip.bus.columns[1]!.set(0);
    kernel.spend(4);
    assert.equal(chip.bus.readRows(), allHigh);
    kernel.spend(1);
    assert.equal(chip.bus.readRows(), allHigh & ~4);
  });

  test('a press bounces for 1 to 10 ms and then rests', () => {
    for (let round = 0; round < 50; round++) {
      const { kernel, chip, after, drive } = matrix(`round ${round}`);
      const edgesUs: number[] = [];
      drive(0, 0);
      chip.bus.onRows = () => edgesUs.push(kernel.nowUs);
      const pressUs = kernel.nowUs;
      chip.world.press(0, 0);
      after(50);
      assert.ok(edgesUs.length % 2 === 1 && edgesUs.length <= 9, `${edgesUs.length} edges`);
      assert.equal(edgesUs[0], pressUs);
      assert.ok(edgesUs.at(-1)! - pressUs <= 10_000);
      assert.equal(chip.bus.readRows(), allHigh & ~1);
    }
  });

  test('some presses bounce', () => {
    const { chip, after, drive } = matrix();
    let edges = 0;
    drive(0, 0);
    chip.bus.onRows = () => edges++;
    for (let round = 0; round < 10; round++) {
      chip.world.press(0, 0);
      after(50);
      chip.world.release(0, 0);
      after(50);
    }
    assert.ok(edges > 20 + 10, `${edges} edges of 20 moves`);
  });

  test('three pressed corners show the fourth', () => {
    const { chip, after, drive } = matrix();
    for (const [row, column] of [
      [1, 0],
      [1, 2],
      [3, 0],
    ] as const)
      chip.world.press(row, column);
    after(20);
    drive(2, 0);
    assert.equal(chip.bus.readRows(), allHigh & ~(1 << 1) & ~(1 << 3));
  });

  test('a path through many contacts is followed to its end', () => {
    const { chip, after, drive } = matrix();
    for (const [row, column] of [
      [4, 0],
      [4, 1],
      [0, 1],
      [0, 2],
      [3, 2],
      [3, 3],
      [1, 3],
    ] as const) {
      chip.world.press(row, column);
    }
    after(20);
    drive(0, 0);
    assert.equal(chip.bus.readRows(), allHigh & ~(1 << 4) & ~1 & ~(1 << 3) & ~(1 << 1));
  });

  test('a stuck key stays closed whatever the finger does', () => {
    const { chip, after, drive } = matrix();
    drive(3, 0);
    chip.faults.stick(4, 3);
    chip.world.press(4, 3);
    chip.world.release(4, 3);
    after(50);
    assert.equal(chip.bus.readRows(), allHigh & ~(1 << 4));
    chip.faults.free(4, 3);
    assert.equal(chip.bus.readRows(), allHigh);
  });

  test('without power no column is low, and the finger stays', () => {
    const { chip, after, drive } = matrix();
    chip.world.press(0, 0);
    drive(0, 0);
    after(20);
    chip.powerOff();
    assert.equal(chip.bus.readRows(), allHigh);
    drive(0, 0);
    assert.equal(chip.bus.readRows(), allHigh & ~1);
  });
});
