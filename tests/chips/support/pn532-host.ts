// SPDX-License-Identifier: Apache-2.0
//
// A bare host on the PN532 model's serial line: bytes out at the line's rate, bytes in with the time at which they came. It
// knows no frames, so that the tests spell them out.

import type { Card } from '../../../host-sim/cards/card.ts';
import { Pn532Chip } from '../../../host-sim/chips/pn532.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';

export const ack = '0000FF00FF00';
export const nack = '0000FFFF0000';
export const errorFrame = '0000FF01FF7F8100';
export const wakeUp = `5555${'00'.repeat(14)}`;

/** A command of code and data, framed. */
export const command = (hex: string): string => framed(`D4${hex}`);
/** What the chip sends as answer, framed. */
export const answer = (hex: string): string => framed(`D5${hex}`);

function framed(content: string): string {
  const bytes = fromHex(content);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  const low = (value: number) => (value & 0xff).toString(16).toUpperCase().padStart(2, '0');
  const count = bytes.length;
  const length =
    count < 256
      ? low(count) + low(-count)
      : `FFFF${low(count >> 8)}${low(count)}${low(-((count >> 8) + count))}`;
  return `0000FF${length}${content}${low(-sum)}00`;
}

export class Host {
  readonly kernel = new Kernel('pn532 host');
  readonly chip: Pn532Chip;
  readonly log: string[] = [];
  #heard = '';
  #lastUs = 0;

  constructor({ foreign = false, port = 'hsu' as 'hsu' | 'i2c' } = {}) {
    const { kernel, log } = this;
    const context = {
      kernel,
      random: kernel.random('pn532'),
      log: (line: string) => log.push(line),
      foreign,
    };
    this.chip = new Pn532Chip(context, { port });
    this.chip.bus.uart.attach({
      send: (bytes) => {
        this.#heard += toHex(bytes);
        this.#lastUs = kernel.nowUs;
      },
    });
  }

  /** Sends, and waits until the last bit is out. */
  send(hex: string): void {
    const bytes = fromHex(hex);
    for (const byte of bytes) {
      this.kernel.spend(10_000_000 / this.chip.bus.uart.baud);
      this.chip.bus.uart.receive(Uint8Array.of(byte));
    }
  }

  /** What the chip has said since the last call, after `ms` more. */
  hears(ms = 20): string {
    this.kernel.spend(ms * 1000);
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  /** Sends a command and returns the answer without frame and ACK, or all that came if it is not that. */
  asks(hex: string, ms = 100): string {
    this.send(command(hex));
    const heard = this.hears(ms);
    if (!heard.startsWith(ack)) return heard;
    const rest = heard.slice(ack.length);
    const extended = rest.startsWith('0000FFFFFF');
    return rest.slice(extended ? 18 : 12, -4);
  }

  /** Like `asks`, and how long it took from the end of the command to the answer on its way. */
  times(hex: string, ms = 1_000): { readonly answer: string; readonly us: number } {
    this.send(command(hex));
    const beginUs = this.kernel.nowUs;
    const heard = this.hears(ms);
    return { answer: heard.slice(ack.length + 12, -4), us: this.#lastUs - beginUs };
  }

  /** Awake, in normal mode, with finite polls. */
  begin(...cards: readonly Card[]): this {
    this.send(wakeUp);
    this.asks('1401');
    this.asks('3205FF0101');
    for (const card of cards) this.chip.world.present(card);
    return this;
  }
}
