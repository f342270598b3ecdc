// SPDX-License-Identifier: Apache-2.0
//
// Rasterises the glyphs that the screens use into src/ui/native/font_data.{c,h}, from Noto Sans SC (SIL OFL 1.1) as
// @fontsource/noto-sans-sc ships it: about 120 files per weight, split by unicode range (its unicode.json). The result is
// committed because the Moddable SDK cannot run this script; a test runs it again and compares.
//
//   node scripts/make-fonts.mjs [--parameters FILE] [--output FOLDER]
//
// Glyphs are drawn at four times their size and averaged, so that the four bits that remain do not depend on the hinting
// of the platform's text engine. What stays platform-dependent is the curve flattening and rounding of the rasteriser of
// @napi-rs/canvas at four times the size; it was run on x86-64 Linux only.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createCanvas, GlobalFonts, Path2D } from '@napi-rs/canvas';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const fontFolder = join(root, 'node_modules/@fontsource/noto-sans-sc');
const oversampling = 4;
/** The grid on which the icons of the parameter file are drawn. */
const iconGrid = 96;
/** Icons are the characters of the private use area from here on, in the order of the parameter file. */
const firstIcon = 0xe000;
const replacement = 0xfffd;

const { values: options } = parseArgs({
  options: {
    parameters: { type: 'string', default: join(root, 'src/ui/native/fonts.json') },
    output: { type: 'string', default: join(root, 'src/ui/native') },
  },
});

const parameters = JSON.parse(readFileSync(options.parameters, 'utf8'));
const fonts = parameters.fonts.map((font) => (font.icons ? iconFont(font) : textFont(font)));
mkdirSync(options.output, { recursive: true });
writeFileSync(join(options.output, 'font_data.h'), header(fonts));
writeFileSync(join(options.output, 'font_data.c'), source(fonts));
for (const font of fonts) {
  console.log(`${font.name}: ${font.glyphs.length} glyphs, ${byteCount(font)} bytes`);
}
console.log(`in all ${fonts.reduce((sum, font) => sum + byteCount(font), 0)} bytes`);

/** The characters of a text font, in code order. */
function charactersOf(font) {
  if (font.only) return sorted(font.only);
  let text = (font.also ?? '') + (font.extra ? parameters[font.extra] : '');
  for (let code = 0x20; code < 0x7f; code++) text += String.fromCharCode(code);
  for (const file of font.sources) {
    if (!existsSync(join(root, file))) continue;
    text += readFileSync(join(root, file), 'utf8').replace(/[\0-\x7f]/g, '');
  }
  return sorted(text);
}

function sorted(text) {
  const codes = new Set([...text].map((character) => character.codePointAt(0)));
  return [...codes].sort((a, b) => a - b);
}

function textFont(font) {
  const baseline = Math.round(font.lineHeight / 2 + font.px * 0.38);
  const glyphs = charactersOf(font).map((code) => textGlyph(font, baseline, code));
  if (!font.only) glyphs.push(replacementGlyph(font, baseline));
  return { ...font, glyphs };
}

function textGlyph(font, baseline, code) {
  const px = font.px * oversampling;
  const character = String.fromCodePoint(code);
  const family = familyOf(code, font.weight);
  const advance = Math.round(measure(family, px, character) / oversampling);
  const origin = font.px >> 2;
  const pixels = rasterise(advance + 2 * origin, font.lineHeight + origin, (context) => {
    context.font = `${px}px "${family}"`;
    context.fillText(character, origin * oversampling, baseline * oversampling);
  });
  return cropped(code, advance, origin, pixels);
}

function measure(family, px, character) {
  const context = createCanvas(1, 1).getContext('2d');
  context.font = `${px}px "${family}"`;
  return context.measureText(character).width;
}

/** A hollow box, for characters that the font does not hold. */
function replacementGlyph({ px, lineHeight }, baseline) {
  const width = Math.round(px * 0.8);
  const pixels = rasterise(px, lineHeight, (context) => {
    const top = baseline - Math.round(px * 0.8);
    context.lineWidth = 2 * oversampling;
    context.strokeRect(
      ...[2, top + 1, width - 2, Math.round(px * 0.86) - 2].map((n) => n * oversampling),
    );
  });
  return cropped(replacement, width + 2, 0, pixels);
}

function iconFont(font) {
  const glyphs = Object.values(parameters.icons).map((shapes, index) => {
    const pixels = rasterise(font.px, font.px, (context) => {
      context.scale((font.px * oversampling) / iconGrid, (font.px * oversampling) / iconGrid);
      for (const shape of shapes) drawShape(context, shape);
    });
    return cropped(firstIcon + index, font.px, 0, pixels);
  });
  return { ...font, lineHeight: font.px, glyphs };
}

function drawShape(context, shape) {
  const path = new Path2D(shape.path);
  context.globalCompositeOperation = shape.erase ? 'destination-out' : 'source-over';
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = shape.stroke ?? 0;
  if (shape.stroke) context.stroke(path);
  else context.fill(path);
}

/** Draws at four times the size and returns rows of coverages 0 … 15. */
function rasterise(width, height, draw) {
  const canvas = createCanvas(width * oversampling, height * oversampling);
  const context = canvas.getContext('2d');
  draw(context);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const rows = [];
  for (let y = 0; y < height; y++) {
    const row = [];
    for (let x = 0; x < width; x++) row.push(coverage(data, canvas.width, x, y));
    rows.push(row);
  }
  return rows;
}

function coverage(data, stride, x, y) {
  let sum = 0;
  for (let j = 0; j < oversampling; j++) {
    const start = ((y * oversampling + j) * stride + x * oversampling) * 4 + 3;
    for (let i = 0; i < oversampling; i++) sum += data[start + i * 4];
  }
  return Math.round(sum / (oversampling * oversampling * 17));
}

/** The glyph without its empty margins; `origin` is the column of the pen. */
function cropped(code, advance, origin, rows) {
  const inked = rows.map((row, y) => (row.some((v) => v > 0) ? y : -1)).filter((y) => y >= 0);
  if (inked.length === 0) return { code, advance, left: 0, top: 0, width: 0, height: 0, words: [] };
  const top = inked[0];
  const bottom = inked.at(-1) + 1;
  const columns = rows[0].map((_, x) => rows.some((row) => row[x] > 0));
  const left = columns.indexOf(true);
  const right = columns.lastIndexOf(true) + 1;
  const values = rows.slice(top, bottom).flatMap((row) => row.slice(left, right));
  return {
    code,
    advance,
    left: left - origin,
    top,
    width: right - left,
    height: bottom - top,
    words: packed(values),
  };
}

/** Run-length coding in nibbles, eight to a word, low nibble first; renderer.c decodes it. */
function packed(values) {
  const nibbles = [];
  for (let i = 0; i < values.length; ) {
    const value = values[i];
    let run = 1;
    while (values[i + run] === value && run < 16 && i + run < values.length) run++;
    if (value === 0 || value === 15) nibbles.push(value, run - 1);
    else for (let j = 0; j < run; j++) nibbles.push(value);
    i += run;
  }
  const words = [];
  for (let i = 0; i < nibbles.length; i += 8) {
    let word = 0;
    for (let j = 7; j >= 0; j--) word = word * 16 + (nibbles[i + j] ?? 0);
    words.push(word);
  }
  return words;
}

/** Registers the file of that weight that holds the character, once, and returns its family name. */
function familyOf(code, weight) {
  const subset = subsetOf(code);
  const family = `noto-${subset}-${weight}`;
  if (!GlobalFonts.has(family)) {
    const file = join(fontFolder, `files/noto-sans-sc-${subset}-${weight}-normal.woff2`);
    if (!GlobalFonts.registerFromPath(file, family)) throw new Error(`cannot load ${file}`);
  }
  return family;
}

function subsetOf(code) {
  for (const [name, ranges] of subsets()) {
    if (ranges.some(([first, last]) => code >= first && code <= last)) return name;
  }
  throw new Error(`Noto Sans SC has no U+${code.toString(16)}: use another character`);
}

/** Latin comes before the numbered subsets, which hold some of the same characters. */
function subsets() {
  subsets.known ??= Object.entries(
    JSON.parse(readFileSync(join(fontFolder, 'unicode.json'), 'utf8')),
  )
    .map(([name, list]) => [name.replace(/[[\]]/g, ''), list.split(',').map(range)])
    .sort(([a], [b]) => Number(b === 'latin') - Number(a === 'latin'));
  return subsets.known;
}

function range(text) {
  const [first, last] = text.replaceAll('U+', '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last ?? first, 16)];
}

function byteCount(font) {
  return font.glyphs.reduce((sum, glyph) => sum + 12 + glyph.words.length * 4, 0);
}

function notice() {
  return `/* SPDX-License-Identifier: OFL-1.1
 *
 * Made by scripts/make-fonts.mjs from src/ui/native/fonts.json: do not edit. Glyphs rasterised from Noto Sans SC,
 * licensed under the SIL Open Font License 1.1 (see THIRD_PARTY.md); icons are Jiaozi's own.
 */`;
}

function header(list) {
  const ids = list.map((font, i) => `  FONT_${upper(font.name)} = ${i},`).join('\n');
  return `${notice()}
#ifndef JIAOZI_FONT_DATA_H
#define JIAOZI_FONT_DATA_H

#include <stdint.h>

/** \`words\` + offset: coverages 0 to 15 of width x height pixels, row by row, as nibbles, low one first; 0 and 15 are
 *  followed by how often they repeat. \`left\` is from the pen, \`top\` from the top of the line. */
struct glyph {
  uint16_t code;
  uint8_t advance;
  int8_t left;
  uint8_t top;
  uint8_t width;
  uint8_t height;
  uint32_t offset;
};

/** Glyphs in the order of their codes. */
struct font {
  const struct glyph *glyphs;
  const uint32_t *words;
  uint16_t count;
  uint8_t line_height;
};

enum {
${ids}
  FONT_COUNT = ${list.length}
};

extern const struct font font_table[FONT_COUNT];

#endif
`;
}

function source(list) {
  const tables = list.map(fontTables).join('\n');
  const rows = list
    .map((f) => `  { ${f.name}_glyphs, ${f.name}_words, ${f.glyphs.length}, ${f.lineHeight} },`)
    .join('\n');
  return `${notice()}
#include "font_data.h"

${tables}
const struct font font_table[FONT_COUNT] = {
${rows}
};
`;
}

function fontTables({ name, glyphs }) {
  const words = glyphs.flatMap((glyph) => glyph.words.map((word) => `0x${word.toString(16)}`));
  let offset = 0;
  const rows = glyphs.map((g) => {
    const row = [g.code, g.advance, g.left, g.top, g.width, g.height, offset].join(',');
    offset += g.words.length;
    return `{${row}}`;
  });
  return `static const struct glyph ${name}_glyphs[] = {\n${lines(rows)}\n};
static const uint32_t ${name}_words[] = {\n${lines(words)}\n};
`;
}

/** Comma-separated, in lines of at most 118 columns. */
function lines(items) {
  const rows = [''];
  for (const item of items) {
    if (rows.at(-1).length + item.length + 1 > 118) rows.push('');
    rows[rows.length - 1] += `${item},`;
  }
  return rows.join('\n');
}

function upper(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
