// SPDX-License-Identifier: Apache-2.0
//
// embedded:storage/flash over the link: `flash.open({ path, mode })` gives a partition; mode "r" cannot be written. A request:
// action u8 (0 status, 1 read, 2 write, 3 erase), offset or block u32, length u32, bytes to write.

import type { Flash } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { asBytes, type Bytes, handOver, required, transferBytes } from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const headBytes = 9;
const Action = { Status: 0, Read: 1, Write: 2, Erase: 3 } as const;

export interface FlashOptions extends CommonOptions {
  readonly path: string;
  readonly mode?: string;
}

/** Of a request without bytes; made when it is needed: a buffer that was preloaded lies in flash. */
let bare: DataView | undefined;

class Partition extends Resource implements Flash {
  #writable: boolean;

  constructor(options: FlashOptions) {
    super(options, ['buffer']);
    const path = required(options.path, 'path');
    const { mode = 'r+' } = options;
    if (mode !== 'r' && mode !== 'r+') throw new Error('invalid mode');
    this.#writable = mode === 'r+';
    const name = new Uint8Array(path.length);
    for (let i = 0; i < path.length; i++) name[i] = path.charCodeAt(i);
    this.open(Kind.Flash, name);
  }

  status(): { size: number; blocks: number; blockLength: number } {
    const view = new DataView(this.#ask(Action.Status, 0, 0));
    const size = view.getUint32(0, true);
    const blockLength = view.getUint32(4, true);
    return { size, blocks: size / blockLength, blockLength };
  }

  read(byteLength: number, byteOffset: number): ArrayBuffer;
  read(buffer: Bytes, byteOffset: number): number;
  read(wanted: number | Bytes, byteOffset: number): ArrayBuffer | number {
    // A boot reads every block of a log.
    if (typeof wanted === 'number') return this.#ask(Action.Read, byteOffset, wanted);
    return handOver(wanted, this.#ask(Action.Read, byteOffset, wanted.byteLength));
  }

  write(buffer: Bytes, byteOffset: number): void {
    this.#change(Action.Write, byteOffset, asBytes(buffer));
  }

  eraseBlock(block: number, endBlock = block + 1): void {
    for (let each = block; each < endBlock; each++) {
      this.#change(Action.Erase, each, new Uint8Array(0));
    }
  }

  #change(action: number, at: number, bytes: Uint8Array): void {
    const handle = this.alive();
    if (!this.#writable) throw new Error('read-only');
    const request = new Uint8Array(headBytes + bytes.length);
    putHead(new DataView(request.buffer), action, at, 0);
    request.set(bytes, headBytes);
    transferBytes(handle, request);
  }

  #ask(action: number, at: number, length: number): ArrayBuffer {
    const handle = this.alive();
    bare ??= new DataView(new ArrayBuffer(headBytes));
    putHead(bare, action, at, length);
    return transferBytes(handle, bare);
  }
}

function putHead(view: DataView, action: number, at: number, length: number): void {
  view.setUint8(0, action);
  view.setUint32(1, at, true);
  view.setUint32(5, length, true);
}

export default {
  open(options: FlashOptions): Flash {
    return new Partition(options);
  },
};
