// SPDX-License-Identifier: Apache-2.0
//
// What every chip model shares. A model sees what the chip sees: bytes and edges. It has three faces: `bus` (all that
// firmware can see), `world` (all that a finger, a card or paper can do) and `faults` (the fault plan only). It never calls
// firmware: it answers, or schedules on the kernel.

import type { Kernel, Random } from '../link/kernel.ts';

/** Firmware did what the datasheet does not define. Ends the run; never reaches a driver as a bus error. */
export class ModelViolation extends Error {
  constructor(
    readonly chip: string,
    what: string,
  ) {
    super(`${chip}: ${what}`);
    this.name = 'ModelViolation';
  }
}

/** What the world gives a model. */
export interface ChipContext {
  readonly kernel: Kernel;
  /** The model's own random stream. */
  readonly random: Random;
  /** One line for the readable log; never card data, keys or digits. */
  log(line: string): void;
  /** In foreign mode an unknown command does what the real part would do, since it is not our driver that sent it. */
  readonly foreign?: boolean;
}

/** A device on an SPI bus. `bytes` are what came in while selected; the answer, if any, has the same length. */
export interface SpiDevice {
  /** Highest clock the datasheet allows for a write. */
  readonly hzMax: number;
  transfer(bytes: Uint8Array, hz: number, mode: number): Uint8Array | undefined;
}

/** A device on an I2C bus. Undefined or false: no acknowledge. */
export interface I2cDevice {
  readonly address: number;
  write(bytes: Uint8Array): boolean;
  read(count: number): Uint8Array | undefined;
}

/** One end of a serial line as a device sees it. `attach` gives it the way back to the board. */
export interface UartDevice {
  /** Bits per second at which the device listens and speaks. */
  readonly baud: number;
  /** Bytes that have just arrived (the last one now), already at the device's baud rate. */
  receive(bytes: Uint8Array): void;
  /** The line towards the board. `send` queues bytes; they leave one after another at the line's baud rate. */
  attach(line: UartLine): void;
}

export interface UartLine {
  send(bytes: Uint8Array): void;
}

/** A digital input of a chip. */
export interface PinInput {
  set(level: 0 | 1): void;
}
