// SPDX-License-Identifier: Apache-2.0
//
// Stand-ins for the renderer's natives on Node, where no C is linked in. Measuring and breaking text is written here a
// second time, from the font metrics; fonts.test.ts compares it with the C. Drawing asks the C program.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { buildFolder, draw, root } from './draw.ts';

export interface FontMetrics {
  readonly name: string;
  readonly lineHeight: number;
  readonly bytes: number;
  readonly advances: Readonly<Record<string, number>>;
}

export const metricsFile = `${buildFolder}metrics.json`;
export const madeFolder = `${buildFolder}made/`;

/** Runs scripts/make-fonts.mjs into build/, unless that was done for the committed fonts already. */
function madeMetrics(): readonly FontMetrics[] {
  const committed = `${root}src/ui/native/font_data.c`;
  const fresh =
    existsSync(metricsFile) && statSync(metricsFile).mtimeMs > statSync(committed).mtimeMs;
  if (!fresh) makeFonts();
  return JSON.parse(readFileSync(metricsFile, 'utf8'));
}

export function makeFonts(): void {
  const args = ['--output', madeFolder, '--metrics', metricsFile];
  execFileSync(process.execPath, [`${root}scripts/make-fonts.mjs`, ...args]);
}

export const metrics = madeMetrics();

function advance(font: number, character: string): number {
  const { advances } = metrics[font]!;
  return advances[character.codePointAt(0)!] ?? advances[0xfffd] ?? 0;
}

export function hasGlyph(font: number, character: string): boolean {
  return metrics[font]!.advances[character.codePointAt(0)!] !== undefined;
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

function putText(text: string, list: Uint8Array, offset: number): number {
  const bytes = new TextEncoder().encode(text);
  if (offset + bytes.length > list.length) throw new RangeError('draw list is full');
  list.set(bytes, offset);
  return bytes.length;
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
  xs_renderer_put_text: putText,
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
