// SPDX-License-Identifier: Apache-2.0
//
// All primitive data objects of a well-formed BER-TLV text, by tag: what the tests of the cards read answers with.

import { toHex } from '../../../src/lib/bytes.ts';

/** Throws when the bytes are not well-formed. */
export function flatten(bytes: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const tagSize = (bytes[at]! & 0x1f) === 0x1f ? 2 : 1;
    const tag = toHex(bytes.subarray(at, at + tagSize));
    const first = bytes[at + tagSize];
    if (first === undefined || first === 0x80) throw new RangeError(`${tag} has no length`);
    const lengthSize = first < 0x80 ? 1 : first - 0x7f;
    let length = first < 0x80 ? first : 0;
    for (let i = 1; i < lengthSize; i++) length = length * 256 + bytes[at + tagSize + i]!;
    const begin = at + tagSize + lengthSize;
    const value = bytes.subarray(begin, begin + length);
    if (value.length !== length) throw new RangeError(`${tag} runs past the end`);
    if ((bytes[at]! & 0x20) !== 0)
      for (const [inner, text] of flatten(value)) found.set(inner, text);
    else found.set(tag, toHex(value));
    at = begin + length;
  }
  return found;
}
