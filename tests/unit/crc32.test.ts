// SPDX-License-Identifier: Apache-2.0
//
// Needs the engine: the bytes are summed in C.

import { assert, describe, test } from 'mcu-test-harness';
import { fromAscii } from '../../src/lib/bytes.ts';
import { crc32 } from '../../src/lib/crc32.ts';

describe('CRC-32', () => {
  test('of 123456789 is CBF43926, and of nothing 0', () => {
    assert.equal(crc32(fromAscii('123456789')), 0xcbf43926);
    assert.equal(crc32(new Uint8Array(0)), 0);
  });

  test('of 32 zero bytes is 190A55AD, of 32 bytes FF is FF6CAB0B', () => {
    assert.equal(crc32(new Uint8Array(32)), 0x190a55ad);
    assert.equal(crc32(new Uint8Array(32).fill(255)), 0xff6cab0b);
  });

  test('sums what a view shows, not its whole buffer', () => {
    const bytes = fromAscii('xx123456789yy').subarray(2, 11);
    assert.equal(crc32(bytes), 0xcbf43926);
  });
});
