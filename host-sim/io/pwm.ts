// SPDX-License-Identifier: Apache-2.0
//
// PWM of ECMA-419 over the link.

import type { Pwm, PwmOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { alive, closeHandle, openHandle, required, words, writeWord } from './link.ts';

export default class PWM implements Pwm {
  readonly hz: number;
  readonly resolution = 10;
  #handle = -1;

  constructor(options: PwmOptions) {
    const pin = required(options.pin, 'pin');
    this.hz = options.hz ?? 1024;
    if (!(this.hz >= 1 && this.hz <= 40_000_000)) throw new RangeError('invalid hz');
    this.#handle = openHandle(Kind.Pwm, words(pin, this.hz), this);
  }

  onEvent(): void {}

  write(duty: number): void {
    if (!(duty >= 0 && duty < 1 << this.resolution)) throw new RangeError('invalid value');
    writeWord(alive(this.#handle), duty);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
