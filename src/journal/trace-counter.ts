// SPDX-License-Identifier: Apache-2.0
//
// Trace numbers that never repeat, whatever is cut. Numbers are reserved in blocks: a record on flash says up to where, and
// after a boot counting goes on from there, so a cut costs at most a block of numbers. Records are whole aligned units of 32
// bytes, programmed once per erase; two sectors take turns, so that one record always survives.
// What a reader would get wrong: erased flash need not read FF (encrypted partitions), so nobody can tell an erased unit from
// one that a cut has torn. The first record after a boot therefore goes into the other sector, freshly erased.

import type { Flash } from '../io/ecma419.ts';

const unitBytes = 32;
const magic = 0x4a545243;
const blockNumbers = 50;
const wrap = 999_999;

/** The word that makes `count` a record. */
function checkOf(sequence: number, limit: number): number {
  return (magic ^ Math.imul(sequence, 0x9e3779b1) ^ Math.imul(limit, 0x85ebca6b)) >>> 0;
}

interface Place {
  readonly sequence: number;
  readonly limit: number;
  /** index of the unit within the partition */
  readonly unit: number;
}

export class TraceCounter {
  readonly #flash: Flash;
  readonly #unitsPerBlock: number;
  #sequence = 0;
  /** Of the last record. */
  #unit = 0;
  /** The sector of `#unit` has been erased since the boot, so what follows in it is fresh. */
  #fresh = false;
  #next: number;
  #limit: number;

  /** `flash` is a partition of at least two sectors that belongs to the counter alone. */
  constructor(flash: Flash) {
    const { blocks, blockLength } = flash.status();
    if (blocks < 2) throw new RangeError('the trace counter needs two sectors');
    this.#flash = flash;
    this.#unitsPerBlock = blockLength / unitBytes;
    const last = this.#find();
    this.#limit = last?.limit ?? 0;
    this.#sequence = last?.sequence ?? 0;
    this.#unit = last?.unit ?? 0;
    this.#next = this.#limit;
  }

  /** The next trace number, six digits, 000001 to 999999. */
  take(): string {
    if (this.#next >= this.#limit) this.#reserve();
    const number = this.#next++ % wrap;
    return String(number + 1).padStart(6, '0');
  }

  /** Leaves out the next `count` numbers. */
  skip(count: number): void {
    for (let i = 0; i < count; i++) this.take();
  }

  #reserve(): void {
    this.#limit += blockNumbers;
    this.#sequence++;
    this.#unit = this.#nextUnit();
    const words = new Uint32Array(unitBytes / 4);
    words.set([magic, this.#sequence, this.#limit, checkOf(this.#sequence, this.#limit)]);
    this.#flash.write(new Uint8Array(words.buffer), this.#unit * unitBytes);
  }

  #nextUnit(): number {
    const size = this.#unitsPerBlock;
    if (this.#fresh && (this.#unit + 1) % size !== 0) return this.#unit + 1;
    const other = 1 - Math.floor(this.#unit / size);
    this.#flash.eraseBlock(other);
    this.#fresh = true;
    return other * size;
  }

  /** The words of a record are little-endian, as the memory of every board is. */
  #find(): Place | undefined {
    let newest: Place | undefined;
    for (let block = 0; block < 2; block++) {
      const first = block * this.#unitsPerBlock;
      const size = this.#unitsPerBlock * unitBytes;
      const words = new Uint32Array(this.#flash.read(size, block * size));
      for (let at = 0; at < words.length; at += unitBytes / 4) {
        if (words[at] !== magic) continue;
        const sequence = words[at + 1]!;
        const limit = words[at + 2]!;
        if (words[at + 3] !== checkOf(sequence, limit)) continue;
        const unit = first + (at * 4) / unitBytes;
        if (!newest || sequence > newest.sequence) newest = { sequence, limit, unit };
      }
    }
    return newest;
  }
}
