// SPDX-License-Identifier: Apache-2.0
//
// What must hold of a log, for the one of src/journal and for those with planted faults alike. Each throws when it does not.

import assert from 'node:assert/strict';
import { sectorSize } from '../../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import { cutFates, type Kind } from './cut-flash.ts';
import { type LogClass, LogStory } from './log-story.ts';

const blocks = 4;
/** Three segments full, the fourth begun: every kind of step is in it. */
const sizes = [900, 40, 1900, 900, 3, 1200, 700, 700, 0, 1500, 1500, 600, 600];

/** Appends, letting go of all but the newest two when only one segment more is free. */
function appendsAll(test: LogStory, all: readonly number[]): boolean {
  for (const size of all) {
    const { used, capacity } = test.log.usage;
    if (used === capacity) test.keeps(2);
    if (test.appends([size])) return true;
  }
  return false;
}

const story = (test: LogStory) => appendsAll(test, sizes);

/** Every cut of a story, and every cut of the recovery and the steps after it. Returns how many runs that were. */
export function allPairs(logClass: LogClass, kind: Kind, everyNth = 1): number {
  const whole = new LogStory(logClass, kind, blocks, 'whole');
  assert.equal(story(whole), false);
  whole.agrees('no cut');
  const steps = whole.flash.operations;
  const recovering = 6;
  let runs = 0;
  let turn = 0;
  for (let first = 1; first <= steps; first++) {
    for (const fate of cutFates) {
      for (let second = 0; second <= recovering; second++) {
        for (const again of second === 0 ? cutFates.slice(0, 1) : cutFates) {
          if (turn++ % everyNth !== 0) continue;
          const what = `${kind}, cut ${first} ${fate}, then ${second} ${again}`;
          const test = new LogStory(logClass, kind, blocks, what);
          test.cutsAt({ operation: first, fate });
          assert.ok(story(test), what);
          const cut = test.boots({ operation: second, fate: again });
          if (!cut) {
            test.agrees(what);
            test.keeps(3);
            assert.equal(appendsAll(test, [300, 1500, 300, 1500, 700]), second > 0, what);
          }
          if (second > 0) assert.equal(test.boots(), false);
          test.agrees(`${what}, after the second`);
          assert.equal(appendsAll(test, [20]), false);
          assert.equal(test.boots(), false);
          test.agrees(`${what}, at the end`);
          runs++;
        }
      }
    }
  }
  return runs;
}

/** Random lives: sizes, releases, cuts and boots as the seed has them. */
export function randomLives(logClass: LogClass, kind: Kind, lives: number, first = 0): void {
  for (let life = first; life < first + lives; life++) {
    const random = new Kernel(`life ${life}`).random('log');
    const what = `${kind}, life ${life}`;
    const test = new LogStory(logClass, kind, random.between(4, 9), what, random.chance(1, 2));
    for (let day = 0; day < 40; day++) {
      test.keeps(random.between(1, 5));
      if (random.chance(1, 2)) {
        const operation = random.between(1, 8);
        const fate = cutFates[random.below(cutFates.length)]!;
        let cut = test.boots({ operation, fate });
        if (!cut) test.agrees(`${what}, day ${day}, morning`);
        while (cut)
          cut = test.boots(
            random.chance(1, 2) ? { operation: 1 + random.below(2), fate } : undefined,
          );
      }
      const many = Array.from({ length: random.between(1, 6) }, () =>
        random.chance(1, 4) ? random.between(500, 1400) : random.below(300),
      );
      if (appendsAll(test, many)) while (test.boots());
      test.agrees(`${what}, day ${day}`);
    }
  }
}

/** A log that is filled up says so in time, takes boots without end, and goes on when something is released. */
export function fullLog(logClass: LogClass, kind: Kind): void {
  const test = new LogStory(logClass, kind, blocks, 'full');
  assert.throws(() => test.appends(new Array(20).fill(1000)), /log: full/);
  const kept = test.model.size;
  assert.ok(kept >= 9, `${kept}`);
  assert.deepEqual(test.log.usage, { used: blocks - 1, capacity: blocks - 1 });
  for (let i = 0; i < 5; i++) assert.equal(test.boots(), false);
  test.agrees('full');
  test.keeps(4);
  assert.equal(test.appends([1000, 1000, 1000]), false);
  test.agrees('after a release');
}

/** A torn record whose payload looks like an older record does not bring that one back. */
export function nothingComesBack(logClass: LogClass, kind: Kind): void {
  for (let i = 0; i < 100; i++) {
    const test = new LogStory(logClass, kind, blocks, `back ${i}`, false);
    test.appends([10, 10]);
    const [old] = [...test.log.records()];
    const image = test.flash.chip.bus.read(kind, sectorSize, sectorSize);
    const copy = image.slice(old!.offset, old!.end);
    const payload = new Uint8Array(4 + copy.length);
    payload.set(copy, 4);
    test.cutsAt({ operation: 4, fate: 'scattered' });
    test.appends([10]);
    assert.throws(() => test.log.append({ type: 2, version: 1, payload }));
    test.boots();
    const found = [...test.log.records()].filter((record) => record.payload.length === 14);
    assert.deepEqual(
      found.map(({ sequence }) => sequence),
      [1, 2, 3],
    );
  }
}

/** A copy of the last segment that a cut has left with holes, but with its last record, is not taken for the segment. */
export function holesInCopies(logClass: LogClass, kind: Kind): void {
  for (let i = 0; i < 40; i++) {
    const test = new LogStory(logClass, kind, blocks, `holes ${i}`);
    test.appends([600, 200, 0]);
    assert.ok(test.boots({ operation: 2, fate: 'scattered' }));
    assert.equal(test.boots(), false);
    test.agrees(`${kind}, holes ${i}`);
  }
}

/** A header in which a bit has changed hides no record. */
export function rottenHeaders(logClass: LogClass, kind: Kind): void {
  for (let place = 0; place < blocks - 1; place++)
    for (const byte of [0, 6, 8, 11, 13, 20, 50]) {
      const test = new LogStory(logClass, kind, blocks, 'rot');
      test.appends(new Array(9).fill(1000));
      test.flash.chip.faults.flipBit(kind, (place + 1) * sectorSize + byte, 6);
      test.boots();
      const found = [...test.log.records()].filter(({ sequence }) => test.model.has(sequence));
      assert.equal(found.length, test.model.size, `${kind}, header at ${place + 1}, byte ${byte}`);
      const named = [...test.log.damage, ...test.log.check().run()];
      assert.ok(named.length > 0);
    }
}

/** All of it, as much as finds the planted faults. */
export function allTogether(logClass: LogClass, kind: Kind): void {
  allPairs(logClass, kind, 7);
  randomLives(logClass, kind, 25);
  // Life 696 has a segment that was begun, left and stayed behind.
  randomLives(logClass, kind, 3, 695);
  fullLog(logClass, kind);
  nothingComesBack(logClass, kind);
  holesInCopies(logClass, kind);
  rottenHeaders(logClass, kind);
}
