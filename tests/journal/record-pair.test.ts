// SPDX-License-Identifier: Apache-2.0
//
// RecordPair on flash that does not take what is written to it: once, or for good. Cuts are tests/scenarios/key-loading.ts and the explorer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flash } from '../../src/io/ecma419.ts';
import { RecordPair } from '../../src/journal/record-pair.ts';

const [sectorBytes, recordBytes] = [4096, 64];

/** Two sectors; `spoils(n)`: the write with that number, counted from 1, leaves a bit wrong. */
function flashThat(spoils: (write: number) => boolean) {
  const cells = new Uint8Array(2 * sectorBytes).fill(0xff);
  let writes = 0;
  const flash: Flash = {
    status: () => ({ size: cells.length, blocks: 2, blockLength: sectorBytes }),
    read: (length, offset) => cells.slice(offset, offset + length).buffer,
    write: (bytes, offset) => {
      cells.set(bytes as Uint8Array, offset);
      if (spoils(++writes)) cells[offset + 7]! ^= 4;
    },
    eraseBlock: (block) => {
      cells.fill(0xff, block * sectorBytes, (block + 1) * sectorBytes);
    },
    close() {},
  };
  return flash;
}

const record = (value: number) => new Uint8Array(recordBytes).fill(value);
const isRecord = (found: Uint8Array) =>
  found.every((byte) => byte === found[0]) && found[0] !== 0xff;

function save(pair: RecordPair, value: number): Uint8Array | undefined {
  const wanted = record(value);
  return pair.save(wanted, (saved) => Buffer.from(saved).equals(wanted));
}

/** What the two sectors have for whoever boots now. */
function kept(flash: Flash): number[] {
  const found: number[] = [];
  new RecordPair(flash, recordBytes).find((each) => {
    if (!isRecord(each)) return false;
    found.push(each[0]!);
    return true;
  });
  return found;
}

test('a write that flash did not take is made once more', () => {
  const flash = flashThat((write) => write === 1);
  const pair = new RecordPair(flash, recordBytes);
  assert.deepEqual(save(pair, 1), record(1));
  assert.deepEqual(save(pair, 2), record(2));
  assert.deepEqual(kept(flash).sort(), [1, 2]);
});

test('where flash takes nothing any more the record that counts stays, however often another is tried', () => {
  const flash = flashThat((write) => write > 1);
  const pair = new RecordPair(flash, recordBytes);
  assert.deepEqual(save(pair, 1), record(1));
  for (const value of [2, 3, 4]) assert.equal(save(pair, value), undefined);
  assert.deepEqual(kept(flash), [1]);
});

test('a partition of one sector is refused', () => {
  const flash = {
    ...flashThat(() => false),
    status: () => ({ size: sectorBytes, blocks: 1, blockLength: sectorBytes }),
  };
  assert.throws(() => new RecordPair(flash, recordBytes), RangeError);
});
