// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { Finger } from '../../host-sim/web/finger.ts';

function bench() {
  const kernel = new Kernel('1');
  const moves: string[] = [];
  const finger = new Finger(kernel, (key, pressed) => {
    moves.push(`${kernel.nowUs / 1000} ${key} ${pressed ? 'down' : 'up'}`);
  });
  return { kernel, finger, moves };
}

test('a click without duration holds the key long enough to be seen', () => {
  const { kernel, finger, moves } = bench();
  finger.press('5');
  finger.release('5');
  kernel.advanceTo(1_000_000);
  assert.deepEqual(moves, ['0 5 down', '60 5 up']);
});

test('a key that is held stays down until it is let go', () => {
  const { kernel, finger, moves } = bench();
  finger.press('clear');
  kernel.advanceTo(2_000_000);
  assert.deepEqual(moves, ['0 clear down']);
  finger.release('clear');
  assert.deepEqual(moves, ['0 clear down', '2000 clear up']);
});

test('keys typed faster than a finger moves are pressed one after another, none lost', () => {
  const { kernel, finger, moves } = bench();
  for (const key of ['1', '2', '2']) finger.press(key);
  for (const key of ['1', '2']) finger.release(key);
  kernel.advanceTo(1_000_000);
  assert.deepEqual(moves, [
    '0 1 down',
    '60 1 up',
    '100 2 down',
    '160 2 up',
    '200 2 down',
    '260 2 up',
  ]);
});

test('what waits is bounded', () => {
  const { kernel, finger, moves } = bench();
  for (let i = 0; i < 1000; i++) finger.press('0');
  finger.release('0');
  kernel.advanceTo(60_000_000);
  assert.equal(moves.filter((move) => move.endsWith('down')).length, 65);
});
