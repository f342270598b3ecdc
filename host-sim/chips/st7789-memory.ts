// SPDX-License-Identifier: Apache-2.0
//
// Frame memory of the ST7789: the window, the place of the next pixel, and the pixels; docs/sources.md [domain E5].
// What a reader would get wrong: MADCTL says where written pixels go; what is there already stays where it is.

import type { Random } from '../link/kernel.ts';
import { Madctl } from './st7789-commands.ts';

export const columns = 240;
export const rows = 320;
const hashStart = 0x811c9dc5 | 0;
const hashFactor = 0x01000193;

/** FNV-1a, a word at a time, in four lanes: each step waits for the one before it, so that four side by side take as long as one. */
function hashOfWords(words: Uint32Array, first: number, end: number, turned: number): number {
  let a = hashStart;
  let b = hashStart + 1;
  let c = hashStart + 2;
  let d = hashStart + 3;
  for (let at = first; at < end; at += 4) {
    a = Math.imul(a ^ words[at]! ^ turned, hashFactor);
    b = Math.imul(b ^ words[at + 1]! ^ turned, hashFactor);
    c = Math.imul(c ^ words[at + 2]! ^ turned, hashFactor);
    d = Math.imul(d ^ words[at + 3]! ^ turned, hashFactor);
  }
  const lanes = Math.imul(a, hashFactor) ^ b;
  return Math.imul(Math.imul(lanes, hashFactor) ^ c, hashFactor) ^ d;
}

/** As `hashOf` of a row that is all black. */
export const blackHash = hashOfWords(new Uint32Array(columns / 2), 0, columns / 2, 0) >>> 0;

export class FrameMemory {
  columnStart = 0;
  columnEnd = columns - 1;
  rowStart = 0;
  rowEnd = rows - 1;
  /** Called with the first and the last row of the memory that changed. */
  readonly #onRows: (first: number, last: number) => void;
  /** As it came over the wire: red 5, green 6, blue 5, high byte first. */
  readonly #pixels = new Uint8Array(columns * rows * 2);
  readonly #buffer = Buffer.from(this.#pixels.buffer);
  /** Two pixels each. */
  readonly #words = new Uint32Array(this.#pixels.buffer);
  /** What an 18-bit pixel has more: 4 + red × 2 + blue of their lowest bits; 0 where 16 bits were written. */
  #lowBits: Uint8Array | undefined;
  #column = 0;
  #row = 0;
  /** Bytes of a pixel whose rest has not come yet. */
  readonly #partial: number[] = [];

  constructor(onRows: (first: number, last: number) => void) {
    this.#onRows = onRows;
  }

  /** Anything, as at power-on. A draw per pixel would cost more than the boot that follows. */
  fillWithGarbage(random: Random): void {
    const words = this.#words;
    let state = random.uint32() | 1;
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state;
    }
    this.#lowBits = undefined;
  }

  /** The whole memory as window. */
  resetWindow(madctl: number): void {
    this.columnStart = 0;
    this.rowStart = 0;
    [this.columnEnd, this.rowEnd] = extent(madctl);
    this.dropPartial();
  }

  /** False when the window reaches outside. */
  start(madctl: number): boolean {
    const [columnLast, rowLast] = extent(madctl);
    this.#column = this.columnStart;
    this.#row = this.rowStart;
    return this.columnEnd <= columnLast && this.rowEnd <= rowLast;
  }

  /** Only whole pixels are stored: a command in between drops what has come of one. */
  dropPartial(): void {
    this.#partial.length = 0;
  }

  /** Pixels of `size` bytes, 2 or 3; after the last of the window comes the first. */
  write(bytes: Uint8Array, madctl: number, size: number): void {
    const straight = (madctl & (Madctl.MX | Madctl.MY | Madctl.MV)) === 0;
    let offset = 0;
    while (this.#partial.length > 0 && offset < bytes.length) {
      this.#addByte(bytes[offset++]!, madctl, size);
    }
    const whole = bytes.length - ((bytes.length - offset) % size);
    if (straight && size === 2) this.#copyRuns(bytes, offset, whole);
    else for (let at = offset; at < whole; at += size) this.#putPixel(bytes, at, madctl, size);
    for (let at = whole; at < bytes.length; at++) this.#addByte(bytes[at]!, madctl, size);
  }

  /** Red, green and blue in the lowest 24 bits, red lowest. */
  color(pixel: number): number {
    const value = (this.#pixels[pixel * 2]! << 8) | this.#pixels[pixel * 2 + 1]!;
    if (!this.#lowBits) return colors[value]!;
    const extra = this.#lowBits[pixel]!;
    return colorOf(value, extra);
  }

  /** A row as `color` tells it, opaque, to `glass` from `start`; `negative` turns bits of the colours around. The hot path. */
  paint(row: number, glass: Uint32Array, start: number, negative: number): void {
    const pixels = this.#pixels;
    const first = row * columns;
    if (this.#lowBits) {
      for (let x = 0; x < columns; x++)
        glass[start + x] = 0xff000000 | (this.color(first + x) ^ negative);
      return;
    }
    for (let x = 0, at = first * 2; x < columns; x++, at += 2)
      glass[start + x] = 0xff000000 | (colors[(pixels[at]! << 8) | pixels[at + 1]!]! ^ negative);
  }

  /** Of a row, two pixels of 16 bits at a time, and of what longer ones have more; `negative`: with all bits turned around. */
  hashOf(row: number, negative: boolean): number {
    const first = (row * columns) / 2;
    let hash = hashOfWords(this.#words, first, first + columns / 2, negative ? -1 : 0);
    if (!this.#lowBits) return hash >>> 0;
    for (const extra of this.#lowBits.subarray(first * 2, first * 2 + columns))
      if (extra) hash = Math.imul(hash ^ extra, hashFactor);
    return hash >>> 0;
  }

  #addByte(byte: number, madctl: number, size: number): void {
    this.#partial.push(byte);
    if (this.#partial.length < size) return;
    this.#putPixel(Uint8Array.from(this.#partial), 0, madctl, size);
    this.#partial.length = 0;
  }

  /** The hot path: memory filled in its own order, a run of rows or a part of a row at a time. */
  #copyRuns(bytes: Uint8Array, start: number, end: number): void {
    const wide = this.columnStart === 0 && this.columnEnd === columns - 1;
    for (let offset = start; offset < end; ) {
      const room = wide
        ? (this.rowEnd - this.#row + 1) * columns - this.#column
        : this.columnEnd - this.#column + 1;
      const count = Math.min(room, (end - offset) >> 1);
      this.#copyRun(bytes, offset, this.#row * columns + this.#column, count);
      offset += count * 2;
      this.#column += count;
      if (wide) {
        this.#row += Math.floor(this.#column / columns);
        this.#column %= columns;
      } else if (this.#column > this.columnEnd) {
        this.#column = this.columnStart;
        this.#row++;
      }
      if (this.#row > this.rowEnd) this.#row = this.rowStart;
    }
  }

  #copyRun(bytes: Uint8Array, offset: number, pixel: number, count: number): void {
    const end = offset + count * 2;
    const same =
      this.#lowBits === undefined &&
      this.#buffer.compare(bytes, offset, end, pixel * 2, (pixel + count) * 2) === 0;
    if (same) return;
    this.#lowBits?.fill(0, pixel, pixel + count);
    this.#pixels.set(bytes.subarray(offset, end), pixel * 2);
    this.#onRows(Math.floor(pixel / columns), Math.floor((pixel + count - 1) / columns));
  }

  /** Any orientation, either pixel format. */
  #putPixel(bytes: Uint8Array, offset: number, madctl: number, size: number): void {
    const swapped = (madctl & Madctl.MV) !== 0;
    const x = swapped ? this.#row : this.#column;
    const y = swapped ? this.#column : this.#row;
    const row = madctl & Madctl.MY ? rows - 1 - y : y;
    const pixel = row * columns + (madctl & Madctl.MX ? columns - 1 - x : x);
    const [first, second, third] = [bytes[offset]!, bytes[offset + 1]!, bytes[offset + 2]!];
    if (size === 2) this.#store(pixel, row, first, second, 0);
    else this.#store18(pixel, row, first >> 2, second >> 2, third >> 2);
    if (++this.#column <= this.columnEnd) return;
    this.#column = this.columnStart;
    if (++this.#row > this.rowEnd) this.#row = this.rowStart;
  }

  #store18(pixel: number, row: number, red: number, green: number, blue: number): void {
    this.#lowBits ??= new Uint8Array(columns * rows);
    const high = ((red >> 1) << 3) | (green >> 3);
    const low = ((green & 7) << 5) | (blue >> 1);
    this.#store(pixel, row, high, low, 4 + (red & 1) * 2 + (blue & 1));
  }

  #store(pixel: number, row: number, high: number, low: number, extra: number): void {
    const pixels = this.#pixels;
    const same = pixels[pixel * 2] === high && pixels[pixel * 2 + 1] === low;
    if (same && (this.#lowBits?.[pixel] ?? 0) === extra) return;
    pixels[pixel * 2] = high;
    pixels[pixel * 2 + 1] = low;
    if (this.#lowBits) this.#lowBits[pixel] = extra;
    this.#onRows(row, row);
  }
}

/** The last column and row that can be addressed; MV exchanges them. */
function extent(madctl: number): [columnLast: number, rowLast: number] {
  return madctl & Madctl.MV ? [rows - 1, columns - 1] : [columns - 1, rows - 1];
}

/** Five bits, and the sixth, which a 16-bit pixel takes from its own top bit, spread over eight. */
function to8(five: number, sixth: number): number {
  const six = (five << 1) | sixth;
  return (six << 2) | (six >> 4);
}

/** `extra`: the lowest bits of red and blue of an 18-bit pixel, above a mark; 0 without. */
function colorOf(value: number, extra: number): number {
  const red = to8(value >> 11, extra ? (extra >> 1) & 1 : value >> 15);
  const green = (value >> 5) & 0x3f;
  const blue = to8(value & 0x1f, extra ? extra & 1 : (value >> 4) & 1);
  return (blue << 16) | (((green << 2) | (green >> 4)) << 8) | red;
}

/** Of every pixel of 16 bits: glasses are looked at often. */
const colors = Uint32Array.from({ length: 0x10000 }, (_, value) => colorOf(value, 0));
