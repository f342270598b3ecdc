// SPDX-License-Identifier: Apache-2.0
//
// embedded:storage/flash over the link: `flash.open({ path })` gives a partition. A request: action u8 (0 status, 1 read,
// 2 write, 3 erase), offset or block u32, length u32, bytes to write.

import type { Flash } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { alive, asBytes, closeHandle, openHandle, required, transferBytes } from './link.ts';

class Partition implements Flash {
  #handle = -1;

  constructor(path: string) {
    const name = new Uint8Array(path.length);
    for (let i = 0; i < path.length; i++) name[i] = path.charCodeAt(i);
    this.#handle = openHandle(Kind.Flash, name, this);
  }

  onEvent(): void {}

  #request(
    action: number,
    at: number,
    length: number,
    bytes: Uint8Array = new Uint8Array(0),
  ): ArrayBuffer {
    const request = new Uint8Array(9 + bytes.length);
    const view = new DataView(request.buffer);
    view.setUint8(0, action);
    view.setUint32(1, at, true);
    view.setUint32(5, length, true);
    request.set(bytes, 9);
    return transferBytes(alive(this.#handle), request);
  }

  status(): { size: number; blocks: number; blockLength: number } {
    const view = new DataView(this.#request(0, 0, 0));
    const size = view.getUint32(0, true);
    const blockLength = view.getUint32(4, true);
    return { size, blocks: size / blockLength, blockLength };
  }

  read(byteLength: number, byteOffset: number): ArrayBuffer {
    return this.#request(1, byteOffset, byteLength);
  }

  write(buffer: ArrayBufferView | ArrayBuffer, byteOffset: number): void {
    this.#request(2, byteOffset, 0, asBytes(buffer));
  }

  eraseBlock(block: number, endBlock = block + 1): void {
    for (let each = block; each < endBlock; each++) this.#request(3, each, 0);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}

export default {
  open(options: { path: string }): Flash {
    return new Partition(required(options.path, 'path'));
  },
};
