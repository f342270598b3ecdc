// SPDX-License-Identifier: Apache-2.0
//
// The modules that a board's SDK provides, as narrow as we use them. On the desk host-sim/io stands for them.

declare module 'embedded:io/digital' {
  import type { Digital, DigitalOptions } from './ecma419.ts';
  const io: new (options: DigitalOptions) => Digital;
  export default io;
}

declare module 'embedded:io/pwm' {
  import type { Pwm, PwmOptions } from './ecma419.ts';
  const io: new (options: PwmOptions) => Pwm;
  export default io;
}

declare module 'embedded:io/analog' {
  import type { Analog, AnalogOptions } from './ecma419.ts';
  const io: new (options: AnalogOptions) => Analog;
  export default io;
}

declare module 'embedded:io/i2c' {
  import type { I2c, I2cOptions } from './ecma419.ts';
  const io: new (options: I2cOptions) => I2c;
  export default io;
}

declare module 'embedded:io/smbus' {
  import type { I2cOptions, Smbus } from './ecma419.ts';
  const io: new (options: I2cOptions) => Smbus;
  export default io;
}

declare module 'embedded:io/spi' {
  import type { Spi, SpiOptions } from './ecma419.ts';
  const io: new (options: SpiOptions) => Spi;
  export default io;
}

declare module 'embedded:io/serial' {
  import type { Serial, SerialOptions } from './ecma419.ts';
  const io: new (options: SerialOptions) => Serial;
  export default io;
}

declare module 'embedded:io/socket/tcp' {
  import type { Tcp, TcpOptions } from './ecma419.ts';
  const io: new (options: TcpOptions) => Tcp;
  export default io;
}

declare module 'embedded:storage/flash' {
  import type { Flash } from './ecma419.ts';
  const flash: { open(options: { path: string }): Flash };
  export default flash;
}

declare module 'timer' {
  export default class Timer {
    static set(callback: (timer: Timer) => void, delayMs?: number, repeatMs?: number): Timer;
    static schedule(timer: Timer, delayMs?: number, repeatMs?: number): void;
    static clear(timer: Timer | undefined): void;
  }
}

declare module 'time' {
  const time: { readonly ticks: number };
  export default time;
}

declare module 'jiaozi:entropy' {
  /** `count` (at most 256) random bytes of the board's hardware generator. */
  export function entropy(count: number): Uint8Array;
}

declare module 'jiaozi:keypad-port' {
  /** `callback` is called when the C scanner has events waiting. */
  export function onKeypadReady(callback: () => void): void;
}
