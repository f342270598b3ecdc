// SPDX-License-Identifier: Apache-2.0
//
// Every screen in both languages, measured on its pixels: nothing clipped, nothing overlaps, every character has a glyph,
// contrast is at least 7:1. Pictures go to build/ui/screens/ for people to look at.

import './support/natives.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DrawItem, TextItem } from '../../src/ui/draw.ts';
import { layoutScreen, type Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/strings.ts';
import { type Font, fonts, icons } from '../../src/ui/theme.ts';
import { buildFolder } from './support/draw.ts';
import { hasGlyph } from './support/natives.ts';
import {
  colourCounts,
  contrast,
  encoded,
  height,
  type Ink,
  inkOf,
  overlap,
  pictures,
  width,
  writePng,
} from './support/picture.ts';
import { allSamples } from './support/samples.ts';

interface Drawn {
  readonly name: string;
  readonly screen: Screen;
  readonly items: readonly DrawItem[];
  readonly texts: readonly TextItem[];
  readonly inks: readonly Ink[];
  readonly picture: Uint8Array;
}

const isText = (item: DrawItem): item is TextItem => item.kind === 'text';
const iconFonts: readonly Font[] = [fonts.icon, fonts.iconMedium, fonts.iconSmall];

function drawnIn(language: Language): Drawn[] {
  const laidOut = allSamples(language).map((sample) => {
    const items = layoutScreen(sample.screen, language);
    return { ...sample, items, texts: items.filter(isText) };
  });
  const drawnPictures = pictures(laidOut.map(({ items }) => encoded(items)));
  const inks = inkOf(laidOut.flatMap(({ texts }) => texts));
  let at = 0;
  return laidOut.map((sample, i) => {
    const own = inks.slice(at, at + sample.texts.length);
    at += sample.texts.length;
    return { ...sample, name: `${language}/${sample.name}`, inks: own, picture: drawnPictures[i]! };
  });
}

const drawn = [...drawnIn('zh'), ...drawnIn('en')];

/** Checks each text of each screen. */
function eachText(check: (text: TextItem, ink: Ink, screen: Drawn, where: string) => void): void {
  for (const screen of drawn) {
    for (const [i, text] of screen.texts.entries()) {
      check(text, screen.inks[i]!, screen, `${screen.name}: ${text.text}`);
    }
  }
}

test('pictures of all screens are in build/ui/screens', () => {
  for (const { name, picture } of drawn) {
    // The words of the response codes are measured only.
    if (!name.includes('/response-')) writePng(`${buildFolder}screens/${name}.png`, picture);
  }
  assert.ok(drawn.length > 200, `${drawn.length} screens`);
});

test('every character on a screen has a glyph in its font', () => {
  eachText((text, _ink, _screen, where) => {
    for (const character of text.text) assert.ok(hasGlyph(text.font.id, character), where);
  });
});

test('every text has ink, inside the screen', () => {
  eachText((_text, ink, _screen, where) => {
    assert.ok(ink.pixels > 0, where);
    assert.ok(ink.x >= 0 && ink.x + ink.width <= width, where);
    assert.ok(ink.y >= 0 && ink.y + ink.height <= height, where);
  });
});

test('no text is clipped by its box', () => {
  const unique = new Map<string, TextItem>();
  eachText((text) => unique.set(JSON.stringify(text), text));
  const texts = [...unique.values()];
  const clipped = inkOf(texts);
  const free = inkOf(texts.map(grown));
  for (const [i, text] of texts.entries()) {
    assert.equal(
      free[i]!.pixels,
      clipped[i]!.pixels,
      `${text.text} in ${text.width}×${text.height}`,
    );
  }
});

/** The same text at the same place in a larger box. */
function grown(text: TextItem): TextItem {
  const by = 60;
  const left = text.align === 0 ? 0 : by;
  const right = text.align === 2 ? 0 : by;
  const { x, y, width: w, height: h } = text;
  return { ...text, x: x - left, width: w + left + right, y: y - by, height: h + 2 * by };
}

test('no text is shortened', () => {
  eachText((text, _ink, _screen, where) => assert.ok(!text.text.endsWith('...'), where));
});

test('no two texts overlap', () => {
  for (const { name, texts, inks } of drawn) {
    for (let i = 0; i < inks.length; i++) {
      for (let j = i + 1; j < inks.length; j++) {
        assert.ok(
          !overlap(inks[i]!, inks[j]!),
          `${name}: "${texts[i]!.text}" and "${texts[j]!.text}"`,
        );
      }
    }
  }
});

test('every text differs from what is under it by at least 7:1, measured on the pixels', () => {
  eachText((text, ink, { picture }, where) => {
    const counts = colourCounts(picture, ink);
    const own = counts.get(text.colour) ?? 0;
    // A round disc leaves the corners of its icon's box: only what is around the ink counts.
    const others = [...counts].filter(([colour]) => colour !== text.colour);
    const under = others.sort((a, b) => b[1] - a[1])[0];
    // A stroke that fills its own ink box (a dot, a bar) shows nothing under it.
    if (under === undefined) return;
    assert.ok(own > 0, `${where}: no pixel of its colour`);
    const ratio = contrast(text.colour, under[0]);
    assert.ok(ratio >= 7, `${where}: ${ratio.toFixed(1)}`);
  });
});

test('every screen says the main thing in letters of 26 px or more', () => {
  const large: readonly Font[] = [fonts.body, fonts.title, fonts.amount, fonts.amountNarrow];
  for (const { name, texts } of drawn) {
    assert.ok(
      texts.some(({ font }) => large.includes(font)),
      name,
    );
  }
});

test('amounts up to 99999.99 are set in 48 px or more', () => {
  const amounts = [1, 1250, 100_000, 9_999_999];
  for (const amountMinor of amounts) {
    const screens: Screen[] = [
      { kind: 'approved', amountMinor },
      { kind: 'tap-card', amountMinor },
      { kind: 'amount-entry', amountMinor, limitMinor: 10_000_000 },
    ];
    for (const screen of screens) {
      const items = layoutScreen(screen, 'zh').filter(isText);
      const digits = items.find(({ text }) => text === (amountMinor / 100).toFixed(2));
      const large: readonly Font[] = [fonts.amount, fonts.amountNarrow];
      assert.ok(large.includes(digits!.font), `${screen.kind}: ${digits!.text}`);
    }
  }
});

test('an amount is never cut, however large', () => {
  const items = layoutScreen({ kind: 'approved', amountMinor: 99_999_999 }, 'zh').filter(isText);
  assert.equal(items.filter(({ text }) => text === '999999.99').length, 1);
});

test('every end of a sale has an icon and words of its own', () => {
  const ends = ['approved', 'declined', 'try-again', 'cancelled', 'unknown-result', 'wrong-pin'];
  const icon = ({ texts }: Drawn) => texts.find(({ font }) => iconFonts.includes(font))!.text;
  for (const language of ['zh', 'en']) {
    const first = ends.map((kind) => drawn.find(({ name }) => name === `${language}/${kind}-1`)!);
    const words = first.map(
      ({ texts }) => texts.filter(({ font }) => font === fonts.title)[0]!.text,
    );
    assert.equal(new Set(words).size, ends.length);
    const known: readonly string[] = Object.values(icons);
    for (const screen of first) assert.ok(known.includes(icon(screen)), screen.name);
    assert.notEqual(icon(first[0]!), icon(first[1]!));
  }
});

test('a long text from elsewhere is cut at a line, not drawn over the keys', () => {
  const reason =
    'A reason that the host gives at far greater length than any screen has room for. '.repeat(3);
  const items = layoutScreen({ kind: 'declined', reason, code: '99' }, 'en').filter(isText);
  const inks = inkOf(items);
  for (let i = 0; i < inks.length; i++) {
    for (const other of inks.slice(i + 1)) assert.equal(overlap(inks[i]!, other), false);
  }
});

test('an idle screen takes few items', () => {
  const items = layoutScreen({ kind: 'idle', merchant: '老张便利店', test: false }, 'zh');
  assert.ok(items.length <= 24, `${items.length} items`);
});
