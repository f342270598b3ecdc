// SPDX-License-Identifier: Apache-2.0
//
// SPI of ECMA-419 over the link. Writes are posted; reads and transfers ask.

import type { Spi, SpiOptions } from '../../src/io/ecma419.ts';
import { Kind, noPin } from '../link/protocol.ts';
import {
  alive,
  asBytes,
  closeHandle,
  openHandle,
  required,
  transferBytes,
  words,
  writeBytes,
} from './link.ts';

const lengthMax = 65_535;

export default class SPI implements Spi {
  #handle = -1;

  constructor(options: SpiOptions) {
    const hz = required(options.hz, 'hz');
    const mode = options.mode ?? 0;
    const clock = required(options.clock, 'clock');
    if (options.in === undefined && options.out === undefined)
      throw new Error('in or out required');
    if (!(hz >= 1 && hz <= 80_000_000)) throw new RangeError('invalid hz');
    if (mode < 0 || mode > 3) throw new RangeError('invalid mode');
    const pins = words(
      clock,
      options.in ?? noPin,
      options.out ?? noPin,
      options.select ?? noPin,
      options.active ?? 0,
      hz,
      mode,
    );
    this.#handle = openHandle(Kind.Spi, pins, this);
  }

  onEvent(): void {}

  read(count: number): ArrayBuffer {
    if (count > lengthMax) throw new RangeError('too long');
    return transferBytes(alive(this.#handle), new Uint8Array(count));
  }

  write(bytes: ArrayBufferView | ArrayBuffer): void {
    if (bytes.byteLength > lengthMax) throw new RangeError('too long');
    writeBytes(alive(this.#handle), bytes);
  }

  transfer(bytes: Uint8Array): void {
    if (bytes.length > lengthMax) throw new RangeError('too long');
    asBytes(bytes).set(new Uint8Array(transferBytes(alive(this.#handle), bytes)));
  }

  flush(): void {
    alive(this.#handle);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
