// SPDX-License-Identifier: Apache-2.0
//
// The PN532's I2C port with its IRQ line. docs/sources.md [domain E1].
// Easy to get wrong: every read begins with a status byte and starts the frame anew, so a frame longer than the first read is
// read again as a whole.

import type { Digital, DigitalOptions, I2c, I2cOptions, Io } from '../../src/io/ecma419.ts';
import type { Receiver, Transport } from './pn532-link.ts';

export interface I2cPortOptions {
  readonly i2c: Io<I2cOptions, I2c>;
  /** P70_IRQ, low while a frame waits. */
  readonly interrupt: Io<DigitalOptions, Digital>;
}

const address = 0x24;
const hzMax = 400_000;
/** Status byte and most answers. */
const firstRead = 32;
const falling = 2;

export class Pn532I2c implements Transport {
  readonly #receiver: Receiver;
  #bus: I2c | undefined;
  #interrupt: Digital | undefined;

  constructor(options: I2cPortOptions, receiver: Receiver) {
    this.#receiver = receiver;
    const { i2c, interrupt } = options;
    try {
      this.#bus = new i2c.io({ ...i2c, address, hz: Math.min(i2c.hz, hzMax) });
      this.#interrupt = new interrupt.io({
        ...interrupt,
        edge: falling,
        onReadable: () => this.#read(),
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** A sleeping chip does not acknowledge, but its address wakes it: the link sends again when no ACK comes. */
  write(bytes: Uint8Array): void {
    try {
      this.#bus?.write(bytes);
    } catch {
      // Not acknowledged: the same to the link as a frame lost on the way.
    }
    // The line is low already when an earlier frame could not be read: no edge will come.
    if (this.#interrupt?.read() === 0) Promise.resolve().then(() => this.#read());
  }

  wake(): void {}

  lineUs(count: number): number {
    return (count * 9_000_000) / hzMax;
  }

  close(): void {
    this.#interrupt?.close();
    this.#bus?.close();
    this.#interrupt = undefined;
    this.#bus = undefined;
  }

  #read(): void {
    // A second frame may wait behind the first; its edge came while the first was read.
    for (let i = 0; i < 2 && this.#interrupt?.read() === 0; i++) {
      const frame = this.#readFrame();
      if (!frame) {
        this.#receiver.lost();
        return;
      }
      this.#receiver.bytes(frame);
    }
  }

  #readFrame(): Uint8Array | undefined {
    try {
      const bytes = new Uint8Array(this.#bus!.read(firstRead));
      const size = frameSize(bytes);
      const whole = size < firstRead ? bytes : new Uint8Array(this.#bus!.read(size + 1));
      return whole[0] === 1 ? whole.subarray(1) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Bytes of the frame that begins after the status byte. */
function frameSize(bytes: Uint8Array): number {
  const length = bytes[4]!;
  const check = bytes[5]!;
  if (length === 0xff && check === 0xff) return ((bytes[6]! << 8) | bytes[7]!) + 10;
  return check === 0 || length === 0 ? 6 : length + 7;
}
