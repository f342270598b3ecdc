// SPDX-License-Identifier: Apache-2.0
//
// What hangs on which pin of the microcontroller: a board fills one of these in, the peripherals of the link read it.

import type { I2cDevice, SpiDevice, UartDevice } from '../chips/model.ts';
import type { NorFlashChip } from '../chips/nor-flash.ts';
import type { Network } from './network.ts';

/** A wire at a pin, as the microcontroller's pad sees it. */
export interface Net {
  /** What the pad drives: a level, or undefined when it lets go. */
  drive(level: 0 | 1 | undefined): void;
  level(): 0 | 1;
  /** Called on every change of the level, whoever caused it. */
  onChange: (() => void) | undefined;
}

export interface Wiring {
  readonly nets: ReadonlyMap<number, Net>;
  /** Frequency and duty (0 … 1023) of pins that can be modulated. */
  readonly pwm: ReadonlyMap<number, (hz: number, duty: number) => void>;
  /** Raw 12-bit readings. */
  readonly analog: ReadonlyMap<number, () => number>;
  readonly spi: readonly {
    readonly clock: number;
    readonly out: number;
    readonly in?: number;
    /** By select pin. */
    readonly devices: ReadonlyMap<number, SpiDevice>;
  }[];
  readonly i2c: readonly {
    readonly data: number;
    readonly clock: number;
    readonly devices: readonly I2cDevice[];
  }[];
  readonly serial: readonly {
    readonly receive: number;
    readonly transmit: number;
    readonly device: UartDevice;
  }[];
  readonly flash: NorFlashChip;
  readonly network: Network;
  /** The 256-bit secret in the chip's fuses. */
  readonly deviceSecret: Uint8Array;
  /** A count in the chip's fuses; a board may have none. */
  readonly counter?: FuseCounter;
  /** What the generator gives in place of the run's seed; undefined: nothing at all. */
  readonly noise?: (count: number) => Uint8Array | undefined;
}

/** Bits that are burnt one by one, and stay burnt without power. */
export class FuseCounter {
  #count = 0;
  readonly #bits: number;

  constructor(bits: number) {
    this.#bits = bits;
  }

  get count(): number {
    return this.#count;
  }

  /** False when no bit is left. */
  advance(): boolean {
    if (this.#count === this.#bits) return false;
    this.#count++;
    return true;
  }
}

/** A wire with nothing on it but the pad: reads what is driven, else `idle`. */
export class FreeNet implements Net {
  onChange: (() => void) | undefined;
  #driven: 0 | 1 | undefined;
  #set: ((level: 0 | 1) => void) | undefined;
  #idle: 0 | 1;

  /** `set` is told each level that the wire takes. */
  constructor(set?: (level: 0 | 1) => void, idle: 0 | 1 = 1) {
    this.#set = set;
    this.#idle = idle;
  }

  drive(level: 0 | 1 | undefined): void {
    const before = this.level();
    this.#driven = level;
    const now = this.level();
    this.#set?.(now);
    if (now !== before) this.onChange?.();
  }

  level(): 0 | 1 {
    return this.#driven ?? this.#idle;
  }
}
