// SPDX-License-Identifier: Apache-2.0
//
// SPI of ECMA-419 over the link. Writes are posted; reads and transfers ask.

import type { Spi, SpiOptions } from '../../src/io/ecma419.ts';
import { Kind, noPin } from '../link/protocol.ts';
import {
  asBytes,
  type Bytes,
  handOver,
  required,
  transferBytes,
  wantedBytes,
  words,
  writeBytes,
} from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const lengthMax = 65_535;

function limited(bytes: number): number {
  if (bytes > lengthMax) throw new RangeError('too long');
  return bytes;
}

export default class SPI extends Resource implements Spi {
  constructor(options: SpiOptions & CommonOptions) {
    super(options, ['buffer']);
    const { hz, mode = 0 } = options;
    const clock = required(options.clock, 'clock');
    if (options.in === undefined && options.out === undefined)
      throw new Error('in or out required');
    if (!(hz >= 1 && hz <= 40_000_000)) throw new RangeError('invalid hz');
    if (!(mode >= 0 && mode <= 3)) throw new RangeError('invalid mode');
    const pins = words(
      clock,
      options.in ?? noPin,
      options.out ?? noPin,
      options.select ?? noPin,
      options.active ?? 0,
      hz,
      mode,
    );
    this.open(Kind.Spi, pins);
  }

  read(count: number): ArrayBuffer;
  read(buffer: Bytes): number;
  read(wanted: number | Bytes): ArrayBuffer | number {
    const handle = this.alive();
    return handOver(wanted, transferBytes(handle, new Uint8Array(limited(wantedBytes(wanted)))));
  }

  write(bytes: Bytes): void {
    const handle = this.alive();
    if (bytes.byteLength > lengthMax) throw new RangeError('too long');
    writeBytes(handle, bytes);
  }

  transfer(bytes: Uint8Array): void {
    const handle = this.alive();
    limited(bytes.length);
    asBytes(bytes).set(new Uint8Array(transferBytes(handle, bytes)));
  }

  /** The select line is active during each call only, so there is nothing to end. */
  flush(): void {
    this.alive();
  }
}
