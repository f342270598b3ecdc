// SPDX-License-Identifier: Apache-2.0
//
// I2C of ECMA-419 over the link. A request: bytes to write count u16, bytes to read count u16, the bytes to write. As on the
// ESP32, `stop` is ignored: use writeRead for a repeated start.

import type { I2c, I2cOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import {
  asBytes,
  type Bytes,
  handOver,
  required,
  transferBytes,
  wantedBytes,
  words,
} from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

export default class I2C extends Resource implements I2c {
  constructor(options: I2cOptions & CommonOptions) {
    super(options, ['buffer']);
    const { hz } = options;
    const address = required(options.address, 'address');
    if (!(address >= 0 && address <= 127)) throw new RangeError('invalid address');
    if (!(hz >= 1 && hz <= 20_000_000)) throw new RangeError('invalid hz');
    const data = required(options.data, 'data');
    const clock = required(options.clock, 'clock');
    this.open(Kind.I2c, words(data, clock, hz, address));
  }

  read(count: number): ArrayBuffer;
  read(buffer: Bytes): number;
  read(wanted: number | Bytes): ArrayBuffer | number {
    return handOver(wanted, this.#request(new Uint8Array(0), wantedBytes(wanted)));
  }

  /** Without bytes it asks whether the device is there: undefined, or 1 when nobody acknowledges. */
  write(bytes: Bytes): number | undefined {
    this.alive();
    const out = asBytes(bytes);
    try {
      this.#request(out, 0);
    } catch (error) {
      if (out.length > 0) throw error;
      return 1;
    }
    return undefined;
  }

  writeRead(bytes: Bytes, count: number): ArrayBuffer;
  writeRead(bytes: Bytes, buffer: Bytes): number;
  writeRead(bytes: Bytes, wanted: number | Bytes): ArrayBuffer | number {
    return handOver(wanted, this.#request(asBytes(bytes), wantedBytes(wanted)));
  }

  #request(out: Uint8Array, count: number): ArrayBuffer {
    const handle = this.alive();
    const request = new Uint8Array(4 + out.length);
    request[0] = out.length & 255;
    request[1] = out.length >> 8;
    request[2] = count & 255;
    request[3] = count >> 8;
    request.set(out, 4);
    return transferBytes(handle, request);
  }
}
