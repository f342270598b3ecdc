// SPDX-License-Identifier: Apache-2.0
//
// Needs the engine: links are made in C under the board's device secret. That the CMAC is the right one is shown by the dump tool,
// which makes it anew (tests/journal/dump-of-a-run.test.ts).

import { assert, describe, test } from 'mcu-test-harness';
import { extendChain } from '../../crypto/chain.ts';

function linkOver(before: number, record: readonly number[]): Uint8Array {
  const linked = new Uint8Array(16 + record.length).fill(before, 0, 16);
  linked.set(record, 16);
  extendChain(linked);
  assert.deepEqual(linked.slice(16), Uint8Array.from(record));
  return linked.slice(0, 16);
}

describe('a chain', () => {
  test('gives the same link for the same record after the same link', () => {
    assert.deepEqual(linkOver(1, [1, 2, 3]), linkOver(1, [1, 2, 3]));
  });

  test('gives another one when a bit of the record, its length, or the link before differs', () => {
    const link = linkOver(1, [1, 2, 3]);
    for (const other of [linkOver(1, [1, 2, 2]), linkOver(1, [1, 2, 3, 0]), linkOver(2, [1, 2, 3])])
      assert.ok(other.some((byte, i) => byte !== link[i]));
  });

  test('needs a link to begin with', () => {
    assert.throws(() => extendChain(new Uint8Array(15)), /RangeError/);
  });
});
