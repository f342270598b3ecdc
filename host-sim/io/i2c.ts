// SPDX-License-Identifier: Apache-2.0
//
// I2C of ECMA-419 over the link. A request: bytes to write count u16, bytes to read count u16, the bytes to write.

import type { I2c, I2cOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { alive, asBytes, closeHandle, openHandle, required, transferBytes, words } from './link.ts';

export default class I2C implements I2c {
  #handle = -1;

  constructor(options: I2cOptions) {
    const address = required(options.address, 'address');
    const hz = required(options.hz, 'hz');
    if (address < 0 || address > 127) throw new RangeError('invalid address');
    if (hz < 1 || hz > 20_000_000) throw new RangeError('invalid hz');
    const data = required(options.data, 'data');
    const clock = required(options.clock, 'clock');
    this.#handle = openHandle(Kind.I2c, words(data, clock, hz, address), this);
  }

  onEvent(): void {}

  #request(out: Uint8Array, count: number): ArrayBuffer {
    const request = new Uint8Array(4 + out.length);
    request[0] = out.length & 255;
    request[1] = out.length >> 8;
    request[2] = count & 255;
    request[3] = count >> 8;
    request.set(out, 4);
    return transferBytes(alive(this.#handle), request);
  }

  read(count: number): ArrayBuffer {
    return this.#request(new Uint8Array(0), count);
  }

  write(bytes: ArrayBufferView | ArrayBuffer): void {
    this.#request(asBytes(bytes), 0);
  }

  writeRead(bytes: ArrayBufferView | ArrayBuffer, count: number): ArrayBuffer {
    return this.#request(asBytes(bytes), count);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
