// SPDX-License-Identifier: Apache-2.0
//
// What was fetched from the host, in the last two sectors of the partition `params`: docs/adr/0052-parameters-from-the-host.md. They take turns, so that a cut
// leaves the older image; an image has a CMAC under the journal's key, so that nobody who can write the flash makes one.
//
// An image, in units of 32 bytes: magic u32, bytes of the sections u32, generation u32, zeros; the sections, each a kind u8, a length u16 and
// its bytes; zeros; the CMAC 16, zeros 16. Integers are big-endian.

import { extendChain } from '../../crypto/chain.ts';
import type { KeyHandle } from '../../crypto/vault.ts';
import type { Flash } from '../io/ecma419.ts';
import { concat, fromAscii } from '../lib/bytes.ts';

/** JZPD: what was downloaded. The card parameters before it begin with JZP1. */
const magic = 0x4a5a5044;
const unitBytes = 32;
const tagBytes = 16;
/** The first link: no other chain begins so. */
const label = 'Jiaozi params 1.';

/** Numbers of the sections: in use they never change. */
export const Section = Object.freeze(
  { terminalParameters: 1, contactlessParameters: 2, caKeys: 3 } as const,
  true,
);
export type Section = (typeof Section)[keyof typeof Section];

interface Image {
  readonly generation: number;
  readonly sections: Uint8Array;
}

export class ParameterStore {
  readonly #flash: Flash;
  readonly #key: KeyHandle<'journal'>;
  readonly #blockLength: number;
  /** Of the two sectors. The card parameters lie before them (card-parameters.ts). */
  readonly #first: number;
  /** Something is there that was kept once, and no image of it checks: a cut in the first `set`, rot, or somebody. */
  readonly isLost: boolean;
  /** Beside the image that counts lies what does not check: a cut in a `set`, or rot. It may have been the newer one. */
  isDoubtful: boolean;
  /** The image that counts is in this sector of the two. */
  #block = 1;
  #image: Image = { generation: 0, sections: new Uint8Array(0) };

  /** Throws when the partition has no two sectors. */
  constructor(flash: Flash, key: KeyHandle<'journal'>) {
    const { blocks, blockLength } = flash.status();
    if (blocks < 2) throw new RangeError('parameters need two sectors');
    this.#flash = flash;
    this.#key = key;
    this.#blockLength = blockLength;
    this.#first = blocks - 2;
    for (const block of [0, 1]) {
      const image = this.#imageIn(block);
      if (image && image.generation > this.#image.generation) {
        this.#image = image;
        this.#block = block;
      }
    }
    const other = 1 - this.#block;
    this.isLost = this.#image.generation === 0 && [0, 1].some((block) => this.#hasBytes(block));
    this.isDoubtful = !this.isLost && this.#hasBytes(other) && !this.#imageIn(other);
  }

  /** Undefined: never fetched. */
  get(section: Section): Uint8Array | undefined {
    const { sections } = this.#image;
    for (let at = 0; at + 3 <= sections.length; ) {
      const end = at + 3 + ((sections[at + 1]! << 8) | sections[at + 2]!);
      if (sections[at] === section) return sections.subarray(at + 3, end);
      at = end;
    }
    return undefined;
  }

  /**
   * Durable when it returns true; false: there is no room for it, or flash does not take it. What is there already is not written anew:
   * a wish of the host is under no MAC, and flash wears. But for once where there was doubt, which ends with it.
   */
  set(section: Section, value: Uint8Array): boolean {
    const present = this.get(section);
    const isThere =
      present?.length === value.length && present.every((byte, i) => byte === value[i]);
    if (isThere && !this.isDoubtful) return true;
    const others = Object.values(Section).filter((each) => each !== section);
    const parts = others.map((each) => [each, this.get(each)] as const);
    const sections = concat(
      ...parts.map(([each, bytes]) => (bytes ? framed(each, bytes) : new Uint8Array(0))),
      framed(section, value),
    );
    const padded = Math.ceil(sections.length / unitBytes) * unitBytes;
    const bytes = new Uint8Array(unitBytes + padded + unitBytes);
    if (bytes.length > this.#blockLength) return false;
    const generation = this.#image.generation + 1;
    const view = new DataView(bytes.buffer);
    view.setUint32(0, magic);
    view.setUint32(4, sections.length);
    view.setUint32(8, generation);
    bytes.set(sections, unitBytes);
    bytes.set(this.#tagOf(bytes.subarray(0, unitBytes + padded)), unitBytes + padded);
    const block = 1 - this.#block;
    try {
      this.#flash.eraseBlock(this.#first + block);
      this.#flash.write(bytes, (this.#first + block) * this.#blockLength);
    } catch {
      return false;
    }
    // Worn flash says nothing: what it has must be read.
    const image = this.#imageIn(block);
    if (image?.generation !== generation) return false;
    this.#block = block;
    this.#image = image;
    this.isDoubtful = false;
    return true;
  }

  #hasBytes(block: number): boolean {
    const at = (this.#first + block) * this.#blockLength;
    return new Uint8Array(this.#flash.read(unitBytes, at)).some((byte) => byte !== 0xff);
  }

  #imageIn(block: number): Image | undefined {
    const at = (this.#first + block) * this.#blockLength;
    const header = new DataView(this.#flash.read(unitBytes, at));
    const size = header.getUint32(4);
    const padded = Math.ceil(size / unitBytes) * unitBytes;
    const signed = unitBytes + padded;
    if (header.getUint32(0) !== magic || signed + unitBytes > this.#blockLength) return undefined;
    const bytes = new Uint8Array(this.#flash.read(signed + tagBytes, at));
    const tag = this.#tagOf(bytes.subarray(0, signed));
    if (!tag.every((byte, i) => byte === bytes[signed + i])) return undefined;
    const sections = bytes.slice(unitBytes, unitBytes + size);
    return { generation: header.getUint32(8), sections };
  }

  #tagOf(signed: Uint8Array): Uint8Array {
    const linked = concat(fromAscii(label), signed);
    extendChain(this.#key, linked);
    return linked.subarray(0, tagBytes);
  }
}

function framed(section: number, bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(section, bytes.length >> 8, bytes.length & 0xff), bytes);
}
