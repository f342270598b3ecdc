// SPDX-License-Identifier: Apache-2.0
//
// The peripherals of the microcontroller, by the kind that `open` names.

import type { Random } from '../kernel.ts';
import type { Peripheral } from '../peripheral.ts';
import { Kind } from '../protocol.ts';
import type { Wiring } from '../wiring.ts';
import { analog, pwm } from './analog.ts';
import { i2c, spi } from './bus.ts';
import { digital, digitalBank, gpioPort } from './digital.ts';
import { serial } from './serial.ts';
import { counter, entropy, flash, secret } from './storage.ts';
import { tcp, tls } from './tcp.ts';

export function peripheralsOf(wiring: Wiring, random: Random): ReadonlyMap<number, Peripheral> {
  return new Map<number, Peripheral>([
    [Kind.Digital, digital(wiring)],
    [Kind.DigitalBank, digitalBank(wiring)],
    [Kind.Pwm, pwm(wiring)],
    [Kind.Analog, analog(wiring)],
    [Kind.I2c, i2c(wiring)],
    [Kind.Spi, spi(wiring)],
    [Kind.Serial, serial(wiring)],
    [Kind.Tcp, tcp(wiring)],
    [Kind.Tls, tls(wiring)],
    [Kind.Flash, flash(wiring)],
    [Kind.Entropy, entropy(wiring, random)],
    [Kind.Gpio, gpioPort(wiring)],
    [Kind.Secret, secret(wiring)],
    [Kind.Counter, counter(wiring)],
  ]);
}
