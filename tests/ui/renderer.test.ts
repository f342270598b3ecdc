// SPDX-License-Identifier: Apache-2.0
//
// The C renderer on draw lists: pixels, clipping, strips, what changed, hostile lists. All under the sanitisers.

import './support/natives.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Align, type Area, box, type DrawItem, type DrawList, line } from '../../src/ui/draw.ts';
import { layoutScreen } from '../../src/ui/screens.ts';
import { fonts } from '../../src/ui/theme.ts';
import { draw } from './support/draw.ts';
import {
  contains,
  encoded,
  height,
  inkOf,
  overlap,
  pictures,
  pixelAt,
  width,
} from './support/picture.ts';
import { allSamples } from './support/samples.ts';

const screen: Area = { x: 0, y: 0, width, height };
const white = 0xffff;
const red = 0xf800;

test('a box fills exactly its area', () => {
  const [picture] = pictures([encoded([box({ x: 3, y: 5, width: 7, height: 2 }, red)])]);
  for (let y = 0; y < 12; y++) {
    for (let x = 0; x < 14; x++) {
      const inside = x >= 3 && x < 10 && y >= 5 && y < 7;
      assert.equal(pixelAt(picture!, x, y), inside ? red : 0, `${x}, ${y}`);
    }
  }
});

test('the corners of a rounded box are the same four ways, and smooth', () => {
  const area = { x: 10, y: 20, width: 60, height: 40 };
  const [picture] = pictures([encoded([box(area, white, 12)])]);
  const shades = new Set<number>();
  for (let j = 0; j < 20; j++) {
    for (let i = 0; i < 30; i++) {
      const corner = pixelAt(picture!, 10 + i, 20 + j);
      shades.add(corner);
      assert.equal(pixelAt(picture!, 69 - i, 20 + j), corner);
      assert.equal(pixelAt(picture!, 10 + i, 59 - j), corner);
      assert.equal(pixelAt(picture!, 69 - i, 59 - j), corner);
    }
  }
  assert.equal(pixelAt(picture!, 10, 20), 0);
  assert.equal(pixelAt(picture!, 22, 20), white);
  assert.ok(shades.size > 6, `${shades.size} shades`);
});

test('a round box covers the area of its circle', () => {
  const [ink] = inkOf([box({ x: 40, y: 40, width: 100, height: 100 }, white, 50)]);
  // Pixels touched: the circle and about half a pixel around it.
  assert.ok(Math.abs(ink!.pixels - Math.PI * 50.4 ** 2) < 120, `${ink!.pixels}`);
});

test('text leaves no ink outside its own box', () => {
  const areas = [0, 7, 13, 20].map((y) => ({ x: 50, y: 100 + y, width: 61, height: 11 }));
  const items = areas.map((area) => line(area, fonts.amount, white, '88888', Align.Centre));
  for (const [i, ink] of inkOf(items).entries()) {
    const area = areas[i]!;
    assert.ok(ink.pixels > 100, `${ink.pixels} pixels`);
    assert.ok(contains(area, ink), JSON.stringify({ area, ink }));
  }
});

test('text stands left, in the middle or right in its box', () => {
  const area = { x: 20, y: 40, width: 200, height: 40 };
  const [left, centre, right] = inkOf(
    [Align.Left, Align.Centre, Align.Right].map((align) =>
      line(area, fonts.body, white, 'HH', align),
    ),
  );
  assert.ok(left!.x - 20 < 4, `left at ${left!.x}`);
  const middle = centre!.x + centre!.width / 2;
  assert.ok(Math.abs(middle - 120) <= 1, `middle at ${middle}`);
  assert.ok(220 - (right!.x + right!.width) < 4, `right at ${right!.x + right!.width}`);
});

test('a picture does not depend on how it is cut into strips', () => {
  const lists = allSamples('zh').map(({ screen }) => encoded(layoutScreen(screen, 'zh')));
  const some = lists.filter((_, i) => i % 8 === 0);
  const whole = pictures(some, height);
  for (const rows of [1, 17, 100]) {
    for (const [i, picture] of pictures(some, rows).entries()) {
      assert.ok(Buffer.compare(picture, whole[i]!) === 0, `list ${i}, ${rows} rows`);
    }
  }
});

test('an empty list is black', () => {
  const [picture] = pictures([encoded([])]);
  assert.equal(
    picture!.findIndex((byte) => byte !== 0),
    -1,
  );
});

const area: fc.Arbitrary<Area> = fc.record({
  x: fc.integer({ min: -40, max: width }),
  y: fc.integer({ min: -40, max: height }),
  width: fc.integer({ min: 0, max: 120 }),
  height: fc.integer({ min: 0, max: 90 }),
});
const colour = fc.constantFrom(white, red, 0x07e0, 0x1234, 0);
const item: fc.Arbitrary<DrawItem> = fc.oneof(
  fc.tuple(area, colour, fc.nat(60)).map(([a, c, radius]) => box(a, c, radius)),
  fc
    .tuple(area, colour, fc.constantFrom('卡', '12.50', 'Tap', ''), fc.constantFrom(0, 1, 2))
    .map(([a, c, text, align]) => line(a, fonts.small, c, text, align as Align)),
);
/** Two lists that share most of their items. */
const pair = fc
  .array(fc.tuple(item, fc.option(item, { freq: 2 })), { maxLength: 8 })
  .map((rows) => ({
    before: rows.map(([was]) => was) as DrawList,
    after: rows.map(([was, is]) => is ?? was) as DrawList,
  }));
const unequal = fc.record({
  before: fc.array(item, { maxLength: 5 }),
  after: fc.array(item, { maxLength: 5 }),
});
const pairs = fc.sample(fc.oneof(pair, unequal), { seed: 240_320, numRuns: 120 });

function changesOf(
  lists: readonly { before: DrawList; after: DrawList }[],
  maximum: number,
): Area[][] {
  const both = lists.flatMap(({ before, after }) => [encoded(before), encoded(after)]);
  const bytes = draw(['changes', width, height, maximum], both);
  let at = 0;
  return lists.map(() => {
    const count = bytes.readUInt32LE(at);
    const found = Array.from({ length: count }, (_, i) => {
      const [x, y, w, h] = [0, 2, 4, 6].map((part) => bytes.readInt16LE(at + 4 + i * 8 + part));
      return { x: x!, y: y!, width: w!, height: h! };
    });
    at += 4 + count * 8;
    return found;
  });
}

test('drawing only the changes gives the picture of the new list', () => {
  for (const maximum of [1, 4]) {
    const before = pictures(pairs.map((p) => encoded(p.before)));
    const after = pictures(pairs.map((p) => encoded(p.after)));
    for (const [i, changes] of changesOf(pairs, maximum).entries()) {
      const mended = Buffer.from(before[i]!);
      for (const change of changes) {
        for (let y = change.y; y < change.y + change.height; y++) {
          const start = (y * width + change.x) * 2;
          mended.set(after[i]!.subarray(start, start + change.width * 2), start);
        }
      }
      assert.ok(mended.equals(after[i]!), `pair ${i}, at most ${maximum} changes`);
    }
  }
});

test('changes lie inside the screen, overlap nowhere and are not more than asked for', () => {
  for (const changes of changesOf(pairs, 4)) {
    assert.ok(changes.length <= 4, `${changes.length} changes`);
    for (const [i, change] of changes.entries()) {
      assert.ok(change.width > 0 && change.height > 0, JSON.stringify(change));
      assert.ok(contains(screen, change), JSON.stringify(change));
      for (const other of changes.slice(i + 1)) assert.equal(overlap(change, other), false);
    }
  }
});

test('equal lists have no changes', () => {
  const same = pairs.map(({ before }) => ({ before, after: before }));
  for (const changes of changesOf(same, 4)) assert.deepEqual(changes, []);
});

test('a tick of the clock changes no more than the place of the clock', () => {
  const idle = (minute: number) =>
    layoutScreen(
      {
        kind: 'idle',
        merchant: '老张便利店',
        now: { year: 2026, month: 3, day: 4, hour: 5, minute, second: 0 },
        test: true,
      },
      'zh',
    );
  const [changes] = changesOf([{ before: idle(6), after: idle(7) }], 4);
  assert.equal(changes!.length, 1);
  const pixels = changes![0]!.width * changes![0]!.height;
  assert.ok(pixels < (width * height) / 6, `${pixels} pixels`);
});

test('a list cut anywhere is malformed or ends at an item', () => {
  const list = encoded(layoutScreen({ kind: 'approved', amountMinor: 1250 }, 'zh'));
  const ends = new Set([0]);
  for (let at = 0; at < list.length; at += list[at + 1]! * 2) ends.add(at);
  const cuts = Array.from({ length: list.length }, (_, size) => list.slice(0, size));
  const valid = draw(['valid'], cuts).toString().trimEnd().split('\n');
  for (const [size, answer] of valid.entries()) {
    assert.equal(answer, ends.has(size) ? '1' : '0', `cut at ${size}`);
  }
});

test('random damage to a list never makes the renderer read or write out of place', () => {
  const good = encoded(layoutScreen({ kind: 'idle', merchant: 'A好', test: true }, 'zh'));
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  const damaged = fc.sample(damage, { seed: 7, numRuns: 300 }).map((edits) => {
    const list = good.slice();
    for (const [at, value] of edits) list[at] = value;
    return list;
  });
  const answers = draw(['valid'], damaged).toString().trimEnd().split('\n');
  assert.equal(answers.length, 300);
  assert.deepEqual([...new Set(answers)].sort(), ['0', '1']);
  const both = damaged.flatMap((list) => [good, list]);
  const found = draw(['changes', width, height, 4], both).length;
  assert.ok(found > 300 * 4, `${found} bytes`);
});

test('a malformed list counts as a change of the whole screen', () => {
  const good = encoded([box(screen, white)]);
  const bytes = draw(['changes', width, height, 4], [good, good.slice(0, 6)]);
  assert.deepEqual(
    [0, 4, 6, 8, 10].map((at) => (at === 0 ? bytes.readUInt32LE(0) : bytes.readInt16LE(at))),
    [1, 0, 0, width, height],
  );
});
