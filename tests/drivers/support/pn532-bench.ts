// SPDX-License-Identifier: Apache-2.0
//
// A bench for the PN532 driver: the chip model on a kernel, ECMA-419 classes bound to it with the times of the real wires, and a
// loop that lets promise jobs run before time moves on. No engine and no platform module is needed.

import type { Answer, Card, Identity } from '../../../host-sim/cards/card.ts';
import { Pn532Chip } from '../../../host-sim/chips/pn532.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import type { Clock } from '../../../src/io/clock.ts';
import type {
  Digital,
  DigitalOptions,
  I2c,
  I2cOptions,
  Serial,
  SerialOptions,
} from '../../../src/io/ecma419.ts';

const fifoSize = 128;

export class Bench {
  readonly kernel: Kernel;
  readonly chip: Pn532Chip;
  readonly clock: Clock;
  /** Bytes the driver has written so far. */
  sentCount = 0;
  /** Serials opened so far, by rate. */
  readonly rates: number[] = [];
  /** How late the program reads what has arrived. */
  readLateUs = 0;
  /** While true, nothing on the board's pins exists. */
  openFails = false;
  busFails = false;
  /** Writes that never reach the chip. */
  swallows: (data: Uint8Array) => boolean = () => false;
  /** What another chip would say in this one's place. */
  says: (frame: Uint8Array) => Uint8Array = (frame) => frame;
  readonly #turn: (() => void)[] = [];
  #inUse = false;
  #serial: BenchSerial | undefined;
  #irq: 0 | 1 = 1;
  #onIrq: (() => void) | undefined;

  constructor(seed: string, port: 'hsu' | 'i2c' = 'hsu') {
    this.kernel = new Kernel(seed);
    const { kernel } = this;
    const context = { kernel, random: kernel.random('pn532'), log: () => {} };
    this.chip = new Pn532Chip(context, { port });
    this.clock = {
      get nowMs() {
        return Math.floor(kernel.nowUs / 1000);
      },
      after: (delayMs, callback) => {
        let live = true;
        kernel.schedule(delayMs * 1000, () => this.later(() => live && callback()));
        return {
          cancel: () => {
            live = false;
          },
        };
      },
    };
    this.chip.bus.uart.attach({ send: (bytes) => this.#serial?.hear(this.says(bytes)) });
    this.chip.bus.irq({
      set: (level) => {
        const fell = level === 0 && this.#irq === 1;
        this.#irq = level;
        if (fell) this.later(() => this.#onIrq?.());
      },
    });
  }

  /** Queues a call into the program. */
  later(call: () => void): void {
    this.#turn.push(call);
  }

  /** Runs the world until `promise` settles; throws when `limitMs` pass first. */
  async run<T>(promise: Promise<T>, limitMs = 60_000): Promise<T> {
    const endUs = this.kernel.nowUs + limitMs * 1000;
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await this.#jobs();
      if (settled) return promise;
      const nextUs = this.kernel.nextUs;
      if (nextUs === undefined || nextUs > endUs) throw new Error('nothing more happens');
      this.kernel.advanceTo(nextUs);
    }
  }

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    let over = false;
    this.kernel.schedule(ms * 1000, () => {
      over = true;
    });
    while (!over) {
      await this.#jobs();
      this.kernel.advanceTo(this.kernel.nextUs!);
    }
    await this.#jobs();
  }

  async #jobs(): Promise<void> {
    do {
      this.#turn.shift()?.();
      for (let i = 0; i < 12; i++) await undefined;
    } while (this.#turn.length > 0);
  }

  get serial(): new (
    options: SerialOptions,
  ) => Serial {
    const bench = this;
    return class extends BenchSerial {
      constructor(options: SerialOptions) {
        if (bench.#inUse || bench.openFails) throw new Error('in use');
        bench.#inUse = true;
        bench.rates.push(options.baud);
        super(bench, options, () => {
          bench.#inUse = false;
        });
        bench.#serial = this;
      }
    };
  }

  get i2c(): new (
    options: I2cOptions,
  ) => I2c {
    const { chip, kernel } = this;
    const bench = this;
    return class implements I2c {
      readonly #byteUs: number;
      constructor({ hz }: I2cOptions) {
        this.#byteUs = 9_000_000 / hz;
      }
      write(bytes: ArrayBufferView | ArrayBuffer): void {
        const data = copyOf(bytes);
        kernel.spend((data.length + 1) * this.#byteUs);
        bench.sentCount += data.length;
        if (bench.busFails || !chip.bus.i2c.write(data)) throw new Error('no acknowledge');
      }
      read(count: number): ArrayBuffer {
        kernel.spend((count + 1) * this.#byteUs);
        const bytes = bench.busFails ? undefined : chip.bus.i2c.read(count);
        if (!bytes) throw new Error('no acknowledge');
        return bytes.slice().buffer;
      }
      writeRead(): ArrayBuffer {
        throw new Error('not used');
      }
      close(): void {}
    };
  }

  get digital(): new (
    options: DigitalOptions,
  ) => Digital {
    const bench = this;
    return class implements Digital {
      constructor(options: DigitalOptions) {
        if (bench.openFails) throw new Error('in use');
        bench.#onIrq = () => options.onReadable?.call(this);
      }
      read(): number {
        return bench.#irq;
      }
      write(): void {
        throw new Error('an input');
      }
      close(): void {
        bench.#onIrq = undefined;
      }
    };
  }
}

class BenchSerial implements Serial {
  readonly #bench: Bench;
  readonly #options: SerialOptions;
  readonly #onClose: () => void;
  #waiting = 0;
  #freeUs = 0;
  #received: number[] = [];
  #hearsUs = 0;
  #closed = false;
  #readPlanned = false;

  constructor(bench: Bench, options: SerialOptions, onClose: () => void) {
    this.#bench = bench;
    this.#options = options;
    this.#onClose = onClose;
    this.#tellWritable();
  }

  write(bytes: ArrayBufferView | ArrayBuffer): void {
    this.#check();
    const data = copyOf(bytes);
    if (this.#waiting + data.length > fifoSize) throw new Error('output full');
    const { kernel, chip } = this.#bench;
    this.#bench.sentCount += data.length;
    this.#waiting += data.length;
    const swallowed = this.#bench.swallows(data);
    for (const byte of data) {
      this.#freeUs = Math.max(this.#freeUs, kernel.nowUs) + 10_000_000 / this.#options.baud;
      kernel.schedule(this.#freeUs - kernel.nowUs, () => {
        if (this.#closed) return;
        const { uart } = chip.bus;
        // At the wrong rate something arrives, but not this.
        const heard = uart.baud === this.#options.baud ? byte : byte ^ 0xa5;
        if (!swallowed) uart.receive(Uint8Array.of(heard));
        if (--this.#waiting === 0) this.#tellWritable();
      });
    }
  }

  read(): ArrayBuffer | undefined {
    this.#check();
    if (this.#received.length === 0) return undefined;
    const bytes = Uint8Array.from(this.#received);
    this.#received = [];
    return bytes.buffer;
  }

  close(): void {
    if (!this.#closed) this.#onClose();
    this.#closed = true;
  }

  /** The chip's bytes come in one after another; what does not fit the FIFO is lost. */
  hear(bytes: Uint8Array): void {
    const { kernel, chip } = this.#bench;
    const { baud } = chip.bus.uart;
    const byteUs = 10_000_000 / baud;
    for (const byte of bytes) {
      this.#hearsUs = Math.max(this.#hearsUs, kernel.nowUs) + byteUs;
      kernel.schedule(this.#hearsUs - kernel.nowUs, () => {
        if (this.#closed || this.#received.length === fifoSize) return;
        this.#received.push(baud === this.#options.baud ? byte : byte ^ 0xa5);
        this.#planRead();
      });
    }
  }

  #planRead(): void {
    if (this.#readPlanned) return;
    this.#readPlanned = true;
    this.#bench.kernel.schedule(1_000 + this.#bench.readLateUs, () => {
      this.#readPlanned = false;
      this.#bench.later(() => {
        const count = this.#received.length;
        if (!this.#closed && count > 0) this.#options.onReadable?.call(this, count);
      });
    });
  }

  #tellWritable(): void {
    this.#bench.later(() => {
      if (!this.#closed) this.#options.onWritable?.call(this, fifoSize - this.#waiting);
    });
  }

  #check(): void {
    if (this.#closed) throw new SyntaxError('closed');
  }
}

function copyOf(bytes: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice()
    : new Uint8Array(bytes.slice(0));
}

export interface EchoOptions {
  readonly identity?: Identity;
  readonly us?: number;
  /** What the card answers; the default is the command itself. */
  readonly answer?: (apdu: Uint8Array, index: number) => Partial<Answer>;
}

const ats = Uint8Array.of(0x05, 0x78, 0x00, 0x80, 0x02);

export const identityA = (...uid: readonly number[]): Identity => ({
  type: 'A',
  atqa: uid.length === 4 ? 0x0004 : 0x0044,
  sak: 0x20,
  uid: Uint8Array.from(uid),
  ats,
});

export const identityB: Identity = {
  type: 'B',
  pupi: Uint8Array.of(0xb1, 0xb2, 0xb3, 0xb4),
  applicationData: new Uint8Array(4),
  protocolInfo: Uint8Array.of(0x00, 0x81, 0x80),
};

/** A card without a meaning: it answers in `us`. */
export class EchoCard implements Card {
  readonly name = 'echo';
  readonly identity: Identity;
  readonly commands: Uint8Array[] = [];
  powered = false;
  activationCount = 0;
  readonly #options: EchoOptions;

  constructor(options: EchoOptions = {}) {
    this.#options = options;
    this.identity = options.identity ?? identityA(0x11, 0x22, 0x33, 0x44);
  }

  fieldOn(): void {
    this.powered = true;
  }

  fieldOff(): void {
    this.powered = false;
  }

  activated(): void {
    this.activationCount++;
  }

  command(apdu: Uint8Array): Answer {
    this.commands.push(apdu);
    const { us = 5_000, answer } = this.#options;
    return { response: apdu, us, ...answer?.(apdu, this.commands.length) };
  }
}
