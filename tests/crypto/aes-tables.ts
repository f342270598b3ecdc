// SPDX-License-Identifier: Apache-2.0
//
// The S-box of AES from its definition, without any table: the inverse in GF(2)[x]/(x⁸+x⁴+x³+x+1), an affine map, 63h. The field
// also serves sm4-tables.ts.

/** The product of two bytes as polynomials, modulo one of degree 8. */
export function multiplyBytes(a: number, b: number, polynomial: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if ((b >> i) & 1) product ^= a << i;
  for (let i = 14; i >= 8; i--) if ((product >> i) & 1) product ^= polynomial << (i - 8);
  return product;
}

/** a to the power of 254: the inverse, and 0 for 0. */
function invertByte(a: number, polynomial: number): number {
  let inverse = 1;
  for (let i = 0; i < 254; i++) inverse = multiplyBytes(inverse, a, polynomial);
  return inverse;
}

export const aesPolynomial = 0x11b;

/** The affine map of the S-box without its constant: bit i is the sum of bits i, i+4, i+5, i+6, i+7 of the input. */
export function aesAffine(byte: number): number {
  let result = 0;
  for (let i = 0; i < 8; i++) {
    let bit = 0;
    for (const step of [0, 4, 5, 6, 7]) bit ^= byte >> ((i + step) % 8);
    result |= (bit & 1) << i;
  }
  return result;
}

export function sBox(byte: number): number {
  return aesAffine(invertByte(byte, aesPolynomial)) ^ 0x63;
}
