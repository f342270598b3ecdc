// SPDX-License-Identifier: Apache-2.0
//
// Text and pixels on the engine that has the natives: that TypeScript and C understand each other. That the C is right
// is shown by tests/ui.

import { assert, describe, test } from 'mcu-test-harness';
import { Align, type Area, box, type DrawList, line } from '../../src/ui/draw.ts';
import { Renderer } from '../../src/ui/renderer.ts';
import { layoutScreen, type Screen } from '../../src/ui/screens.ts';
import { fitting, shortened, textWidth, wrap } from '../../src/ui/text.ts';
import { fonts } from '../../src/ui/theme.ts';

const { body, small, title } = fonts;

/** Keeps its picture, and the areas that were sent. */
class Glass {
  readonly picture: Uint8Array;
  areas: Area[] = [];
  #at = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.picture = new Uint8Array(width * height * 2);
  }

  begin(area: Area): void {
    this.areas.push(area);
    this.#at = 0;
  }

  send(pixels: Uint8Array): void {
    const { x, y, width } = this.areas[this.areas.length - 1]!;
    for (let i = 0; i < pixels.length; i += width * 2) {
      const row = y + this.#at++;
      this.picture.set(pixels.subarray(i, i + width * 2), (row * this.width + x) * 2);
    }
  }

  end(): void {}
}

function shown(list: DrawList, width: number, height: number): Uint8Array {
  const glass = new Glass(width, height);
  new Renderer(glass).show(list);
  return glass.picture;
}

describe('text', () => {
  test('a Chinese character is as wide as its font is high', () => {
    assert.equal(textWidth('卡', body), 26);
    assert.equal(textWidth('卡卡卡', small), 60);
    assert.equal(textWidth('', body), 0);
  });

  test('a text that fits stays in one line', () => {
    assert.deepEqual(wrap('Tap card', body, 220), ['Tap card']);
    assert.deepEqual(wrap('', body, 220), []);
  });

  test('lines break at blanks, which are dropped, and are of about the same length', () => {
    assert.deepEqual(wrap('Connection refused', body, 220), ['Connection', 'refused']);
    assert.deepEqual(wrap('aa bb cc dd', body, textWidth('aa bb cc', body)), ['aa bb', 'cc dd']);
  });

  test('Chinese breaks anywhere but before closing punctuation', () => {
    assert.deepEqual(wrap('卡卡卡卡', body, 60), ['卡卡', '卡卡']);
    assert.deepEqual(wrap('卡卡，卡', body, 60), ['卡', '卡，', '卡']);
  });

  test('a line feed breaks a line', () => {
    assert.deepEqual(wrap('a\n卡', body, 220), ['a', '卡']);
  });

  test('a word wider than the line is cut, and nothing is lost', () => {
    const word = 'WWWWWWWWWWWW';
    const lines = wrap(word, title, 100);
    assert.equal(lines.join(''), word);
    for (const text of lines) assert.ok(textWidth(text, title) <= 100, text);
  });

  test('a character outside the basic plane is not torn', () => {
    const lines = wrap('卡😀卡😀卡', body, 30);
    assert.deepEqual(lines, ['卡', '😀', '卡', '😀', '卡']);
  });

  test('the first font in which a text fits is taken, else the last', () => {
    assert.equal(fitting('Tap', [title, body], 220), title);
    assert.equal(fitting('Reversal due now', [title, body], 220), body);
    assert.equal(fitting('Reversal due now', [title, body], 20), body);
  });

  test('a text that does not fit ends in three dots', () => {
    assert.equal(shortened('Tap', body, 220), 'Tap');
    const text = shortened('Happiness Lane Fresh Market', body, 220);
    assert.ok(text.endsWith('...') && textWidth(text, body) <= 220, text);
  });

  test('a font that does not exist is refused', () => {
    assert.throws(() => textWidth('a', { id: 99, lineHeight: 10 }));
  });
});

describe('pixels', () => {
  test('a box reaches the display as RGB565, high byte first', () => {
    const picture = shown([box({ x: 1, y: 0, width: 1, height: 2 }, 0xf81e)], 3, 2);
    assert.deepEqual([...picture], [0, 0, 0xf8, 0x1e, 0, 0, 0, 0, 0xf8, 0x1e, 0, 0]);
  });

  test('text has pixels of its colour, and none outside its box', () => {
    const area = { x: 10, y: 4, width: 40, height: 26 };
    const picture = shown([line(area, small, 0xffff, '卡片', Align.Centre)], 60, 40);
    let own = 0;
    for (let i = 0; i < picture.length; i += 2) {
      const x = (i / 2) % 60;
      const y = Math.floor(i / 120);
      if (picture[i] === 0xff && picture[i + 1] === 0xff) own++;
      const inside = x >= 10 && x < 50 && y >= 4 && y < 30;
      if (!inside) assert.equal(picture[i]! | picture[i + 1]!, 0);
    }
    assert.ok(own > 50, `${own} pixels`);
  });

  test('only what changed is sent', () => {
    const glass = new Glass(240, 320);
    const renderer = new Renderer(glass);
    const screen = (amountMinor: number): Screen => ({
      kind: 'amount-entry',
      amountMinor,
      limitMinor: 100_000,
    });
    renderer.show(layoutScreen(screen(1), 'zh'));
    assert.deepEqual(glass.areas, [{ x: 0, y: 0, width: 240, height: 320 }]);
    renderer.show(layoutScreen(screen(1), 'zh'));
    assert.equal(glass.areas.length, 1);
    renderer.show(layoutScreen(screen(12), 'zh'));
    assert.equal(glass.areas.length, 2);
    assert.ok(glass.areas[1]!.height <= 84, `${glass.areas[1]!.height} rows`);
  });

  test('after invalidate everything is sent again', () => {
    const glass = new Glass(20, 10);
    const renderer = new Renderer(glass);
    const list = [box({ x: 0, y: 0, width: 20, height: 10 }, 1)];
    renderer.show(list);
    renderer.invalidate();
    renderer.show(list);
    assert.equal(glass.areas.length, 2);
  });

  test('a list that does not fit is refused', () => {
    const renderer = new Renderer(new Glass(20, 10));
    const area = { x: 0, y: 0, width: 20, height: 10 };
    assert.throws(() => renderer.show([line(area, small, 1, '卡'.repeat(900))]));
    assert.throws(() => renderer.show([line(area, small, 1, '卡'.repeat(170))]));
  });
});
