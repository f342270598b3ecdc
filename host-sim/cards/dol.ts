// SPDX-License-Identifier: Apache-2.0
//
// Lists of data objects (PDOL, CDOL1) as a card sees them: what it asks for, and the values that come without tags. The firmware's
// decoder is written separately, on purpose.

import { concat, fromHex } from '../../src/lib/bytes.ts';

/** Tag in hex and length of each item, in order. */
export type Dol = readonly (readonly [tag: string, length: number])[];

export type Items = Readonly<Record<string, Uint8Array | undefined>>;

export function dolBytes(dol: Dol): Uint8Array {
  return concat(...dol.map(([tag, length]) => concat(fromHex(tag), Uint8Array.of(length))));
}

/** The values by tag, or undefined when they are not as long as the list says. */
export function readDol(dol: Dol, data: Uint8Array): Items | undefined {
  const total = dol.reduce((sum, [, length]) => sum + length, 0);
  if (data.length !== total) return undefined;
  const items: Record<string, Uint8Array> = {};
  let offset = 0;
  for (const [tag, length] of dol) {
    items[tag] = data.slice(offset, offset + length);
    offset += length;
  }
  return items;
}
