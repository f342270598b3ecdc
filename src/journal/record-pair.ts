// SPDX-License-Identifier: Apache-2.0
//
// A sealed record that is replaced as a whole, in two sectors that take turns: one of them always holds the old or the new. Which
// of the two counts says who opens them. Whole units of 32 bytes, programmed once per erase.

import type { Flash } from '../io/ecma419.ts';

export class RecordPair {
  readonly #flash: Flash;
  readonly #bytes: number;
  readonly #blockLength: number;
  /** The sector of the record that counts. */
  #block = 1;

  /** `flash` is a partition of two sectors that belongs to the record alone. */
  constructor(flash: Flash, bytes: number) {
    const { blocks, blockLength } = flash.status();
    if (blocks < 2) throw new RangeError('a pair of records needs two sectors');
    this.#flash = flash;
    this.#bytes = bytes;
    this.#blockLength = blockLength;
  }

  /** Shows both to `open`; the last that it takes counts. False: it takes none. */
  find(open: (record: Uint8Array) => boolean): boolean {
    let found = false;
    for (let block = 0; block < 2; block++) {
      if (!open(this.#read(block))) continue;
      this.#block = block;
      found = true;
    }
    return found;
  }

  /**
   * Puts `record` in the place of the older one; what flash has of it then. `isKept` says whether that is the record: where it is not, a
   * cell does not take what it should, and the sector is erased and written once more. Undefined: in vain; the other one counts.
   */
  save(record: Uint8Array, isKept: (saved: Uint8Array) => boolean): Uint8Array | undefined {
    return this.#write(record, isKept) ?? this.#write(record, isKept);
  }

  #write(record: Uint8Array, isKept: (saved: Uint8Array) => boolean): Uint8Array | undefined {
    const other = 1 - this.#block;
    this.#flash.eraseBlock(other);
    this.#flash.write(record, other * this.#blockLength);
    const saved = this.#read(other);
    if (!isKept(saved)) return undefined;
    this.#block = other;
    return saved;
  }

  #read(block: number): Uint8Array {
    return new Uint8Array(this.#flash.read(this.#bytes, block * this.#blockLength));
  }
}
