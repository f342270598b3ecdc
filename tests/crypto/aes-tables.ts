// SPDX-License-Identifier: Apache-2.0
//
// Where the linear maps of the S-box in crypto/core/aes.c come from: derived here from the field of AES,
// GF(2)[x]/(x⁸+x⁴+x³+x+1), and the tower of fields in which the C inverts.
//
// The one thing a reader would get wrong: the tower is GF(4) = {w² = w + 1}, GF(16) = {v² = v + w},
// GF(256) = {u² = u + M}; bit 0 of a byte is the coefficient of 1, bit 1 of w, bit 2 of v, bit 3 of wv, bit 4 of u ….

/** M of u² = u + M, found by search: among those that give a field, the one with the cheapest maps. */
export interface Tower {
  readonly m: number;
  /** Rows of the map from AES's field to the tower: bit j of row i says whether input bit j goes into output bit i. */
  readonly enter: readonly number[];
  /** Rows of the map back followed by the affine map of the S-box (without its constant 63h). */
  readonly leave: readonly number[];
}

function aesMultiply(a: number, b: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if ((b >> i) & 1) product ^= a << i;
  for (let i = 14; i >= 8; i--) if ((product >> i) & 1) product ^= 0x11b << (i - 8);
  return product;
}

function multiply4(a: number, b: number): number {
  const [a1, a0, b1, b0] = [a >> 1, a & 1, b >> 1, b & 1];
  return (((a1 & b1) ^ (a1 & b0) ^ (a0 & b1)) << 1) | ((a0 & b0) ^ (a1 & b1));
}

function multiply16(a: number, b: number): number {
  const [a1, a0, b1, b0] = [a >> 2, a & 3, b >> 2, b & 3];
  const high = multiply4(a1, b1);
  return (
    ((high ^ multiply4(a1, b0) ^ multiply4(a0, b1)) << 2) | (multiply4(a0, b0) ^ multiply4(high, 2))
  );
}

export function multiplyTower(a: number, b: number, m: number): number {
  const [a1, a0, b1, b0] = [a >> 4, a & 15, b >> 4, b & 15];
  const high = multiply16(a1, b1);
  return (
    ((high ^ multiply16(a1, b0) ^ multiply16(a0, b1)) << 4) |
    (multiply16(a0, b0) ^ multiply16(high, m))
  );
}

/** Columns (images of the unit vectors) to rows. */
function rowsOf(image: (unit: number) => number): number[] {
  const rows = new Array<number>(8).fill(0);
  for (let j = 0; j < 8; j++) {
    const column = image(1 << j);
    for (let i = 0; i < 8; i++) if ((column >> i) & 1) rows[i]! |= 1 << j;
  }
  return rows;
}

const apply = (columns: readonly number[], byte: number): number =>
  columns.reduce((sum, column, j) => ((byte >> j) & 1 ? sum ^ column : sum), 0);

/** The affine map of the S-box without its constant: bit i is the sum of bits i, i+4, i+5, i+6, i+7 of the input. */
function affine(byte: number): number {
  let result = 0;
  for (let i = 0; i < 8; i++) {
    let bit = 0;
    for (const step of [0, 4, 5, 6, 7]) bit ^= byte >> ((i + step) % 8);
    result |= (bit & 1) << i;
  }
  return result;
}

const ones = (value: number): number => [...value.toString(2)].filter((bit) => bit === '1').length;

export function findTower(): Tower {
  let best: (Tower & { cost: number }) | undefined;
  for (let m = 1; m < 16; m++) {
    const isField = Array.from({ length: 16 }, (_, t) => multiply16(t, t) ^ t).every(
      (v) => v !== m,
    );
    if (!isField) continue;
    for (let root = 2; root < 256; root++) {
      const powers = [1];
      for (let i = 1; i < 9; i++) powers.push(multiplyTower(powers[i - 1]!, root, m));
      if ((powers[8]! ^ powers[4]! ^ powers[3]! ^ powers[1]! ^ 1) !== 0) continue;
      const columns = powers.slice(0, 8);
      const back = new Map<number, number>();
      for (let byte = 0; byte < 256; byte++) back.set(apply(columns, byte), byte);
      const enter = rowsOf((unit) => apply(columns, unit));
      const leave = rowsOf((unit) => affine(back.get(unit)!));
      const cost = [...enter, ...leave].reduce((sum, row) => sum + ones(row) - 1, 0);
      if (!best || cost < best.cost) best = { m, enter, leave, cost };
    }
  }
  if (!best) throw new Error('no tower');
  return { m: best.m, enter: best.enter, leave: best.leave };
}

/** The S-box of AES from its definition, without any table. */
export function sBox(byte: number): number {
  let inverse = 1;
  for (let i = 0; i < 254; i++) inverse = aesMultiply(inverse, byte);
  return affine(inverse) ^ 0x63;
}

function sum(name: string, row: number): string {
  const terms: string[] = [];
  for (let j = 0; j < 8; j++) if ((row >> j) & 1) terms.push(`${name}[${j}]`);
  return terms.join(' ^ ');
}

/** The two maps as they stand in aes.c. Bits 0, 1, 5 and 6 of 63h are set: those rows are inverted. */
export function aesMapsInC(): { enter: string[]; leave: string[] } {
  const { enter, leave } = findTower();
  return {
    enter: enter.map((row, i) => `t[${i}] = ${sum('s', row)};`),
    leave: leave.map((row, i) =>
      (0x63 >> i) & 1 ? `s[${i}] = ~(${sum('t', row)});` : `s[${i}] = ${sum('t', row)};`,
    ),
  };
}
