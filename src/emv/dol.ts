// SPDX-License-Identifier: Apache-2.0
//
// Data object lists: the card names tags and lengths, the terminal answers with the values, joined without tags.
// docs/sources.md [domain B3]; the fitting rules are EMV Book 3's as known to the author, no text at hand.
//
// What a reader would get wrong: a value that is too long loses its *left* part when numeric and its right part otherwise.

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import type { DataObjects } from './data-objects.ts';
import { dataObject, type Format } from './tags.ts';
import { decodeTag } from './tlv.ts';

export interface DolEntry {
  readonly tag: number;
  readonly length: number;
}

/** As much as one command template 83 with a two-byte length takes in a short APDU. */
export const dolDataBytesMax = 252;

export function decodeDol(bytes: Uint8Array): Decoded<readonly DolEntry[]> {
  const entries: DolEntry[] = [];
  let at = 0;
  let total = 0;
  while (at < bytes.length) {
    const tagAt = decodeTag(bytes, at);
    if (!tagAt.ok) return tagAt;
    const { tag, next } = tagAt.value;
    const length = bytes[next];
    if (length === undefined) return malformed(next, 'the length is missing');
    total += length;
    if (total > dolDataBytesMax)
      return malformed(next, 'the list asks for more than a command can hold');
    entries.push({ tag, length });
    at = next + 1;
  }
  return decoded(entries);
}

/** The data asked for, from `objects`; an object that is not there is zeros. */
export function dolData(entries: readonly DolEntry[], objects: DataObjects): Uint8Array {
  const data = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length, 0));
  let at = 0;
  for (const { tag, length } of entries) {
    const value = objects.get(tag);
    if (value !== undefined) {
      fit(data.subarray(at, at + length), value, dataObject(tag)?.format ?? 'b');
    }
    at += length;
  }
  return data;
}

/** Writes `value` into `target`, which holds zeros and has the length asked for. */
function fit(target: Uint8Array, value: Uint8Array, format: Format): void {
  if (format === 'n') {
    const kept = value.subarray(Math.max(0, value.length - target.length));
    target.set(kept, target.length - kept.length);
    return;
  }
  target.set(value.subarray(0, target.length));
  if (format === 'cn') target.fill(0xff, value.length);
}
