// SPDX-License-Identifier: Apache-2.0
//
// NFC reader PN532, firmware 1.6, over HSU or I2C. docs/sources.md [domain E1, E2].
// The chip does anticollision, RATS and the ISO-DEP blocks itself; this driver finds one card, carries APDUs, and knows nothing
// of what is in them. Not EMV level 1: the chip decides on frame delays and retries.
// Easy to get wrong: type B is polled before type A, so that when a type A card turns up, B has been looked for milliseconds
// ago and a second card of the other type does not go unnoticed; listing again would forget the first.

import type { Alarm, Clock } from '../../src/io/clock.ts';
import { commandDataMax } from './pn532-frame.ts';
import { type HsuOptions, Pn532Hsu } from './pn532-hsu.ts';
import { type I2cPortOptions, Pn532I2c } from './pn532-i2c.ts';
import { Pn532Link, type Reply, type Transport } from './pn532-link.ts';
import { parseTarget, type Target } from './pn532-target.ts';

/** As the manual names them. */
export const Command = Object.freeze(
  {
    Diagnose: 0x00,
    GetFirmwareVersion: 0x02,
    SetSerialBaudRate: 0x10,
    SAMConfiguration: 0x14,
    RFConfiguration: 0x32,
    InDataExchange: 0x40,
    InListPassiveTarget: 0x4a,
  } as const,
  true,
);

const BrTy = Object.freeze({ A: 0x00, B: 0x03 } as const, true);
const RfItem = Object.freeze({ Field: 0x01, MaxRtyCOM: 0x04, MaxRetries: 0x05 } as const, true);
/** In a target number or status byte: more data follow. */
const more = 0x40;

/** What the status byte of an exchange means to the caller; every other code is a protocol error. */
const goneStatuses: readonly number[] = Object.freeze([0x29, 0x2a, 0x2b], true);
const statusTimeout = 0x01;

/** SetSerialBaudRate codes of the rates worth raising to. */
export const baudCodes: Readonly<Record<number, number | undefined>> = Object.freeze(
  {
    230400: 0x05,
    460800: 0x06,
    921600: 0x07,
  },
  true,
);
const bootBaud = 115200;

const quickMs = 50;
const listMs = 150;
/** Frame waiting time at its longest, 4.95 s, and a margin. */
const exchangeMsDefault = 6_000;
/** Between two rounds of polling, for whoever else wants the processor. */
const pauseMs = 5;
const pieceMax = commandDataMax - 1;
const responseMax = 4_096;
/** The chip hands over what it has collected, some 250 bytes at a time. */
const piecesMax = 16;

export interface Pn532Options {
  /** Exactly one of `hsu` and `i2c`. */
  readonly hsu?: Omit<HsuOptions, 'baud'>;
  readonly i2c?: I2cPortOptions;
  readonly clock: Clock;
  /** Rate to go up to after start; stays at 115200 without it or when the chip does not follow. */
  readonly baudFast?: 230400 | 460800 | 921600;
  /** The chip has stopped answering, or is not a PN532. */
  readonly onError?: (error: Error) => void;
}

export interface Firmware {
  readonly version: number;
  readonly revision: number;
}

export type Opened =
  | { readonly ok: true; readonly firmware: Firmware }
  | { readonly ok: false; readonly reason: 'silent' | 'wrong-chip' | 'closed' };

export type PollResult =
  | { readonly kind: 'target'; readonly target: Target }
  /** More than one card. */
  | { readonly kind: 'collision' }
  /** One card, which does not speak ISO-DEP. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'none' | 'cancelled' | 'fault' | 'closed' };

export type Exchange =
  | { readonly ok: true; readonly response: Uint8Array }
  /** `removed`: no card there any more; `timeout`: it is there and silent; `fault`: the chip does not answer. */
  | {
      readonly ok: false;
      readonly reason: 'removed' | 'timeout' | 'protocol' | 'fault' | 'closed';
    };

export class Pn532 {
  readonly #clock: Clock;
  readonly #link: Pn532Link;
  readonly #baudFast: number | undefined;
  #hsu: Pn532Hsu | undefined;
  #transport: Transport | undefined;
  #onError: ((error: Error) => void) | undefined;
  #firmware: Firmware | undefined;
  #target: Target | undefined;
  #cancelled = false;
  #closed = false;
  #pause: { readonly alarm: Alarm; readonly resolve: () => void } | undefined;

  constructor(options: Pn532Options) {
    const { hsu, i2c, clock, baudFast, onError } = options;
    if ((hsu === undefined) === (i2c === undefined)) throw new TypeError('either hsu or i2c');
    this.#clock = clock;
    this.#baudFast = hsu ? baudFast : undefined;
    this.#onError = onError;
    this.#link = new Pn532Link(clock, (receiver) => {
      if (hsu) this.#hsu = new Pn532Hsu({ ...hsu, baud: bootBaud }, receiver);
      this.#transport = this.#hsu ?? new Pn532I2c(i2c!, receiver);
      return this.#transport;
    });
  }

  /** Known after a successful `open`. */
  get firmware(): Firmware | undefined {
    return this.#firmware;
  }

  /** A stopwatch that runs while a command is with the chip, and the card: only differences mean something (pn532-link.ts). */
  get answeredUs(): number {
    return this.#link.answeredUs;
  }

  /** Wakes and configures the chip, also one that a restart of the host left running. At most about half a second. */
  async open(): Promise<Opened> {
    if (!(await this.#wake())) return this.#failed('silent', 'no answer');
    const version = await this.#command(Command.GetFirmwareVersion, []);
    if (!version.ok) return this.#failed('silent', 'no firmware version');
    const [ic, major = 0, revision = 0] = version.data;
    if (ic !== 0x32) return this.#failed('wrong-chip', 'not a PN532');
    if (!(await this.#raiseBaud())) return this.#failed('silent', 'lost after change of rate');
    // Finite retries: 1 repetition of a block, 2 attempts of a poll.
    const configured =
      (await this.#command(Command.RFConfiguration, [RfItem.MaxRtyCOM, 0x01])).ok &&
      (await this.#command(Command.RFConfiguration, [RfItem.MaxRetries, 0x00, 0x01, 0x01])).ok &&
      (await this.#fieldOff());
    if (!configured) return this.#failed('silent', 'not configurable');
    this.#firmware = { version: major, revision };
    return { ok: true, firmware: this.#firmware };
  }

  /** Polls until a card is there, `cancel()` is called or `timeoutMs` is over. The field stays on. */
  async poll(timeoutMs: number): Promise<PollResult> {
    const endMs = this.#clock.nowMs + timeoutMs;
    this.#cancelled = false;
    this.#target = undefined;
    do {
      const result = await this.#pollOnce();
      if (this.#closed) return { kind: 'closed' };
      if (this.#cancelled) return { kind: 'cancelled' };
      if (result.kind === 'target') this.#target = result.target;
      if (result.kind !== 'none') return result;
      await this.#sleep(pauseMs);
    } while (this.#clock.nowMs < endMs);
    return { kind: 'none' };
  }

  /** The poll under way resolves as `cancelled`, within some 30 ms. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** One APDU to the card that `poll` found. */
  async transceive(apdu: Uint8Array, timeoutMs: number = exchangeMsDefault): Promise<Exchange> {
    const target = this.#target;
    if (this.#closed) return { ok: false, reason: 'closed' };
    if (!target) return { ok: false, reason: 'removed' };
    let reply = await this.#sendApdu(target.number, apdu, timeoutMs);
    const parts: Uint8Array[] = [];
    for (let size = 0; ; ) {
      if (!reply.ok) return this.#exchangeFault(reply.reason);
      const status = reply.data[0] ?? 0x3f;
      if ((status & 0x3f) !== 0) return await this.#cardFault(status & 0x3f);
      const part = reply.data.subarray(1);
      parts.push(part);
      size += part.length;
      if ((status & more) === 0) {
        return { ok: true, response: parts.length === 1 ? part : joined(parts, size) };
      }
      // A card may chain blocks of no bytes for ever.
      if (size > responseMax || parts.length === piecesMax)
        return { ok: false, reason: 'protocol' };
      reply = await this.#command(Command.InDataExchange, [target.number], timeoutMs);
    }
  }

  /** Is there a card? Leaves an activated one as it is. */
  async present(): Promise<boolean> {
    if (this.#target) return this.#attends();
    for (const type of ['A', 'B'] as const) {
      const listed = await this.#list(type, 1);
      if (listed && listed.count > 0) return true;
    }
    return false;
  }

  /** Takes the card's power away, which ends its session, too. */
  async release(): Promise<void> {
    this.#target = undefined;
    await this.#fieldOff();
  }

  /** Idempotent; what is under way resolves as closed, and nothing calls back any more. */
  close(): void {
    this.#closed = true;
    this.#onError = undefined;
    this.#target = undefined;
    this.#link.close();
    this.#pause?.alarm.cancel();
    this.#pause?.resolve();
  }

  async #wake(): Promise<boolean> {
    // After a restart of the host alone the chip may still be at the fast rate, or in the middle of a frame.
    const attempts = [
      { baud: bootBaud, long: false },
      { baud: this.#baudFast ?? bootBaud, long: true },
      { baud: bootBaud, long: true },
    ];
    for (const { baud, long } of attempts) {
      if (this.#closed) return false;
      this.#hsu?.setBaud(baud);
      this.#transport!.wake(long);
      // Normal mode, no virtual card timeout, IRQ line in use.
      if ((await this.#command(Command.SAMConfiguration, [0x01, 0x00, 0x01])).ok) return true;
    }
    return false;
  }

  /** False only when the chip is lost. */
  async #raiseBaud(): Promise<boolean> {
    const hsu = this.#hsu;
    const baud = this.#baudFast;
    if (!hsu || baud === undefined || hsu.baud === baud) return true;
    if (!(await this.#command(Command.SetSerialBaudRate, [baudCodes[baud]!])).ok) return true;
    // The chip changes after the host's ACK has left at the old rate.
    this.#link.acknowledge();
    await this.#sleep(Math.ceil(hsu.lineUs(6) / 1000) + 2);
    for (const rate of [baud, bootBaud]) {
      if (this.#closed) return false;
      hsu.setBaud(rate);
      if ((await this.#command(Command.GetFirmwareVersion, [])).ok) return true;
    }
    return false;
  }

  async #pollOnce(): Promise<PollResult> {
    const b = await this.#list('B', 2);
    const a = b && (await this.#list('A', 2));
    if (!a || !b) return { kind: 'fault' };
    if (a.count + b.count > 1) return { kind: 'collision' };
    if (a.count + b.count === 0) return { kind: 'none' };
    // Looking for A has made the chip forget the B card.
    const found = a.count === 1 ? a : await this.#list('B', 1);
    if (!found) return { kind: 'fault' };
    if (!found.target) return { kind: 'none' };
    if (!found.target.isoDep) return { kind: 'unsupported' };
    return { kind: 'target', target: found.target };
  }

  /** Undefined when the chip fails. */
  async #list(type: 'A' | 'B', countMax: number) {
    const afi = type === 'B' ? [0x00] : [];
    const data = [countMax, BrTy[type], ...afi];
    const reply = await this.#command(Command.InListPassiveTarget, data, listMs);
    if (!reply.ok) {
      if (reply.reason !== 'closed') this.#report(`poll ${type}: ${reply.reason}`);
      return undefined;
    }
    const count = reply.data[0] ?? 0;
    return { count, target: count > 0 ? parseTarget(type, reply.data.subarray(1)) : undefined };
  }

  /** In pieces that fit a frame; the chip collects them. */
  #sendApdu(number: number, apdu: Uint8Array, timeoutMs: number): Promise<Reply> {
    if (apdu.length > pieceMax) return this.#sendPieces(number, apdu, timeoutMs);
    return this.#link.command(Command.InDataExchange, prefixed(number, apdu), timeoutMs);
  }

  async #sendPieces(number: number, apdu: Uint8Array, timeoutMs: number): Promise<Reply> {
    let offset = 0;
    for (; apdu.length - offset > pieceMax; offset += pieceMax) {
      const piece = prefixed(number | more, apdu.subarray(offset, offset + pieceMax));
      const reply = await this.#link.command(Command.InDataExchange, piece, timeoutMs);
      if (!reply.ok || (reply.data[0] ?? 0x3f) !== 0) return reply;
    }
    const last = prefixed(number, apdu.subarray(offset));
    return this.#link.command(Command.InDataExchange, last, timeoutMs);
  }

  #exchangeFault(reason: 'no-ack' | 'timeout' | 'damaged' | 'refused' | 'closed'): Exchange {
    if (reason === 'timeout' || reason === 'closed') return { ok: false, reason };
    this.#report(`exchange: ${reason}`);
    return { ok: false, reason: 'fault' };
  }

  async #cardFault(status: number): Promise<Exchange> {
    if (goneStatuses.includes(status)) return { ok: false, reason: 'removed' };
    if (status !== statusTimeout) return { ok: false, reason: 'protocol' };
    return { ok: false, reason: (await this.#attends()) ? 'timeout' : 'removed' };
  }

  /** Does the activated card react to R(NAK)? */
  async #attends(): Promise<boolean> {
    const reply = await this.#command(Command.Diagnose, [0x06], exchangeMsDefault);
    return reply.ok && reply.data[0] === 0x00;
  }

  async #fieldOff(): Promise<boolean> {
    return (await this.#command(Command.RFConfiguration, [RfItem.Field, 0x00])).ok;
  }

  #command(code: number, data: readonly number[], timeoutMs: number = quickMs): Promise<Reply> {
    return this.#link.command(code, Uint8Array.from(data), timeoutMs);
  }

  #failed(reason: 'silent' | 'wrong-chip', what: string): Opened {
    if (this.#closed) return { ok: false, reason: 'closed' };
    this.#report(what);
    return { ok: false, reason };
  }

  #report(what: string): void {
    this.#onError?.(new Error(`pn532: ${what}`));
  }

  #sleep(delayMs: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#pause = { alarm: this.#clock.after(delayMs, resolve), resolve };
    });
  }
}

function prefixed(number: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 1);
  bytes[0] = number;
  bytes.set(data, 1);
  return bytes;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
