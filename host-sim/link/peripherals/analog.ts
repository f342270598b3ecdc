// SPDX-License-Identifier: Apache-2.0
//
// PWM and ADC.

import { LinkError, type Peripheral } from '../peripheral.ts';
import { ErrorClass } from '../protocol.ts';
import type { Wiring } from '../wiring.ts';

const conversionUs = 20;

/** Options: pin, hz. A write is the duty, 0 … 1023. */
export function pwm(wiring: Wiring): Peripheral {
  return (options, context) => {
    const pin = options.getUint32(0, true);
    const hz = options.getUint32(4, true);
    const sink = wiring.pwm.get(pin);
    if (!sink) throw new LinkError(`invalid pin ${pin}`, ErrorClass.Range);
    context.pins.claim([pin]);
    return {
      writeWord: (duty) => sink(hz, duty),
      close: () => {
        sink(hz, 0);
        context.pins.release([pin]);
      },
    };
  };
}

/** Options: pin. */
export function analog(wiring: Wiring): Peripheral {
  return (options, context) => {
    const pin = options.getUint32(0, true);
    const reading = wiring.analog.get(pin);
    if (!reading) throw new LinkError(`invalid pin ${pin}`, ErrorClass.Range);
    context.pins.claim([pin]);
    return {
      transferWord: () => {
        context.spend(conversionUs);
        return reading();
      },
      close: () => context.pins.release([pin]),
    };
  };
}
