// SPDX-License-Identifier: Apache-2.0
//
// A set of data objects by tag: what the terminal knows, what one template of the card held, what a kernel has gathered.
//
// EMV does not allow a primitive data object twice (own knowledge, no text at hand): which of the two would the issuer's
// cryptogram cover? So the second one is an error, also when it is equal to the first.

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { dataObject, type Format } from './tags.ts';
import type { Tlv } from './tlv.ts';

export class DataObjects {
  readonly #values = new Map<number, Uint8Array>();
  readonly #kernelId: number | undefined;

  /** `kernelId`: whose scheme says what the card's objects are. */
  constructor(kernelId?: number) {
    this.#kernelId = kernelId;
  }

  get(tag: number): Uint8Array | undefined {
    return this.#values.get(tag);
  }

  /** Of the card's objects: nothing where its scheme calls something else by the tag. */
  getOfScheme(tag: number): Uint8Array | undefined {
    return dataObject(tag, this.#kernelId) && this.#values.get(tag);
  }

  /** All of them in the order in which they came, for tools. */
  entries(): readonly (readonly [tag: number, value: Uint8Array])[] {
    return [...this.#values];
  }

  /** For the terminal's own objects: sets or replaces. */
  set(tag: number, value: Uint8Array): void {
    this.#values.set(tag, value);
  }

  /** For the card's objects: all of them, or the reason why they cannot be trusted (`at`: which of them). */
  addFromCard(objects: readonly Tlv[]): Decoded<undefined> {
    for (let index = 0; index < objects.length; index++) {
      const { tag, value } = objects[index]!;
      // An object of length zero counts as absent.
      if (value.length === 0) continue;
      if (this.#values.has(tag)) return malformed(index, 'a data object occurs twice');
      const known = dataObject(tag, this.#kernelId);
      if (known !== undefined) {
        if (value.length < known.lengthMin || value.length > known.lengthMax) {
          return malformed(index, 'a data object has a wrong length');
        }
        if (!hasFormat(value, known.format)) {
          return malformed(index, 'a data object has a wrong format');
        }
      }
      this.#values.set(tag, value);
    }
    return decoded(undefined);
  }
}

/** Only digits can be told from anything else: binary and text objects may hold any byte. */
export function hasFormat(value: Uint8Array, format: Format): boolean {
  if (format !== 'n' && format !== 'cn') return true;
  let padding = false;
  for (let i = 0; i < value.length * 2; i++) {
    const byte = value[i >> 1]!;
    const digit = i & 1 ? byte & 0x0f : byte >> 4;
    if (format === 'cn' && digit === 0x0f) padding = true;
    else if (digit > 9 || padding) return false;
  }
  return true;
}
