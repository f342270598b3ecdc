// SPDX-License-Identifier: Apache-2.0
//
// The committed fonts are what scripts/make-fonts.mjs makes of the words that are on the screens now.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { responses } from '../../src/host/response-codes.ts';
import { strings } from '../../src/ui/strings.ts';
import { fonts, icons } from '../../src/ui/theme.ts';
import { titles } from '../../src/ui/titles.ts';
import { buildFolder, measureInC, root } from './support/draw.ts';
import { hasGlyph, lineBreak, metrics } from './support/natives.ts';

const parameters = JSON.parse(readFileSync(`${root}src/ui/native/fonts.json`, 'utf8'));

const catalogue = Object.values(strings).flatMap(({ zh, en }) => [zh, en]);
const titleTexts = Object.values(titles).flatMap(({ zh, en }) => [zh, en]);
const responseTexts = Object.values(responses).flatMap(({ zh, en }) => [zh, en]);

test('the committed font data are what scripts/make-fonts.mjs makes', () => {
  const folder = `${buildFolder}made/`;
  execFileSync(process.execPath, [`${root}scripts/make-fonts.mjs`, '--output', folder]);
  for (const file of ['font_data.h', 'font_data.c']) {
    const made = readFileSync(folder + file, 'utf8');
    const committed = readFileSync(`${root}src/ui/native/${file}`, 'utf8');
    assert.ok(made === committed, `${file} is stale: run node scripts/make-fonts.mjs`);
  }
});

test('theme.ts numbers the fonts and their lines as fonts.json does', () => {
  const inParameters = parameters.fonts.map(
    (font: { name: string; px: number; lineHeight?: number }, id: number) => [
      font.name,
      { id, lineHeight: font.lineHeight ?? font.px },
    ],
  );
  assert.deepEqual(Object.entries(fonts), inParameters);
});

test('theme.ts names the icons in the order of fonts.json', () => {
  const inParameters = Object.keys(parameters.icons).map((name, i) => [
    name,
    String.fromCharCode(0xe000 + i),
  ]);
  assert.deepEqual(Object.entries(icons), inParameters);
});

test('the tests read all font tables', () => {
  assert.deepEqual(
    metrics.map(({ name }) => name),
    Object.keys(fonts),
  );
});

test('all fonts together take less than 256 KB', () => {
  const bytes = metrics.reduce((sum, font) => sum + font.bytes, 0);
  assert.ok(bytes < 256 * 1024, `${bytes} bytes`);
});

test('the body font holds every character of the catalogue and of the response words', () => {
  const missing = [...new Set([...catalogue, ...titleTexts, ...responseTexts].join(''))].filter(
    (character) => character !== '\n' && !hasGlyph(fonts.body.id, character),
  );
  assert.deepEqual(missing, []);
});

test('a character that no font holds has the width of the box that stands for it', () => {
  assert.equal(hasGlyph(fonts.body.id, '龘'), false);
  const [unknown, box] = measureInC([
    { font: fonts.body.id, width: 100, text: '龘' },
    { font: fonts.body.id, width: 100, text: '\ufffd' },
  ]);
  assert.ok(unknown!.columns > 10, `${unknown!.columns} columns`);
  assert.deepEqual(unknown, box);
});

test('the C and the stand-in of the tests measure and break every text alike', () => {
  const texts = [
    ...catalogue,
    ...titleTexts,
    ...responseTexts,
    'a',
    '  ',
    '（东门分店）好',
    'A😀好b',
  ];
  const clauses = texts.flatMap((text) => text.split('\n'));
  const rows = [fonts.small.id, fonts.body.id].flatMap((font) =>
    [40, 97, 158, 220].flatMap((width) => clauses.map((text) => ({ font, width, text }))),
  );
  const measured = measureInC(rows);
  for (const [i, { font, width, text }] of rows.entries()) {
    const units = lineBreak(text, font, width);
    const bytes = Buffer.byteLength(text.slice(0, units));
    assert.equal(measured[i]!.bytes, bytes, `font ${font}, width ${width}: ${text}`);
  }
});

test('a line never begins with closing or ends with opening punctuation', () => {
  const text = '请换一张（或两张）卡，“再试”一次。';
  for (let width = 60; width < 220; width += 20) {
    for (let rest = text; rest.length > 0; ) {
      const { bytes } = measureInC([{ font: fonts.body.id, width, text: rest }])[0]!;
      const line = Buffer.from(rest).subarray(0, bytes).toString();
      assert.doesNotMatch(line, /^[，。）”]/, `width ${width}`);
      assert.doesNotMatch(line, /[（“]$/, `width ${width}`);
      rest = rest.slice(line.length);
    }
  }
});
