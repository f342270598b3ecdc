// SPDX-License-Identifier: Apache-2.0
//
// Rot and forgery on flash: the log says which record it is and where, and gives out all others.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Log } from '../../src/journal/log.ts';
import { encodeHeader, encodeRecord, type LogRecord } from '../../src/journal/log-format.ts';
import { CutFlash, kinds } from './support/cut-flash.ts';
import { toolsOf } from './support/tools.ts';

const secret = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const tools = toolsOf(secret);
const sector = 4096;

/** Thirty records in four segments; record n has the payload n, n, n … */
function filled(kind: 'plain' | 'sealed'): { flash: CutFlash; log: Log } {
  const flash = new CutFlash(kind, 6, 'damage');
  const log = new Log({ flash, tools });
  for (let i = 1; i <= 30; i++)
    log.append({ type: 9, version: 1, payload: new Uint8Array(400).fill(i) });
  return { flash, log };
}

/** The segment of a record, by its place, when nothing was released or renewed: places are 1, 2, 3 … */
function placeOf(log: Log, sequence: number): { segment: number; record: LogRecord } {
  const record = log.read(sequence)!;
  let segment = 0;
  for (const each of log.records()) {
    if (each.offset === 64) segment++;
    if (each.sequence === sequence) break;
  }
  return { segment, record };
}

/** The laboratory reads a segment, changes it and puts it back. */
function rewrites(flash: CutFlash, segment: number, change: (bytes: Uint8Array) => Uint8Array) {
  const bytes = new Uint8Array(flash.read(sector, segment * sector));
  flash.eraseBlock(segment);
  flash.write(change(bytes), segment * sector);
}

for (const kind of kinds)
  describe(`${kind} flash`, () => {
    test('a log that is as it was written has no damage, and is read back', () => {
      const { flash, log } = filled(kind);
      assert.deepEqual(log.check().run(), []);
      const again = new Log({ flash, tools });
      assert.deepEqual(again.damage, []);
      assert.deepEqual(again.check().run(), []);
      assert.deepEqual(
        [...again.records()].map(({ sequence, payload }) => [sequence, payload[0]]),
        Array.from({ length: 30 }, (_, i) => [i + 1, i + 1]),
      );
    });

    test('one bit anywhere in a record: that record is named, all others are read', () => {
      for (const sequence of [1, 8, 9, 12, 29])
        for (const at of [0, 5, 20, 22, 25, 30, 400]) {
          const { flash, log } = filled(kind);
          const { segment, record } = placeOf(log, sequence);
          flash.chip.faults.flipBit(kind, segment * sector + record.offset + at, 3);
          const damage = log.check().run();
          assert.deepEqual(
            damage.map(({ kind: what, from, to, segment: where }) => [what, from, to, where]),
            // Behind the last record of a segment there is nothing to tell rot from the end by.
            [[sequence === 9 ? 'missing' : 'damaged', sequence, sequence, segment]],
            `record ${sequence}, byte ${at}`,
          );
          assert.equal(damage[0]!.offset, record.offset);
          assert.equal(log.read(sequence), undefined);
          assert.equal([...log.records()].length, 29);
        }
    });

    test('in the last segment rot is found at the boot', () => {
      const { flash, log } = filled(kind);
      const { segment, record } = placeOf(log, 29);
      flash.chip.faults.flipBit(kind, segment * sector + record.offset + 100, 0);
      const { damage } = new Log({ flash, tools });
      assert.deepEqual(damage, [
        { kind: 'damaged', from: 29, to: 29, segment, offset: record.offset },
      ]);
    });

    test('the last segment without its header goes on, and hangs on the one before when that is gone', () => {
      const { flash, log } = filled(kind);
      const { segment } = placeOf(log, 30);
      flash.chip.faults.flipBit(kind, segment * sector + 9, 1);
      const again = new Log({ flash, tools });
      const first = again.tailFirst;
      again.release(first);
      for (let i = 31; i <= 60; i++)
        again.append({ type: 9, version: 1, payload: new Uint8Array(400).fill(i) });
      const later = new Log({ flash, tools });
      assert.equal([...later.records()][0]?.sequence, first);
      assert.deepEqual([later.damage, later.check().run()], [[], []]);
    });

    test('a header that has rotted loses no record, and is named', () => {
      for (const segment of [1, 2, 4]) {
        const { flash } = filled(kind);
        flash.chip.faults.flipBit(kind, segment * sector + 9, 1);
        const again = new Log({ flash, tools });
        assert.deepEqual(
          [...again.records()].map(({ sequence }) => sequence),
          Array.from({ length: 30 }, (_, i) => i + 1),
          `${segment}`,
        );
        const named = [...again.damage, ...again.check().run()];
        assert.deepEqual(
          named.map(({ kind: what, segment: where, offset }) => [what, where, offset]),
          [['damaged', segment, 0]],
        );
      }
    });
  });

describe('a forger without the secret', () => {
  const stranger = toolsOf(new Uint8Array(32));

  test('who alters a record and makes its check right is found, and the record is named', () => {
    const { flash, log } = filled('plain');
    const { segment, record } = placeOf(log, 12);
    rewrites(flash, segment, (bytes) => {
      const forged = encodeRecord(9, 1, 12, new Uint8Array(400), record.link, stranger);
      bytes.set(forged, record.offset);
      return bytes;
    });
    // The record after it hangs on a link that the forger could not make.
    assert.deepEqual(
      log
        .check()
        .run()
        .map(({ kind, from, offset }) => [kind, from, offset]),
      [
        ['altered', 12, record.offset],
        ['altered', 13, record.end],
      ],
    );
  });

  test('who keeps the link of the record that he alters is found, and only that record is named', () => {
    const { flash, log } = filled('plain');
    const { segment, record } = placeOf(log, 12);
    rewrites(flash, segment, (bytes) => {
      bytes[record.offset + 40]! ^= 1;
      const crc = tools.crc32(bytes.subarray(record.offset + 4, record.end));
      new DataView(bytes.buffer).setUint32(record.offset, crc, true);
      return bytes;
    });
    assert.deepEqual(log.check().run(), [
      { kind: 'altered', from: 12, to: 12, segment, offset: record.offset },
    ]);
  });

  test('a record that was let go of is checked, too, as long as its segment is there', () => {
    const { flash, log } = filled('plain');
    const { segment, record } = placeOf(log, 2);
    log.release(5);
    rewrites(flash, segment, (bytes) => {
      bytes[record.offset + 40]! ^= 1;
      const crc = tools.crc32(bytes.subarray(record.offset + 4, record.end));
      new DataView(bytes.buffer).setUint32(record.offset, crc, true);
      return bytes;
    });
    assert.deepEqual(
      log
        .check()
        .run()
        .map(({ kind, from, to }) => [kind, from, to]),
      [['altered', 2, 2]],
    );
  });

  test('who takes a record out and closes the gap is found, and the record is named', () => {
    const { flash, log } = filled('plain');
    const { segment, record } = placeOf(log, 12);
    rewrites(flash, segment, (bytes) => {
      bytes.copyWithin(record.offset, record.end);
      return bytes;
    });
    const [first] = log.check().run();
    assert.deepEqual(first, { kind: 'missing', from: 12, to: 12, segment, offset: record.offset });
  });

  test('who changes the order of two records is found', () => {
    const { flash, log } = filled('plain');
    const { segment, record } = placeOf(log, 12);
    rewrites(flash, segment, (bytes) => {
      const size = record.end - record.offset;
      const [one, two] = [
        bytes.slice(record.offset, record.end),
        bytes.slice(record.end, record.end + size),
      ];
      bytes.set(two, record.offset);
      bytes.set(one, record.end);
      return bytes;
    });
    assert.equal(log.check().run()[0]!.from, 12);
  });

  test('who takes out the oldest segment is found: a later header says from where on all is kept', () => {
    const { flash } = filled('plain');
    flash.eraseBlock(1);
    const again = new Log({ flash, tools });
    const [found] = again.check().run();
    assert.equal(found?.kind, 'missing');
    assert.deepEqual([found?.from, found?.to], [1, 9]);
  });

  test('who takes out a segment in the middle is found', () => {
    const { flash } = filled('plain');
    flash.eraseBlock(2);
    const [found] = new Log({ flash, tools }).check().run();
    assert.deepEqual([found?.kind, found?.from, found?.to], ['missing', 10, 18]);
  });

  test('who writes a header of his own is found', () => {
    const { flash } = filled('plain');
    rewrites(flash, 1, (bytes) => {
      const header = { generation: 1, first: 1, keepFrom: 1, anchor: new Uint8Array(16) };
      bytes.set(encodeHeader(header, stranger));
      return bytes;
    });
    const [found] = new Log({ flash, tools }).check().run();
    assert.deepEqual([found?.kind, found?.segment, found?.offset], ['altered', 1, 0]);
  });
});
