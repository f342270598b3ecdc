// SPDX-License-Identifier: Apache-2.0
//
// The modules that a board's SDK provides, as narrow as we use them. On the desk host-sim/io stands for them.

declare module 'embedded:io/digital' {
  const io: new (options: import('./ecma419.ts').DigitalOptions) => import('./ecma419.ts').Digital;
  export default io;
}

declare module 'embedded:io/pwm' {
  const io: new (options: import('./ecma419.ts').PwmOptions) => import('./ecma419.ts').Pwm;
  export default io;
}

declare module 'embedded:io/analog' {
  const io: new (options: import('./ecma419.ts').AnalogOptions) => import('./ecma419.ts').Analog;
  export default io;
}

declare module 'embedded:io/i2c' {
  const io: new (options: import('./ecma419.ts').I2cOptions) => import('./ecma419.ts').I2c;
  export default io;
}

declare module 'embedded:io/smbus' {
  const io: new (options: import('./ecma419.ts').I2cOptions) => import('./ecma419.ts').Smbus;
  export default io;
}

declare module 'embedded:io/spi' {
  const io: new (options: import('./ecma419.ts').SpiOptions) => import('./ecma419.ts').Spi;
  export default io;
}

declare module 'embedded:io/serial' {
  const io: new (options: import('./ecma419.ts').SerialOptions) => import('./ecma419.ts').Serial;
  export default io;
}

declare module 'embedded:io/socket/tcp' {
  const io: new (options: import('./ecma419.ts').TcpOptions) => import('./ecma419.ts').Tcp;
  export default io;
}

declare module 'embedded:storage/flash' {
  const flash: { open(options: { path: string }): import('./ecma419.ts').Flash };
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
  /** Makes the start-up test of the board's noise, once; whether it is proven. */
  export function startEntropy(): boolean;
  /** `count` (at most 256) random bytes of the board's proven noise; throws when there is none. */
  export function entropy(count: number): Uint8Array;
}

declare module 'jiaozi:tls' {
  const io: new (options: import('./ecma419.ts').TlsOptions) => import('./ecma419.ts').Tcp;
  export default io;
}

declare module 'jiaozi:keypad-port' {
  /** `callback` is called when the C scanner has events waiting. */
  export function onKeypadReady(callback: () => void): void;
}
