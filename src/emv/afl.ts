// SPDX-License-Identifier: Apache-2.0
//
// The application file locator: which records the terminal is to read. docs/sources.md [domain B3, step 5]
//
// Four bytes an entry: file, first record, last record, how many of them take part in data authentication. A card may
// name 63 × 255 records that way, so their number is bounded, and no record may be named twice.

import { type Decoded, decoded, malformed } from '../lib/result.ts';

export interface RecordAddress {
  /** Short file identifier, 1 … 30. */
  readonly sfi: number;
  readonly record: number;
  /** Takes part in offline data authentication. */
  readonly signed: boolean;
}

/** Real cards name ten or so. */
export const recordCountMax = 32;

export function decodeAfl(afl: Uint8Array): Decoded<readonly RecordAddress[]> {
  if (afl.length % 4 !== 0) return malformed(afl.length, 'not whole entries');
  const addresses: RecordAddress[] = [];
  const named = new Set<number>();
  for (let at = 0; at < afl.length; at += 4) {
    const sfi = afl[at]! >> 3;
    const first = afl[at + 1]!;
    const last = afl[at + 2]!;
    if ((afl[at]! & 0x07) !== 0) return malformed(at, 'bits beside the file identifier');
    if (sfi === 0 || sfi === 31) return malformed(at, 'no such file identifier');
    if (first === 0) return malformed(at + 1, 'records count from 1');
    if (last < first) return malformed(at + 2, 'the last record precedes the first');
    if (afl[at + 3]! > last - first + 1) return malformed(at + 3, 'more records signed than named');
    for (let record = first; record <= last; record++) {
      if (addresses.length === recordCountMax) return malformed(at, 'too many records');
      const key = (sfi << 8) | record;
      if (named.has(key)) return malformed(at, 'a record is named twice');
      named.add(key);
      addresses.push({ sfi, record, signed: record - first < afl[at + 3]! });
    }
  }
  return decoded(addresses);
}
