// SPDX-License-Identifier: Apache-2.0
//
// Where the linear maps in crypto/core/sm4.c come from. SM4's S-box is A(inverse of (A(x) + D3h)) + D3h in the field of
// x⁸+x⁷+x⁶+x⁵+x⁴+x²+1; bit i of A(x) is the sum of the bits of x under D3h turned right by i, counted from the top. All fields of
// 256 elements are the same but for names: of the ways to name SM4's in AES's, the one with the cheapest maps is taken.

import { aesAffine, aesPolynomial, multiplyBytes } from './aes-tables.ts';

const polynomial = 0x1f5;
const constant = 0xd3;
const bytes = Array.from({ length: 256 }, (_, byte) => byte);
const parity = (value: number): number =>
  [...value.toString(2)].filter((bit) => bit === '1').length & 1;
const turn = (byte: number, left: number): number => ((byte << left) | (byte >> (8 - left))) & 0xff;

function sm4Affine(byte: number): number {
  let result = 0;
  for (let i = 0; i < 8; i++) if (parity(turn(constant, (7 * i) % 8) & byte)) result |= 0x80 >> i;
  return result;
}

function rowsOf(image: (unit: number) => number): number[] {
  const rows = new Array<number>(8).fill(0);
  for (let j = 0; j < 8; j++)
    for (let i = 0; i < 8; i++) if ((image(1 << j) >> i) & 1) rows[i]! |= 1 << j;
  return rows;
}

const ones = (value: number): number => [...value.toString(2)].filter((bit) => bit === '1').length;
const sum = (name: string, row: number): string =>
  bytes
    .slice(0, 8)
    .filter((j) => (row >> j) & 1)
    .map((j) => `${name}[${j}]`)
    .join(' ^ ');

/** The two maps as they stand in sm4.c, the constant, and what L leaves of it. */
export function sm4MapsInC(): {
  enter: string[];
  leave: string[];
  constant: string;
  rotated: string;
} {
  const undoAffine = new Map(bytes.map((byte) => [aesAffine(byte), byte]));
  let best: { cost: number; enter: number[]; leave: number[]; shift: number } | undefined;
  for (let root = 2; root < 256; root++) {
    const powers = [1];
    for (let i = 0; i < 8; i++) powers.push(multiplyBytes(powers[i]!, root, aesPolynomial));
    const at = (value: number) =>
      powers.reduce((total, power, i) => ((value >> i) & 1 ? total ^ power : total), 0);
    if (at(polynomial) !== 0) continue;
    const back = new Map(bytes.map((byte) => [at(byte), byte]));
    const enter = rowsOf((unit) => at(sm4Affine(unit)));
    const leave = rowsOf((unit) => sm4Affine(back.get(undoAffine.get(unit)!)!));
    const cost = [...enter, ...leave].reduce((total, row) => total + ones(row) - 1, 0);
    if (!best || cost < best.cost) best = { cost, enter, leave, shift: at(constant) };
  }
  const { enter, leave, shift } = best!;
  const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');
  return {
    enter: enter.map(
      (row, i) => `t[${i}] = ${(shift >> i) & 1 ? `~(${sum('s', row)})` : sum('s', row)};`,
    ),
    leave: leave.map((row, i) => `s[${i}] = ${sum('t', row)};`),
    constant: hex(constant),
    rotated: hex(turn(constant, 2)),
  };
}
