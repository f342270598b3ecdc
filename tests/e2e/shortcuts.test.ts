// SPDX-License-Identifier: Apache-2.0
//
// The words behind the page's buttons: which keys they press.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
