// SPDX-License-Identifier: Apache-2.0
//
// The glyphs of the printer model: a person must be able to tell them apart on paper.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dotAt, type Glyph, type GlyphCell, glyph } from '../../host-sim/lib/glyphs.ts';

const han =
  '银联商户存根签购单消费撤销退货预授权完成卡号金额批次凭证参考日期时间操作员重印免密持人名冲正未知';

function darkOf(bitmap: Glyph): number {
  let count = 0;
  for (let y = 0; y < bitmap.height; y++)
    for (let x = 0; x < bitmap.width; x++) count += dotAt(bitmap, x, y);
  return count;
}

function difference(a: Glyph, b: Glyph): number {
  let count = 0;
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++) count += dotAt(a, x, y) ^ dotAt(b, x, y);
  return count;
}

describe('glyphs', () => {
  for (const [cell, width, height] of [
    ['12x24', 12, 24],
    ['9x17', 9, 17],
    ['24x24', 24, 24],
  ] as const) {
    test(`of ${cell} have that size`, () => {
      const bitmap = glyph('8', cell);
      assert.deepEqual([bitmap.width, bitmap.height], [width, height]);
      assert.equal(bitmap.rows.length, Math.ceil(width / 8) * height);
    });

    test(`of digits in ${cell} differ from each other by many dots`, () => {
      for (const a of '0123456789') {
        for (const b of '0123456789') {
          if (a < b) assert.ok(difference(glyph(a, cell), glyph(b, cell)) >= 10, `${a} and ${b}`);
        }
      }
    });
  }

  test('of Chinese characters are neither thin nor blots, and no two are alike', () => {
    const seen = new Map<string, string>();
    for (const character of han) {
      const bitmap = glyph(character, '24x24');
      const share = darkOf(bitmap) / (24 * 24);
      assert.ok(share > 0.12 && share < 0.6, `${character} is ${Math.round(share * 100)} % dark`);
      const key = bitmap.rows.join();
      assert.ok(
        (seen.get(key) ?? character) === character,
        `${character} looks like ${seen.get(key)}`,
      );
      seen.set(key, character);
    }
  });

  test('of blanks are blank', () => {
    for (const [character, cell] of [
      [' ', '12x24'],
      ['\u3000', '24x24'],
    ] as const) {
      assert.equal(darkOf(glyph(character, cell)), 0);
    }
  });

  test('of characters that the font does not have are an empty box', () => {
    const box = glyph('\ue000', '24x24');
    assert.ok(darkOf(box) > 40);
    assert.equal(dotAt(box, 12, 12), 0);
    assert.equal(difference(box, glyph('\ue001', '24x24')), 0);
  });

  test('of frames reach the edges of their cell', () => {
    const cell: GlyphCell = '12x24';
    const bar = glyph('─', cell);
    const reaches = (x: number) =>
      Array.from({ length: 24 }, (_, y) => dotAt(bar, x, y)).includes(1);
    assert.deepEqual([reaches(0), reaches(11)], [true, true]);
  });
});
