// SPDX-License-Identifier: Apache-2.0
//
// Stand-ins for the renderer's natives on Node, where no C is linked in. Measuring and breaking text is written here a
// second time, from the font tables; fonts.test.ts compares it with the C. Drawing asks the C program.
// The one thing a reader would get wrong: XS counts characters in a string, Node counts UTF-16 units.

import { readFileSync } from 'node:fs';
import { draw, root } from './draw.ts';

export interface FontMetrics {
  readonly name: string;
  /** of tables and pixels */
  readonly bytes: number;
  /** by character code */
  readonly advances: ReadonlyMap<number, number>;
}

/** As the committed C has them. */
export const metrics = readMetrics(readFileSync(`${root}src/ui/native/font_data.c`, 'utf8'));

function readMetrics(source: string): FontMetrics[] {
  const tables = source.matchAll(/glyph (\w+)_glyphs\[\] = \{\n([^;]*)\};[^{]*\{\n([^}]*)\};/g);
  return [...tables].map(([, name, glyphs, words]) => {
    const rows = [...glyphs!.matchAll(/\{(\d+),(\d+),/g)];
    return {
      name: name!,
      bytes: rows.length * 12 + words!.split(',').length * 4,
      advances: new Map(rows.map(([, code, advance]) => [Number(code), Number(advance)])),
    };
  });
}

function advance(font: number, character: string): number {
  const { advances } = metrics[font]!;
  return advances.get(character.codePointAt(0)!) ?? advances.get(0xfffd) ?? 0;
}

export function hasGlyph(font: number, character: string): boolean {
  return metrics[font]!.advances.has(character.codePointAt(0)!);
}

function textWidth(text: string, font: number): number {
  let width = 0;
  for (const character of text) width += advance(font, character);
  return width;
}

const closing = '!),.:;?]}%、。〉》」』】”’！），：；？';
const opening = '([{¥〈《「『【“‘（';
const fullWidth = /[\u2e80-\udfff\uff01-\uff60]/;

function mayBreak(left: string, right: string): boolean {
  if (right === ' ' || closing.includes(right) || opening.includes(left)) return false;
  return left === ' ' || fullWidth.test(left) || fullWidth.test(right);
}

/** From the end: the longest line that fits and ends where a line may end. */
export function lineBreak(text: string, font: number, width: number): number {
  const end = text.indexOf('\n');
  const characters = [...(end < 0 ? text : text.slice(0, end))];
  const visible = (count: number) =>
    textWidth(characters.slice(0, count).join('').replace(/ +$/, ''), font);
  const units = (count: number) => characters.slice(0, count).join('').length;
  if (visible(characters.length) <= width) return end < 0 ? text.length : end + 1;
  let most = characters.length - 1;
  while (most > 1 && visible(most) > width) most--;
  for (let count = most; count > 0; count--) {
    if (mayBreak(characters[count - 1]!, characters[count]!)) return units(count);
  }
  return units(most);
}

function putItem(
  list: Uint8Array,
  offset: number,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: number,
  style: number,
  text: string | undefined,
): number {
  const bytes = new TextEncoder().encode(text ?? '');
  const words = text === undefined ? 7 : 8 + Math.ceil(bytes.length / 2);
  if (words > 255) throw new RangeError(`text of ${bytes.length} bytes in one line`);
  if (offset + words * 2 > list.length) throw new RangeError('draw list is full');
  const kind = (text === undefined ? 1 : 2) | (words << 8);
  const item = new Uint8Array(words * 2);
  const header = [kind, x, y, width, height, colour, style];
  if (text !== undefined) header.push(bytes.length);
  item.set(new Uint8Array(Uint16Array.from(header).buffer));
  item.set(bytes, header.length * 2);
  list.set(item, offset);
  return item.length;
}

function changes(
  before: Uint8Array,
  beforeSize: number,
  after: Uint8Array,
  afterSize: number,
  width: number,
  height: number,
  rectangles: Uint8Array,
): number {
  const lists = [before.subarray(0, beforeSize), after.subarray(0, afterSize)];
  const found = draw(['changes', width, height, rectangles.length >> 3], lists);
  rectangles.set(found.subarray(4));
  return found.readUInt32LE(0);
}

function strip(
  list: Uint8Array,
  size: number,
  x: number,
  y: number,
  width: number,
  height: number,
  pixels: Uint8Array,
): void {
  pixels.set(draw(['strip', x, y, width, height], [list.subarray(0, size)]));
}

const table: Readonly<Record<string, (...args: never[]) => unknown>> = {
  xs_renderer_text_width: textWidth,
  xs_renderer_line_break: lineBreak,
  xs_renderer_put_item: putItem,
  xs_renderer_changes: changes,
  xs_renderer_strip: strip,
};

Object.assign(globalThis, {
  native(name: string) {
    const found = table[name];
    if (!found) throw new TypeError(`no native ${name}`);
    return found;
  },
});
