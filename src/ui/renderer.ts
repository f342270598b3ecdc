// SPDX-License-Identifier: Apache-2.0
//
// Brings draw lists to a display: writes the list in binary for the C renderer, asks it where the picture changes, and
// sends those places strip by strip. There is no frame buffer; the two lists (2 KB each) are all that is kept.
// The words of the binary list are described in native/renderer.h. A display must be done with the pixels of `send` when
// that returns: the next strip is drawn into the same buffer.

import type { Display } from '../io/devices.ts';
import type { DrawItem, DrawList } from './draw.ts';

const Kind = Object.freeze({ Box: 1, Text: 2 } as const, true);
const listBytes = 2048;
const stripBytes = 8192;
const mostChanges = 4;

function putText(this: unknown, text: string, list: Uint8Array, offset: number): number {
  return native('xs_renderer_put_text').call(this, text, list, offset);
}

function changes(
  this: unknown,
  before: Uint8Array,
  beforeSize: number,
  after: Uint8Array,
  afterSize: number,
  width: number,
  height: number,
  rectangles: Uint8Array,
): number {
  return native('xs_renderer_changes').call(
    this,
    before,
    beforeSize,
    after,
    afterSize,
    width,
    height,
    rectangles,
  );
}

function strip(
  this: unknown,
  list: Uint8Array,
  size: number,
  x: number,
  y: number,
  width: number,
  height: number,
  pixels: Uint8Array,
): void {
  native('xs_renderer_strip').call(this, list, size, x, y, width, height, pixels);
}

/** A draw list as bytes for the C renderer. */
export class EncodedList {
  readonly bytes = new Uint8Array(listBytes);
  readonly #words = new Int16Array(this.bytes.buffer);
  #size = 0;

  /** in bytes */
  get size(): number {
    return this.#size;
  }

  /** Throws RangeError when the list does not fit. */
  encode(list: DrawList): void {
    this.#size = 0;
    let at = 0;
    for (const item of list) at += this.#encodeItem(item, at);
    this.#size = at * 2;
  }

  /** Writes the item at that word and returns how many words it takes. */
  #encodeItem(item: DrawItem, at: number): number {
    const words = this.#words;
    if (at + 8 > words.length) throw new RangeError('draw list is full');
    words[at + 1] = item.x;
    words[at + 2] = item.y;
    words[at + 3] = item.width;
    words[at + 4] = item.height;
    words[at + 5] = item.colour;
    if (item.kind === 'box') {
      words[at + 6] = item.radius;
      words[at] = Kind.Box | (7 << 8);
      return 7;
    }
    words[at + 6] = item.font.id | (item.align << 8);
    const length = putText(item.text, this.bytes, (at + 8) * 2);
    words[at + 7] = length;
    const size = 8 + ((length + 1) >> 1);
    if (size > 255) throw new RangeError(`text of ${length} bytes in one line`);
    if (length % 2 === 1) this.bytes[(at + 8) * 2 + length] = 0;
    words[at] = Kind.Text | (size << 8);
    return size;
  }
}

export class Renderer {
  readonly #display: Display;
  readonly #pixels = new Uint8Array(stripBytes);
  readonly #rectangleBytes = new Uint8Array(mostChanges * 8);
  readonly #rectangles = new Int16Array(this.#rectangleBytes.buffer);
  #shown = new EncodedList();
  #next = new EncodedList();

  constructor(display: Display) {
    if (display.width * 2 > stripBytes) throw new RangeError(`display of ${display.width} columns`);
    this.#display = display;
  }

  /** Draws what differs from the list shown before; the first time, everything. */
  show(list: DrawList): void {
    const next = this.#next;
    const shown = this.#shown;
    const { width, height } = this.#display;
    next.encode(list);
    const count = changes(
      shown.bytes,
      shown.size,
      next.bytes,
      next.size,
      width,
      height,
      this.#rectangleBytes,
    );
    this.#next = shown;
    this.#shown = next;
    try {
      for (let i = 0; i < count; i++) this.#draw(i * 4);
    } catch (error) {
      // Nobody knows what is on the glass now.
      this.invalidate();
      throw error;
    }
  }

  /** Forgets what is on the glass (after the display was reset): the next `show` draws everything. */
  invalidate(): void {
    this.#shown.encode([]);
  }

  #draw(index: number): void {
    const rectangles = this.#rectangles;
    const x = rectangles[index]!;
    const y = rectangles[index + 1]!;
    const width = rectangles[index + 2]!;
    const height = rectangles[index + 3]!;
    const mostRows = Math.floor(stripBytes / (width * 2));
    const list = this.#shown;
    this.#display.begin({ x, y, width, height });
    for (let row = 0; row < height; row += mostRows) {
      const rows = Math.min(mostRows, height - row);
      strip(list.bytes, list.size, x, y + row, width, rows, this.#pixels);
      this.#display.send(this.#pixels.subarray(0, rows * width * 2));
    }
    this.#display.end();
  }
}
