// SPDX-License-Identifier: Apache-2.0
//
// The printer driver and the printer model joined by a serial line with the board's FIFOs, in virtual time. As on the
// board, the driver is called between two events of the world, never within one, and its promise jobs run after each call.

import {
  EscPosPrinter as Chip,
  type EscPosPrinterOptions,
} from '../../host-sim/chips/escpos-printer.ts';
import type { UartDevice } from '../../host-sim/chips/model.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import type { Clock } from '../../src/io/clock.ts';
import type { Serial, SerialOptions } from '../../src/io/ecma419.ts';

const fifoBytes = 128;
const byteUs = 10_000_000 / 115_200;

export class PrinterBench {
  readonly kernel = new Kernel('printer');
  readonly chip: Chip;
  readonly clock: Clock;
  /** all that went to the printer */
  readonly sent: number[] = [];
  openCount = 0;
  #turns: (() => void)[] = [];

  constructor(options: EscPosPrinterOptions = {}) {
    const { kernel } = this;
    const context = { kernel, random: kernel.random('printer'), log: () => {} };
    this.chip = new Chip(context, options);
    this.clock = {
      get nowMs() {
        return Math.floor(kernel.nowUs / 1000);
      },
      after: (delayMs, callback) => {
        const task = kernel.schedule(delayMs * 1000, () =>
          this.#turns.push(() => {
            if (!task.cancelled) callback();
          }),
        );
        return { cancel: () => kernel.cancel(task) };
      },
    };
  }

  get serial() {
    const bench = this;
    return {
      baud: 115_200,
      io: class implements Serial {
        #open = true;
        #received: number[] = [];
        #freeUs = 0;
        #device: UartDevice = bench.chip.bus;
        readonly #options: SerialOptions;

        constructor(options: SerialOptions) {
          this.#options = options;
          bench.openCount++;
          this.#device.attach({ send: (bytes) => this.#arrive(bytes) });
          bench.#turns.push(() => this.#callWritable());
        }

        #callWritable(): void {
          if (this.#open) this.#options.onWritable?.call(this, fifoBytes);
        }

        #arrive(bytes: Uint8Array): void {
          bench.kernel.schedule(bytes.length * byteUs, () => {
            if (!this.#open) return;
            this.#received.push(...bytes);
            bench.#turns.push(() => {
              if (this.#open) this.#options.onReadable?.call(this, this.#received.length);
            });
          });
        }

        read(): ArrayBuffer | undefined {
          if (!this.#open) throw new SyntaxError('closed');
          const bytes = Uint8Array.from(this.#received.splice(0));
          return bytes.length > 0 ? bytes.buffer : undefined;
        }

        write(data: ArrayBufferView | ArrayBuffer): void {
          if (!this.#open) throw new SyntaxError('closed');
          const bytes = new Uint8Array(data as ArrayBuffer);
          const { kernel } = bench;
          const waiting = Math.ceil(Math.max(0, this.#freeUs - kernel.nowUs) / byteUs);
          if (bytes.length > fifoBytes - waiting) throw new Error('output full');
          this.#freeUs = Math.max(this.#freeUs, kernel.nowUs) + bytes.length * byteUs;
          const endUs = this.#freeUs;
          kernel.schedule(endUs - kernel.nowUs, () => {
            bench.sent.push(...bytes);
            this.#device.receive(bytes);
            if (endUs === this.#freeUs) bench.#turns.push(() => this.#callWritable());
          });
        }

        close(): void {
          if (this.#open) bench.openCount--;
          this.#open = false;
        }
      },
    };
  }

  /** Lets the world go on until `done()`, at most for `limitMs`. */
  async until(done: () => boolean, limitMs = 120_000): Promise<void> {
    const endUs = this.kernel.nowUs + limitMs * 1000;
    for (;;) {
      await this.#settle();
      if (done()) return;
      const next = this.kernel.nextUs;
      if (next === undefined || next > endUs) break;
      this.kernel.advanceTo(next);
    }
    this.kernel.advanceTo(endUs);
  }

  async runMs(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }

  /** The value of a promise that the world fulfils. */
  async resolved<T>(promise: Promise<T>, limitMs?: number): Promise<T> {
    let settled: { value: T } | undefined;
    let failed: { error: unknown } | undefined;
    promise.then(
      (value) => {
        settled = { value };
      },
      (error) => {
        failed = { error };
      },
    );
    await this.until(() => settled !== undefined || failed !== undefined, limitMs);
    if (failed) throw failed.error;
    if (!settled) throw new Error('the promise was not settled in time');
    return settled.value;
  }

  async #settle(): Promise<void> {
    do {
      for (const turn of this.#turns.splice(0)) turn();
      await new Promise(setImmediate);
    } while (this.#turns.length > 0);
  }
}
