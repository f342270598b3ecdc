// SPDX-License-Identifier: Apache-2.0
//
// A QR code as the printer's ROM makes it (model 2, ISO/IEC 18004, transcribed from memory and proven by decoding with
// jsqr): byte mode, the smallest version that holds the data, the mask with the lowest penalty. The order is: data bits,
// blocks with Reed-Solomon codewords, interleaving, the fixed patterns, the zigzag, the mask.

import { Dots } from './escpos-printer-dots.ts';

export type QrLevel = 'L' | 'M' | 'Q' | 'H';

// Row: level; column: version 1 … 40.
const eccPerBlock: Readonly<Record<QrLevel, readonly number[]>> = {
  L: [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30,
    26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
  M: [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  ],
  Q: [
    13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30,
    30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
  H: [
    17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
};
const blockCount: Readonly<Record<QrLevel, readonly number[]>> = {
  L: [
    1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15,
    16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
  ],
  M: [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
    26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
  ],
  Q: [
    1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34,
    35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
  ],
  H: [
    1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37,
    40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
  ],
};
const levelBits: Readonly<Record<QrLevel, number>> = { L: 1, M: 0, Q: 3, H: 2 };
const versionMax = 40;

/** The modules of the symbol without its quiet zone, or undefined when the data do not fit any version. */
export function encodeQr(data: Uint8Array, level: QrLevel): Dots | undefined {
  for (let version = 1; version <= versionMax; version++) {
    if (headerBits(version) + data.length * 8 <= dataCodewords(version, level) * 8) {
      return drawSymbol(version, level, interleave(version, level, packData(version, level, data)));
    }
  }
  return undefined;
}

/** Mode indicator and length. */
function headerBits(version: number): number {
  return 4 + (version < 10 ? 8 : 16);
}

/** Modules that are free for codewords: all but finders, timing, alignment, format and version. */
function rawModules(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
    if (version >= 7) modules -= 36;
  }
  return modules;
}

function dataCodewords(version: number, level: QrLevel): number {
  const ecc = eccPerBlock[level][version - 1]! * blockCount[level][version - 1]!;
  return (rawModules(version) >> 3) - ecc;
}

function packData(version: number, level: QrLevel, data: Uint8Array): Uint8Array {
  const codewords = new Uint8Array(dataCodewords(version, level));
  let at = 0;
  const put = (value: number, bits: number) => {
    for (let i = bits - 1; i >= 0; i--, at++) {
      if ((value >> i) & 1) codewords[at >> 3]! |= 0x80 >> (at & 7);
    }
  };
  put(0b0100, 4);
  put(data.length, headerBits(version) - 4);
  for (const byte of data) put(byte, 8);
  put(0, Math.min(4, codewords.length * 8 - at));
  for (let i = (at + 7) >> 3, pad = 0xec; i < codewords.length; i++, pad ^= 0xec ^ 0x11)
    codewords[i] = pad;
  return codewords;
}

/** Blocks of nearly equal length, read column by column; the short ones come first. */
function interleave(version: number, level: QrLevel, data: Uint8Array): Uint8Array {
  const blocks = blockCount[level][version - 1]!;
  const ecc = eccPerBlock[level][version - 1]!;
  const shortLength = Math.floor(data.length / blocks);
  const shortBlocks = blocks - (data.length % blocks);
  const generator = generatorPolynomial(ecc);
  const dataParts: Uint8Array[] = [];
  const eccParts: Uint8Array[] = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const length = shortLength + (i < shortBlocks ? 0 : 1);
    const part = data.subarray(at, at + length);
    dataParts.push(part);
    eccParts.push(remainder(part, generator));
    at += length;
  }
  const out: number[] = [];
  for (const parts of [dataParts, eccParts]) {
    const longest = Math.max(...parts.map((part) => part.length));
    for (let i = 0; i < longest; i++)
      for (const part of parts) if (i < part.length) out.push(part[i]!);
  }
  return Uint8Array.from(out);
}

/** In GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

/** Coefficients of (x − 1)(x − 2)(x − 4)…, highest first, without the leading 1. */
function generatorPolynomial(degree: number): Uint8Array {
  const coefficients = new Uint8Array(degree);
  coefficients[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i++, root = multiply(root, 2)) {
    for (let k = 0; k < degree; k++) {
      coefficients[k] = multiply(coefficients[k]!, root) ^ (coefficients[k + 1] ?? 0);
    }
  }
  return coefficients;
}

function remainder(data: Uint8Array, generator: Uint8Array): Uint8Array {
  const rest = new Uint8Array(generator.length);
  for (const byte of data) {
    const factor = byte ^ rest[0]!;
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    for (let i = 0; i < rest.length; i++) rest[i]! ^= multiply(generator[i]!, factor);
  }
  return rest;
}

type Mask = (x: number, y: number) => boolean;
const masks: readonly Mask[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** A square of modules, each with a mark whether it belongs to a fixed pattern. */
class Grid {
  readonly #dark: Uint8Array;
  readonly #fixed: Uint8Array;

  constructor(readonly size: number) {
    this.#dark = new Uint8Array(size * size);
    this.#fixed = new Uint8Array(size * size);
  }

  dark(x: number, y: number): boolean {
    return this.#dark[y * this.size + x] === 1;
  }

  isFixed(x: number, y: number): boolean {
    return this.#fixed[y * this.size + x] === 1;
  }

  set(x: number, y: number, dark: boolean): void {
    this.#dark[y * this.size + x] = dark ? 1 : 0;
  }

  fix(x: number, y: number, dark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.set(x, y, dark);
    this.#fixed[y * this.size + x] = 1;
  }

  copy(): Grid {
    const copy = new Grid(this.size);
    copy.#dark.set(this.#dark);
    copy.#fixed.set(this.#fixed);
    return copy;
  }

  toDots(): Dots {
    const dots = new Dots(this.size, this.size);
    for (let y = 0; y < this.size; y++)
      for (let x = 0; x < this.size; x++) if (this.dark(x, y)) dots.set(x, y);
    return dots;
  }
}

function drawSymbol(version: number, level: QrLevel, codewords: Uint8Array): Dots {
  const grid = new Grid(version * 4 + 17);
  drawFixed(grid, version);
  drawFormat(grid, level, 0);
  drawCodewords(grid, codewords);
  let best: { grid: Grid; penalty: number } | undefined;
  masks.forEach((mask, number) => {
    const candidate = grid.copy();
    applyMask(candidate, mask);
    drawFormat(candidate, level, number);
    const penalty = penaltyOf(candidate);
    if (!best || penalty < best.penalty) best = { grid: candidate, penalty };
  });
  return best!.grid.toDots();
}

function drawFixed(grid: Grid, version: number): void {
  const { size } = grid;
  for (let i = 0; i < size; i++) {
    grid.fix(6, i, i % 2 === 0);
    grid.fix(i, 6, i % 2 === 0);
  }
  drawRings(grid, 3, 3, 4, (ring) => ring !== 2 && ring !== 4);
  drawRings(grid, size - 4, 3, 4, (ring) => ring !== 2 && ring !== 4);
  drawRings(grid, 3, size - 4, 4, (ring) => ring !== 2 && ring !== 4);
  const places = alignmentPlaces(version);
  const last = places.length - 1;
  places.forEach((x, i) => {
    places.forEach((y, k) => {
      const atFinder = (i === 0 && k === 0) || (i === 0 && k === last) || (i === last && k === 0);
      if (!atFinder) drawRings(grid, x, y, 2, (ring) => ring !== 1);
    });
  });
  if (version >= 7) drawVersion(grid, version);
}

/** Squares around a centre; `dark` says which rings are. */
function drawRings(
  grid: Grid,
  x: number,
  y: number,
  reach: number,
  dark: (ring: number) => boolean,
): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      grid.fix(x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function alignmentPlaces(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const places = [6];
  for (let i = count - 2; i >= 0; i--) places.push(version * 4 + 10 - i * step);
  return places;
}

/** Appends the remainder of a division in GF(2): BCH codes of format and version. */
function withBch(value: number, bits: number, polynomial: number): number {
  let rest = value;
  for (let i = 0; i < bits; i++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * polynomial);
  return (value << bits) | rest;
}

function drawVersion(grid: Grid, version: number): void {
  const bits = withBch(version, 12, 0x1f25);
  for (let i = 0; i < 18; i++) {
    const dark = ((bits >> i) & 1) === 1;
    const near = Math.floor(i / 3);
    const far = grid.size - 11 + (i % 3);
    grid.fix(near, far, dark);
    grid.fix(far, near, dark);
  }
}

function drawFormat(grid: Grid, level: QrLevel, mask: number): void {
  const bits = withBch((levelBits[level] << 3) | mask, 10, 0x537) ^ 0x5412;
  const { size } = grid;
  for (let i = 0; i < 15; i++) {
    const dark = ((bits >> i) & 1) === 1;
    // Around the upper left finder, stepping over the timing patterns.
    if (i < 8) grid.fix(8, i < 6 ? i : i + 1, dark);
    else grid.fix(i === 8 ? 7 : 14 - i, 8, dark);
    // The second copy, along the other two finders.
    if (i < 8) grid.fix(size - 1 - i, 8, dark);
    else grid.fix(8, size - 15 + i, dark);
  }
  grid.fix(8, size - 8, true);
}

/** Two columns at a time from the right, up and down in turn, past the vertical timing pattern. */
function drawCodewords(grid: Grid, codewords: Uint8Array): void {
  const { size } = grid;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid.isFixed(x, y) || at >= codewords.length * 8) continue;
        grid.set(x, y, ((codewords[at >> 3]! >> (7 - (at & 7))) & 1) === 1);
        at++;
      }
    }
  }
}

function applyMask(grid: Grid, mask: Mask): void {
  for (let y = 0; y < grid.size; y++) {
    for (let x = 0; x < grid.size; x++) {
      if (!grid.isFixed(x, y) && mask(x, y)) grid.set(x, y, !grid.dark(x, y));
    }
  }
}

/** Runs, blocks, patterns that look like a finder, and imbalance. */
function penaltyOf(grid: Grid): number {
  const { size } = grid;
  let penalty = 0;
  let darkCount = 0;
  for (let y = 0; y < size; y++) {
    let row = '';
    let column = '';
    for (let x = 0; x < size; x++) {
      row += grid.dark(x, y) ? '1' : '0';
      column += grid.dark(y, x) ? '1' : '0';
      if (grid.dark(x, y)) darkCount++;
      if (x > 0 && y > 0 && isBlock(grid, x, y)) penalty += 3;
    }
    penalty += linePenalty(row) + linePenalty(column);
  }
  const deviation = Math.abs(darkCount * 20 - size * size * 10);
  return penalty + Math.max(0, Math.ceil(deviation / (size * size)) - 1) * 10;
}

function isBlock(grid: Grid, x: number, y: number): boolean {
  const dark = grid.dark(x, y);
  return (
    dark === grid.dark(x - 1, y) && dark === grid.dark(x, y - 1) && dark === grid.dark(x - 1, y - 1)
  );
}

function linePenalty(line: string): number {
  let penalty = 0;
  for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
  penalty += 40 * (line.match(/(?=00001011101|10111010000)/g) ?? []).length;
  return penalty;
}
