// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { HostChoice } from '../../src/host/host-choice.ts';

const first = { address: '192.0.2.1', port: 1 };
const second = { address: '192.0.2.2', port: 2 };
const failOver = { failuresMax: 2, returnAfterMs: 1000 };

function choiceOfTwo(): HostChoice {
  return new HostChoice([first, second], failOver);
}

describe('the choice of the host', () => {
  test('stays with the first while it answers now and then', () => {
    const choice = choiceOfTwo();
    for (let i = 0; i < 5; i++) {
      assert.equal(choice.failed(first, i), false);
      choice.answered(first);
    }
    assert.equal(choice.number, 1);
  });

  test('falls on the second after as many failures in a row as the profile says, and back in the same way', () => {
    const choice = choiceOfTwo();
    assert.equal(choice.failed(first, 0), false);
    assert.equal(choice.failed(first, 0), true);
    assert.equal(choice.endpoint, second);
    choice.failed(second, 0);
    assert.equal(choice.failed(second, 0), true);
    assert.equal(choice.endpoint, first);
  });

  test('is not moved by the end of a connection to the host that is not in use', () => {
    const choice = choiceOfTwo();
    choice.failed(first, 0);
    choice.answered(second);
    assert.equal(choice.failed(second, 0), false);
    assert.equal(choice.failed(first, 0), true);
  });

  test('with one host there is none', () => {
    const choice = new HostChoice([first], failOver);
    for (let i = 0; i < 5; i++) assert.equal(choice.failed(first, 0), false);
    assert.equal(choice.mayReturn(1e9), false);
  });

  test('the first is tried again after a while, and after each time that it did not answer', () => {
    const choice = choiceOfTwo();
    assert.equal(choice.mayReturn(5000), false);
    choice.failed(first, 5000);
    choice.failed(first, 5000);
    assert.equal(choice.mayReturn(5999), false);
    assert.equal(choice.mayReturn(6000), true);
    choice.tried(false, 6000);
    assert.equal(choice.mayReturn(6999), false);
    assert.equal(choice.mayReturn(7000), true);
    choice.tried(true, 7000);
    assert.equal(choice.number, 1);
    assert.equal(choice.mayReturn(99_000), false);
  });
});
