// SPDX-License-Identifier: Apache-2.0
//
// Sealed images in flash, the newest of which counts: a ring of sectors, in which one image follows another. An image begins with
// the header that crypto/core/vault_image.h describes; whether it is authentic says who opens it. Written in whole units of 32
// bytes, programmed once per erase.
//
// What a reader would get wrong: erased flash need not read FF (encrypted partitions), so nobody can tell an erased unit from one
// that a cut has torn. The first image after a boot therefore begins the next sector, freshly erased; the sector of the image
// that counts is never the one that is erased for another.

import type { Flash } from '../io/ecma419.ts';

const headerBytes = 32;
const unitBytes = 32;
const magic = 0x4a5a5649;
const unitsAt = 6;
const generationAt = 8;

export interface ImagePlace {
  readonly generation: number;
  readonly block: number;
  /** From the start of the partition. */
  readonly offset: number;
  readonly bytes: number;
}

export class ImageLog {
  readonly #flash: Flash;
  readonly #blocks: number;
  readonly #blockLength: number;
  /** The sector of the image that counts. */
  #block = -1;
  /** Where the next image goes in it; undefined: nobody knows what lies behind the last. */
  #free: number | undefined;

  /** `flash` is a partition of at least two sectors that belongs to the log alone. */
  constructor(flash: Flash) {
    const { blocks, blockLength } = flash.status();
    if (blocks < 2) throw new RangeError('a log of images needs two sectors');
    this.#flash = flash;
    this.#blocks = blocks;
    this.#blockLength = blockLength;
  }

  /** What looks like an image, the newest first. */
  places(): ImagePlace[] {
    const found: ImagePlace[] = [];
    for (let block = 0; block < this.#blocks; block++) {
      const end = (block + 1) * this.#blockLength;
      let offset = block * this.#blockLength;
      for (let place = this.#placeAt(block, offset, end); place; ) {
        found.push(place);
        offset += place.bytes;
        place = this.#placeAt(block, offset, end);
      }
    }
    return found.sort((a, b) => b.generation - a.generation);
  }

  read({ bytes, offset }: ImagePlace): Uint8Array {
    return new Uint8Array(this.#flash.read(bytes, offset));
  }

  /** This image counts: its sector stays until a later one is in flash. */
  accept({ block }: ImagePlace): void {
    this.#block = block;
    this.#free = undefined;
  }

  /** The next image begins a sector, so that eraseOthers leaves nothing but it. */
  turnPage(): void {
    this.#free = undefined;
  }

  /**
   * Writes an image behind the last one; what flash has of it then, and it counts from now on. `isKept` says whether that is the image:
   * where it is not, a cell does not take what it should, and the image goes to a freshly erased sector. Undefined: nor is it there; the
   * image that counts is the one before.
   */
  append(image: Uint8Array, isKept: (saved: Uint8Array) => boolean): Uint8Array | undefined {
    return this.#write(image, isKept) ?? this.#write(image, isKept);
  }

  /** Erases all sectors but that of the image that counts. */
  eraseOthers(): void {
    for (let block = 0; block < this.#blocks; block++) {
      if (block !== this.#block) this.#flash.eraseBlock(block);
    }
  }

  eraseAll(): void {
    this.#block = -1;
    this.#free = undefined;
    this.eraseOthers();
  }

  #write(image: Uint8Array, isKept: (saved: Uint8Array) => boolean): Uint8Array | undefined {
    const { block, offset } = this.#room(image.length);
    this.#free = undefined;
    this.#flash.write(image, offset);
    const saved = new Uint8Array(this.#flash.read(image.length, offset));
    if (!isKept(saved)) return undefined;
    this.#block = block;
    this.#free = offset + image.length;
    return saved;
  }

  #room(bytes: number): { readonly block: number; readonly offset: number } {
    if (bytes > this.#blockLength) throw new RangeError(`an image of ${bytes} bytes`);
    const free = this.#free;
    if (free !== undefined && free + bytes <= (this.#block + 1) * this.#blockLength)
      return { block: this.#block, offset: free };
    const block = (this.#block + 1) % this.#blocks;
    this.#flash.eraseBlock(block);
    return { block, offset: block * this.#blockLength };
  }

  #placeAt(block: number, offset: number, end: number): ImagePlace | undefined {
    if (offset + headerBytes > end) return undefined;
    const header = new DataView(this.#flash.read(headerBytes, offset));
    const bytes = header.getUint8(unitsAt) * unitBytes;
    if (header.getUint32(0) !== magic || bytes <= headerBytes || offset + bytes > end)
      return undefined;
    return { generation: header.getUint32(generationAt), block, offset, bytes };
  }
}
