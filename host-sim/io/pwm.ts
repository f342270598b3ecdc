// SPDX-License-Identifier: Apache-2.0
//
// PWM of ECMA-419 over the link, which carries duties of 10 bits.

import type { Pwm, PwmOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { required, words, writeWord } from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const linkBits = 10;

export default class PWM extends Resource implements Pwm {
  #hz: number;
  #resolution: number;

  constructor(options: PwmOptions & CommonOptions & { readonly resolution?: number }) {
    super(options, ['number']);
    const pin = required(options.pin, 'pin');
    const { hz = 1024, resolution = linkBits } = options;
    if (!(hz >= 1 && hz <= 40_000_000)) throw new RangeError('invalid hz');
    if (!(resolution >= 1 && resolution <= 14)) throw new RangeError('invalid resolution');
    this.#hz = hz;
    this.#resolution = resolution;
    this.open(Kind.Pwm, words(pin, hz));
  }

  get hz(): number {
    this.alive();
    return this.#hz;
  }

  get resolution(): number {
    this.alive();
    return this.#resolution;
  }

  write(duty: number): void {
    const handle = this.alive();
    const bits = this.#resolution;
    if (!(duty >= 0 && duty < 1 << bits)) throw new RangeError('invalid value');
    writeWord(handle, bits < linkBits ? duty << (linkBits - bits) : duty >> (bits - linkBits));
  }
}
