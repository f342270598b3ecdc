// SPDX-License-Identifier: Apache-2.0
//
// A flash partition in RAM, strict as an encrypted one: whole units of 32 bytes, written once per erase. Erased bytes read as
// something that is not FF.

import type { Flash } from '../../../src/io/ecma419.ts';

const unitBytes = 32;
const erasedByte = 0x5a;

export class RamFlash implements Flash {
  readonly bytes: Uint8Array;
  /** Blocks, in the order in which they were erased. */
  readonly erased: number[] = [];
  /** Offsets, in the order in which they were written. */
  readonly written: number[] = [];
  readonly #blockLength: number;
  readonly #used = new Set<number>();

  constructor(blocks: number, blockLength: number) {
    this.#blockLength = blockLength;
    this.bytes = new Uint8Array(blocks * blockLength).fill(erasedByte);
    for (let at = 0; at < this.bytes.length; at += unitBytes) this.#used.add(at);
  }

  /** As it would be after a boot; what is done to either is nothing to the other. */
  copy(): RamFlash {
    const { blocks, blockLength } = this.status();
    const copy = new RamFlash(blocks, blockLength);
    copy.bytes.set(this.bytes);
    copy.#used.clear();
    for (const at of this.#used) copy.#used.add(at);
    return copy;
  }

  read(byteLength: number, byteOffset: number): ArrayBuffer {
    return this.bytes.slice(byteOffset, byteOffset + byteLength).buffer;
  }

  write(buffer: ArrayBufferView | ArrayBuffer, byteOffset: number): void {
    const bytes =
      buffer instanceof ArrayBuffer
        ? new Uint8Array(buffer)
        : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    if (byteOffset % unitBytes !== 0 || bytes.length % unitBytes !== 0)
      throw new Error('not whole units');
    for (let at = byteOffset; at < byteOffset + bytes.length; at += unitBytes) {
      if (this.#used.has(at)) throw new Error(`unit at ${at} written twice`);
      this.#used.add(at);
      this.written.push(at);
    }
    this.bytes.set(bytes, byteOffset);
  }

  eraseBlock(block: number): void {
    const start = block * this.#blockLength;
    this.bytes.fill(erasedByte, start, start + this.#blockLength);
    for (let at = start; at < start + this.#blockLength; at += unitBytes) this.#used.delete(at);
    this.erased.push(block);
  }

  status(): { size: number; blocks: number; blockLength: number } {
    const { length: size } = this.bytes;
    return { size, blocks: size / this.#blockLength, blockLength: this.#blockLength };
  }

  close(): void {}
}
