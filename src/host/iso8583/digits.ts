// SPDX-License-Identifier: Apache-2.0
//
// Digits packed two to a byte, left-aligned: how PANs and tracks travel and how they are kept, because a string cannot be
// wiped. A track's separator is nibble D. The spare nibble of an odd count belongs to nobody: it is never compared.

import { hexOf } from '../../lib/bytes.ts';

export interface Digits {
  /** ceil(count / 2) bytes */
  readonly packed: Uint8Array;
  readonly count: number;
}

const nibbleText = '0123456789ABCDEF';

/** Nibble `index` of `bytes`, the high one of each byte first. */
export function nibbleAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index >> 1]!;
  return index & 1 ? byte & 15 : byte >> 4;
}

/** Sets nibble `index` of `bytes`. */
export function setNibble(bytes: Uint8Array, index: number, nibble: number): void {
  const byte = bytes[index >> 1]!;
  bytes[index >> 1] = index & 1 ? (byte & 0xf0) | nibble : (byte & 0x0f) | (nibble << 4);
}

/** Nibbles `from` to `to` (not included) as hexadecimal text. */
export function nibblesToText(bytes: Uint8Array, from: number, to: number): string {
  const text = hexOf(bytes, from >> 1, (to + 1) >> 1);
  return text.length === to - from ? text : text.slice(from & 1, (from & 1) + to - from);
}

/** Digits of a text of '0'–'9' and 'A'–'F'. For public data and tools: what is in a string stays in the heap. */
export function digitsFromText(text: string): Digits {
  const packed = new Uint8Array((text.length + 1) >> 1);
  for (let i = 0; i < text.length; i++) {
    const nibble = nibbleText.indexOf(text[i]!);
    if (nibble < 0) throw new RangeError(`character ${i} is not a digit`);
    setNibble(packed, i, nibble);
  }
  return { packed, count: text.length };
}

/** Copy of the digits of a chip's compressed numeric (tags 5A and 57): nibbles F at the end are not part of it. */
export function digitsFromCompressed(bytes: Uint8Array): Digits {
  let count = bytes.length * 2;
  while (count > 0 && nibbleAt(bytes, count - 1) === 15) count--;
  return { packed: bytes.slice(0, (count + 1) >> 1), count };
}

export function equalDigits(a: Digits, b: Digits): boolean {
  if (a.count !== b.count) return false;
  for (let i = 0; i < a.count; i++)
    if (nibbleAt(a.packed, i) !== nibbleAt(b.packed, i)) return false;
  return true;
}
