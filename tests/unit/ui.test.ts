// SPDX-License-Identifier: Apache-2.0
//
// What the screens are made of, without fonts: words, colours, amounts, lights and tones.

import { assert, describe, test } from 'mcu-test-harness';
import { box } from '../../src/ui/draw.ts';
import { amountText, badge, dotCount, dots, narrowed, rowsOf } from '../../src/ui/layout.ts';
import { EncodedList } from '../../src/ui/renderer.ts';
import { lightPatterns, tones } from '../../src/ui/signals.ts';
import { type StringKey, say, strings } from '../../src/ui/strings.ts';
import { type Pair, pairs, rgb } from '../../src/ui/theme.ts';
import { titles } from '../../src/ui/titles.ts';

const area = { x: 10, y: 20, width: 100, height: 50 };

function luminance(colour: number): number {
  const parts = [(colour >> 11) / 31, ((colour >> 5) & 63) / 63, (colour & 31) / 31];
  const linear = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

function contrast({ text, under }: Pair): number {
  const a = luminance(text) + 0.05;
  const b = luminance(under) + 0.05;
  return a > b ? a / b : b / a;
}

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([mark]) => mark).sort();

describe('words', () => {
  test('every phrase exists in both languages', () => {
    for (const [key, { zh, en }] of [...Object.entries(strings), ...Object.entries(titles)]) {
      assert.ok(zh.length > 0 && en.length > 0, key);
    }
  });

  test('both languages of a phrase take the same values', () => {
    for (const [key, { zh, en }] of Object.entries(strings)) {
      assert.deepEqual(placeholders(zh), placeholders(en), key);
    }
  });

  test('English phrases have no Chinese characters but where both are shown', () => {
    const both: readonly string[] = ['unionPayMark', 'quickPassMark', 'menuLanguage'];
    for (const [key, { en }] of [...Object.entries(strings), ...Object.entries(titles)]) {
      assert.equal(/[\u2e80-\uffef]/.test(en), both.includes(key), key);
    }
  });

  test('values go where their number is, also those that look like a replacement pattern', () => {
    assert.equal(say('limit', 'en', '1000.00'), 'Limit ¥1000.00');
    assert.equal(say('code', 'en', '$&'), 'Code $&');
    const key: StringKey = 'ok';
    assert.equal(say(key, 'zh'), '确认');
  });
});

describe('colours', () => {
  test('every pair of text and ground differs by at least 7:1', () => {
    for (const [name, pair] of Object.entries(pairs)) {
      assert.ok(contrast(pair) >= 7, `${name}: ${contrast(pair)}`);
    }
  });

  test('eight-bit parts become RGB565', () => {
    assert.equal(rgb(255, 255, 255), 0xffff);
    assert.equal(rgb(255, 0, 0), 0xf800);
    assert.equal(rgb(0, 255, 0), 0x07e0);
    assert.equal(rgb(0, 0, 255), 0x001f);
  });
});

describe('layout', () => {
  test('amounts are fen-exact', () => {
    const cases = [
      [0, '0.00'],
      [1, '0.01'],
      [99, '0.99'],
      [100, '1.00'],
      [100_000, '1000.00'],
      [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    ] as const;
    for (const [minor, text] of cases) assert.equal(amountText(minor), text);
  });

  test('an amount that is not a whole number of fen is refused', () => {
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) {
      assert.throws(() => amountText(wrong));
    }
  });

  test('areas are cut by rows and by columns', () => {
    assert.deepEqual(rowsOf(area, 8, 30), { x: 10, y: 28, width: 100, height: 30 });
    assert.deepEqual(narrowed(area, 5, 7), { x: 15, y: 20, width: 88, height: 50 });
  });

  test('the dots light up one by one and begin again', () => {
    const lit = (frame: number) =>
      dots(frame, area, 1, 2).filter(({ colour }) => colour === 1).length;
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(lit), [1, 2, 3, 4, 1, 2]);
    assert.equal(dots(0, area, 1, 2).length, dotCount);
  });

  test('a badge is a round disc in the middle of its area', () => {
    const [disc, sign] = badge('check', area, { text: 1, under: 2 });
    assert.deepEqual(disc, box({ x: 35, y: 20, width: 50, height: 50 }, 2, 25));
    assert.equal(sign!.colour, 1);
  });
});

describe('encoded lists', () => {
  test('a box takes seven words', () => {
    const list = new EncodedList();
    list.encode([box({ x: -2, y: 3, width: 240, height: 320 }, 0xf81f, 9)]);
    assert.equal(list.size, 14);
    const words = new Int16Array(list.bytes.buffer, 0, 7);
    assert.deepEqual([...words], [0x0701, -2, 3, 240, 320, 0xf81f - 0x10000, 9]);
  });
});

describe('lights and tones', () => {
  test('no pattern flashes a light more than three times a second', () => {
    for (const [name, { steps, repeats }] of Object.entries(lightPatterns)) {
      if (!repeats) continue;
      const lengthMs = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
      const flashes = steps.filter(({ lights }) => lights !== 0).length;
      assert.ok(flashes * 1000 <= 3 * lengthMs, name);
    }
  });

  test('a pattern that does not repeat ends in a step that stays', () => {
    for (const [name, { steps, repeats }] of Object.entries(lightPatterns)) {
      const last = steps[steps.length - 1]!;
      assert.equal(repeats, last.durationMs > 0, name);
    }
  });

  test('idle blinks the first light, ready keeps it on, reading ends with all four', () => {
    assert.deepEqual(
      lightPatterns.idle.steps.map(({ lights }) => lights),
      [1, 0],
    );
    assert.deepEqual(lightPatterns.ready.steps, [{ lights: 1, durationMs: 0 }]);
    assert.equal(lightPatterns.reading.steps[3].lights, 0b1111);
  });

  test('success is one tone, alert two low ones', () => {
    assert.deepEqual(tones.success, [{ hz: 1500, durationMs: 500 }]);
    const sounding = tones.alert.filter(({ hz }) => hz > 0);
    assert.deepEqual(sounding, [
      { hz: 750, durationMs: 200 },
      { hz: 750, durationMs: 200 },
    ]);
  });
});
