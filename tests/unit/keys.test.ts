// SPDX-License-Identifier: Apache-2.0

import { assert, test } from 'mcu-test-harness';
import { KeyCode } from '../../drivers/keypad/keypad.ts';
import { isDigit, Key } from '../../src/flow/keys.ts';

test('conversations and the keypad driver mean the same keys by the same codes', () => {
  assert.deepEqual(Key, KeyCode);
});

test('codes below ten are digits, and no others', () => {
  for (let code = 0; code < 20; code++) assert.equal(isDigit(code), code <= 9);
});
