// SPDX-License-Identifier: Apache-2.0
//
// Serial of ECMA-419 over the link. A request: action u8 (0 read, 1 write, 2 room), then for a read the count u32 (at most so many),
// for a write the bytes. The answer to the last is how many bytes can be written, u32.

import type { Serial as SerialIo, SerialOptions } from '../../src/io/ecma419.ts';
import { EventKind, Kind, noPin } from '../link/protocol.ts';
import {
  type Bytes,
  handOver,
  outgoing,
  readStream,
  required,
  transferBytes,
  wantedBytes,
  words,
  writeStream,
} from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const all = 0xffff_ffff;

export default class Serial extends Resource implements SerialIo {
  #onReadable: ((this: SerialIo, count: number) => void) | undefined;
  #onWritable: ((this: SerialIo, count: number) => void) | undefined;

  constructor(options: SerialOptions & CommonOptions) {
    super(options, ['buffer', 'number']);
    const baud = required(options.baud, 'baud');
    const { receive, transmit } = options;
    if (receive === undefined && transmit === undefined)
      throw new Error('receive or transmit required');
    if (!(baud >= 1 && baud <= 20_000_000)) throw new RangeError('invalid baud');
    this.#onReadable = options.onReadable;
    this.#onWritable = options.onWritable;
    const pins = words(receive ?? noPin, transmit ?? noPin, baud, options.port ?? 1);
    this.open(Kind.Serial, pins);
  }

  override onEvent(kind: number, value: number): void {
    if (kind === EventKind.Readable) this.#onReadable?.call(this, value);
    else this.#onWritable?.call(this, this.#room());
  }

  /** Now: since the event was on its way more may have been written. */
  #room(): number {
    const answer = transferBytes(this.alive(), Uint8Array.of(2));
    return new DataView(answer).getUint32(0, true);
  }

  /**
   * As the port's format: an ArrayBuffer of all (or at most `count`) bytes, the number of bytes put into a buffer, or one byte as
   * a number; undefined when none is there.
   */
  read(count?: number): ArrayBuffer | undefined;
  read(wanted?: number | Bytes): ArrayBuffer | number | undefined {
    const handle = this.alive();
    if (this.format === 'number') {
      const one = readStream(handle, 1);
      return one && new Uint8Array(one)[0];
    }
    const bytes = readStream(handle, wanted === undefined ? all : wantedBytes(wanted));
    return bytes && handOver(wanted, bytes);
  }

  write(bytes: Bytes | number): void {
    const handle = this.alive();
    writeStream(handle, outgoing(bytes, this.format));
  }
}
