// SPDX-License-Identifier: Apache-2.0
//
// Two decimal digits in a byte, as clock chips keep them.

/** 0 … 99 to BCD. */
export function toBcd(value: number): number {
  return (((value / 10) | 0) << 4) | (value % 10);
}

/** BCD to 0 … 99; undefined when a half byte is no digit. */
export function fromBcd(byte: number): number | undefined {
  const tens = (byte >> 4) & 0x0f;
  const units = byte & 0x0f;
  return tens > 9 || units > 9 ? undefined : tens * 10 + units;
}
