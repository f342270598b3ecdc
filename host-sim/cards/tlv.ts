// SPDX-License-Identifier: Apache-2.0
//
// BER-TLV as a card writes it: shortest length form. The firmware's parser is written separately, on purpose.

import { concat, fromHex } from '../../src/lib/bytes.ts';

/** A value: bytes, or hex text. */
export type Part = Uint8Array | string;

const bytesOf = (part: Part): Uint8Array => (typeof part === 'string' ? fromHex(part) : part);

/** `tag` in hex; the parts are joined into the value. */
export function tlv(tag: string, ...parts: readonly Part[]): Uint8Array {
  const value = concat(...parts.map(bytesOf));
  return concat(fromHex(tag), lengthOf(value.length), value);
}

function lengthOf(count: number): Uint8Array {
  if (count < 0x80) return Uint8Array.of(count);
  if (count < 0x100) return Uint8Array.of(0x81, count);
  return Uint8Array.of(0x82, count >> 8, count & 0xff);
}
