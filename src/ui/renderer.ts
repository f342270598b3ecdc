// SPDX-License-Identifier: Apache-2.0
//
// Brings draw lists to a display: writes the list in binary for the C renderer, asks it where the picture changes, and
// sends those places strip by strip. There is no frame buffer; the two lists (2 KB each) are all that is kept.
// The words of the binary list are described in native/renderer.h. A display must be done with the pixels of `send` when
// that returns: the next strip is drawn into the same buffer.

import type { Display } from '../io/devices.ts';
import type { DrawList, TextItem } from './draw.ts';

const listBytes = 2048;
const stripBytes = 8192;
const mostChanges = 8;

/** Writes the item at that byte of the list and returns how many bytes it takes. `text` is undefined for a box. */
function putItem(
  this: unknown,
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
  return native('xs_renderer_put_item').call(
    this,
    list,
    offset,
    x,
    y,
    width,
    height,
    colour,
    style,
    text,
  );
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
  #size = 0;

  /** in bytes */
  get size(): number {
    return this.#size;
  }

  /** Throws RangeError when the list does not fit. */
  encode(list: DrawList): void {
    const { bytes } = this;
    this.#size = 0;
    let at = 0;
    for (let i = 0; i < list.length; i++) {
      const item = list[i]!;
      const { x, y, width, height, colour } = item;
      at +=
        item.kind === 'box'
          ? putItem(bytes, at, x, y, width, height, colour, item.radius, undefined)
          : putItem(bytes, at, x, y, width, height, colour, styleOf(item), item.text);
    }
    this.#size = at;
  }
}

function styleOf({ font, align }: TextItem): number {
  return font.id | (align << 8);
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
    const { bytes, size } = list;
    let pixels = this.#pixels.subarray(0, mostRows * width * 2);
    for (let row = 0; row < height; row += mostRows) {
      const rows = Math.min(mostRows, height - row);
      if (rows < mostRows) pixels = pixels.subarray(0, rows * width * 2);
      strip(bytes, size, x, y + row, width, rows, pixels);
      this.#display.send(pixels);
    }
    this.#display.end();
  }
}
