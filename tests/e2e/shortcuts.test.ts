// SPDX-License-Identifier: Apache-2.0
//
// The words behind the page's buttons: which keys they press, and what counts as a seed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replayCommand, seedIn } from '../../host-sim/web/replay.ts';
import { keysOf, shortcuts } from '../../host-sim/web/shortcuts.ts';

const named = (name: string) => shortcuts.find((each) => each.name === name)!;

describe('shortcuts of the page', () => {
  test('leave what is on the glass first, then go their way', () => {
    assert.deepEqual(keysOf(named('completion'), false), ['cancel', 'down', '6', '3']);
    assert.deepEqual(keysOf(named('settlement'), false), ['cancel', 'menu', '6']);
  });

  test('follow the rows of the menu when a reversal is owed, which puts one on top', () => {
    assert.deepEqual(keysOf(named('settlement'), true), ['cancel', 'menu', '7']);
    assert.deepEqual(keysOf(named('void'), true), ['cancel', 'down', '1']);
    const downs = Array.from({ length: 9 }, () => 'down');
    assert.deepEqual(keysOf(named('end-shift'), true), ['cancel', 'menu', ...downs, 'enter', '1']);
  });

  test('have names of their own', () => {
    assert.equal(new Set(shortcuts.map(({ name }) => name)).size, shortcuts.length);
  });
});

describe('a seed', () => {
  test('is what was typed, or what a command of the explorer has', () => {
    assert.equal(seedIn(' 12 '), '12');
    assert.equal(seedIn('npx jiaozi explore --runs 3 --seed=ab/7 --trace'), 'ab/7');
    assert.equal(seedIn('x'.repeat(100)).length, 64);
  });

  test('comes back out of the command that is made of it', () => {
    for (const seed of ['1', 'a b', 'abc/3']) assert.equal(seedIn(replayCommand(seed)), seed);
  });
});
