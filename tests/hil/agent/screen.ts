// SPDX-License-Identifier: Apache-2.0
//
// A display that remembers what was sent to it: cheap modules cannot be read. One byte a pixel (RGB332), because two would not
// fit beside the program.

import type { Display } from '../../../src/io/devices.ts';

/** As long as an answer may be: the width of the display. */
const columnsMax = 240;

export class MirrorDisplay implements Display {
  readonly width: number;
  readonly height: number;
  /** Grows with every area that was drawn. */
  revision = 0;
  readonly #display: Display;
  readonly #glass: Uint8Array;
  #crc = 0;
  #crcRevision = -1;
  #x = 0;
  #y = 0;
  #columns = 0;
  #drawn = 0;

  constructor(display: Display) {
    const { width, height } = display;
    if (width > columnsMax) throw new RangeError(`display of ${width} columns`);
    this.width = width;
    this.height = height;
    this.#display = display;
    this.#glass = new Uint8Array(width * height);
  }

  begin(area: { x: number; y: number; width: number; height: number }): void {
    this.#x = area.x;
    this.#y = area.y;
    this.#columns = area.width;
    this.#drawn = 0;
    this.#display.begin(area);
  }

  send(pixels: Uint8Array): void {
    const first = this.#y * this.width + this.#x;
    draw(this.#glass, pixels, this.width, first, this.#columns, this.#drawn);
    this.#drawn += pixels.length >> 1;
    this.#display.send(pixels);
  }

  end(): void {
    this.revision++;
    this.#display.end();
  }

  /** CRC-32 of all pixels, row by row. */
  crc(): number {
    if (this.#crcRevision !== this.revision) {
      this.#crc = crc(this.#glass) >>> 0;
      this.#crcRevision = this.revision;
    }
    return this.#crc;
  }

  /** Undefined when there is no such row. */
  row(y: number): Uint8Array | undefined {
    return y < this.height ? this.#glass.slice(y * this.width, (y + 1) * this.width) : undefined;
  }
}

function draw(
  this: unknown,
  glass: Uint8Array,
  pixels: Uint8Array,
  stride: number,
  first: number,
  columns: number,
  drawn: number,
): void {
  return native('xs_hil_draw').call(this, glass, pixels, stride, first, columns, drawn);
}

function crc(this: unknown, bytes: Uint8Array): number {
  return native('xs_hil_crc').call(this, bytes);
}
