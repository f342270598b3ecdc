// SPDX-License-Identifier: Apache-2.0
//
// The PN532's serial port (HSU). The board's transmit FIFO holds 128 bytes, so frames leave in pieces. ECMA-419 fixes the rate
// of a Serial for life: another rate means another Serial. docs/sources.md [domain E1].

import type { Io, Serial, SerialOptions } from '../../src/io/ecma419.ts';
import type { Receiver, Transport } from './pn532-link.ts';

export type HsuOptions = Io<SerialOptions, Serial>;

/** Wakes the chip, then lets the millisecond pass in which it is deaf. */
const preamble = new Uint8Array(18);
preamble.set([0x55, 0x55]);
/** As long as the longest frame the chip could still be waiting for. */
const flush = new Uint8Array(280);

export class Pn532Hsu implements Transport {
  readonly #options: HsuOptions;
  readonly #receiver: Receiver;
  #serial: Serial | undefined;
  #baud: number;
  #queue: Uint8Array[] = [];
  #room = 0;

  constructor(options: HsuOptions, receiver: Receiver) {
    this.#options = options;
    this.#receiver = receiver;
    this.#baud = options.baud;
    this.#open();
  }

  get baud(): number {
    return this.#baud;
  }

  /** Bytes not yet sent at the old rate are dropped. */
  setBaud(baud: number): void {
    if (baud === this.#baud) return;
    this.close();
    this.#baud = baud;
    this.#open();
  }

  write(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#drain();
  }

  wake(long: boolean): void {
    this.write(preamble);
    if (long) this.write(flush);
  }

  lineUs(count: number): number {
    return (count * 10_000_000) / this.#baud;
  }

  close(): void {
    this.#serial?.close();
    this.#serial = undefined;
    this.#queue = [];
    this.#room = 0;
  }

  #open(): void {
    this.#serial = new this.#options.io({
      ...this.#options,
      baud: this.#baud,
      format: 'buffer',
      onReadable: () => this.#read(),
      onWritable: (count) => {
        this.#room = count;
        this.#drain();
      },
    });
  }

  #read(): void {
    const bytes = this.#serial?.read();
    if (bytes) this.#receiver.bytes(new Uint8Array(bytes));
  }

  #drain(): void {
    while (this.#room > 0) {
      const next = this.#queue.shift();
      if (!next) return;
      const piece = next.subarray(0, this.#room);
      if (piece.length < next.length) this.#queue.unshift(next.subarray(piece.length));
      this.#room -= piece.length;
      this.#serial?.write(piece);
    }
  }
}
