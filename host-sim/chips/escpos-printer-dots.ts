// SPDX-License-Identifier: Apache-2.0
//
// A rectangle of dots as the head burns them: one bit a dot, rows padded to whole bytes, leftmost dot in the highest bit,
// 1 is dark. Dots outside the rectangle are not burnt.

export class Dots {
  readonly stride: number;
  readonly rows: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    rows?: Uint8Array,
  ) {
    this.stride = (width + 7) >> 3;
    this.rows = rows ?? new Uint8Array(this.stride * height);
  }

  get(x: number, y: number): boolean {
    if (!this.#has(x, y)) return false;
    return ((this.rows[y * this.stride + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
  }

  set(x: number, y: number): void {
    if (this.#has(x, y)) this.rows[y * this.stride + (x >> 3)]! |= 0x80 >> (x & 7);
  }

  /** A dark rectangle. */
  fill(left: number, top: number, width: number, height: number): void {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) this.set(x, y);
    }
  }

  /** Dark becomes light and the reverse. */
  invert(): void {
    for (let i = 0; i < this.rows.length; i++) this.rows[i]! ^= 0xff;
  }

  /** Copies `source` to (left, top), each dot becoming `scaleX` by `scaleY` dots. */
  draw(source: Dots, left: number, top: number, scaleX = 1, scaleY = 1): void {
    for (let y = 0; y < source.height; y++) {
      for (let x = 0; x < source.width; x++) {
        if (source.get(x, y)) this.fill(left + x * scaleX, top + y * scaleY, scaleX, scaleY);
      }
    }
  }

  /** A quarter turn to the right. */
  turned(): Dots {
    const target = new Dots(this.height, this.width);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        if (this.get(x, y)) target.set(this.height - 1 - y, x);
      }
    }
    return target;
  }

  /** Half a turn. */
  upsideDown(): Dots {
    return this.turned().turned();
  }

  #has(x: number, y: number): boolean {
    return x >= 0 && x < this.width && y >= 0 && y < this.height;
  }
}
