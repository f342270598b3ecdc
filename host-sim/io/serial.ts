// SPDX-License-Identifier: Apache-2.0
//
// Serial of ECMA-419 over the link. A request: action u8 (0 read, 1 write), then for a read the count u32 (0: all), for a
// write the bytes.

import type { Serial as SerialIo, SerialOptions } from '../../src/io/ecma419.ts';
import { EventKind, Kind, noPin } from '../link/protocol.ts';
import { alive, asBytes, closeHandle, openHandle, required, transferBytes, words } from './link.ts';

export default class Serial implements SerialIo {
  #handle = -1;
  #bytes: boolean;
  #onReadable: ((this: SerialIo, count: number) => void) | undefined;
  #onWritable: ((this: SerialIo, count: number) => void) | undefined;

  constructor(options: SerialOptions) {
    const baud = required(options.baud, 'baud');
    const { receive, transmit, format = 'buffer' } = options;
    if (receive === undefined && transmit === undefined)
      throw new Error('receive or transmit required');
    if (!(baud >= 1 && baud <= 20_000_000)) throw new RangeError('invalid baud');
    if (format !== 'buffer' && format !== 'number') throw new RangeError('invalid format');
    this.#bytes = format === 'buffer';
    this.#onReadable = options.onReadable;
    this.#onWritable = options.onWritable;
    const pins = words(receive ?? noPin, transmit ?? noPin, baud, options.port ?? 1);
    this.#handle = openHandle(Kind.Serial, pins, this);
  }

  onEvent(kind: number, value: number): void {
    if (kind === EventKind.Readable) this.#onReadable?.call(this, value);
    else this.#onWritable?.call(this, value);
  }

  #read(count: number): ArrayBuffer {
    return transferBytes(
      alive(this.#handle),
      Uint8Array.of(0, count & 255, (count >> 8) & 255, 0, 0),
    );
  }

  /** As the port's format: an ArrayBuffer of all (or `count`) bytes, or one byte as a number; undefined when none is there. */
  read(count?: number): ArrayBuffer | undefined;
  read(count?: number): ArrayBuffer | number | undefined {
    const bytes = this.#read(this.#bytes ? (count ?? 0) : 1);
    if (bytes.byteLength === 0) return undefined;
    return this.#bytes ? bytes : new Uint8Array(bytes)[0];
  }

  write(bytes: ArrayBufferView | ArrayBuffer | number): void {
    const out = typeof bytes === 'number' ? Uint8Array.of(bytes) : asBytes(bytes);
    const request = new Uint8Array(1 + out.length);
    request[0] = 1;
    request.set(out, 1);
    transferBytes(alive(this.#handle), request);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
