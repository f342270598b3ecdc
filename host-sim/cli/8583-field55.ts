// SPDX-License-Identifier: Apache-2.0
//
// Field 55 as a list of tags. Tags that hold card data keep their values to themselves unless asked.

import { decodeTlvs } from '../../src/emv/tlv.ts';
import type { Explain } from '../../src/host/iso8583/describe.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { tagName } from '../lib/tag-names.ts';

/** PAN, tracks, name, expiry, PIN: docs/sources.md [domain B10] */
const hidden: readonly number[] = [
  0x56, 0x57, 0x5a, 0x5f20, 0x5f24, 0x99, 0x9f0b, 0x9f1f, 0x9f20, 0x9f6b,
];

export function explainField55(isClear: boolean): Explain {
  return (id, bytes) => {
    if (id !== 55) return [];
    const objects = decodeTlvs(bytes);
    if (!objects.ok) return [`not TLV: byte ${objects.at}: ${objects.reason}`];
    return objects.value.map(({ tag, value }) => {
      const isShown = isClear || !(hidden.includes(tag) || isTemplate(tag));
      const text = isShown ? toHex(value) : `*${value.length} bytes`;
      const name = tagName(tag);
      const number = tag.toString(16).toUpperCase().padEnd(6);
      return name === undefined ? `${number}  ${text}` : `${number}  ${name}  ${text}`;
    });
  };
}

/** Bit 6 of the first byte: there may be card data inside. */
function isTemplate(tag: number): boolean {
  let first = tag;
  while (first > 0xff) first >>= 8;
  return (first & 0x20) !== 0;
}
