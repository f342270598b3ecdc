// SPDX-License-Identifier: Apache-2.0
//
// The dialogue with a PN532 over any transport: command, ACK, answer; NACK for a damaged answer, the command again when no ACK
// comes, ACK to end a command that takes too long. One command at a time. docs/sources.md [domain E1].

import type { Alarm, Clock } from '../../src/io/clock.ts';
import { ackFrame, type ChipFrame, commandFrame, FrameReader, nackFrame } from './pn532-frame.ts';

export interface Transport {
  /** Sends bytes after those already on their way. */
  write(bytes: Uint8Array): void;
  /** What wakes a sleeping chip; harmless when it is awake. `long`: also ends a frame the chip is stuck in. */
  wake(long: boolean): void;
  /** How long `count` bytes take on the wire. */
  lineUs(count: number): number;
  /** Idempotent. */
  close(): void;
}

export interface Receiver {
  bytes(bytes: Uint8Array): void;
  /** A frame was there and could not be read. */
  lost(): void;
}

export type Reply =
  | { readonly ok: true; readonly data: Uint8Array }
  /**
   * `no-ack`: the chip does not react; `timeout`: it took the command but did not finish; `damaged`: its answers do not
   * survive the line; `refused`: it calls the command malformed; `closed`: closed meanwhile.
   */
  | {
      readonly ok: false;
      readonly reason: 'no-ack' | 'timeout' | 'damaged' | 'refused' | 'closed';
    };

/** The chip acknowledges within 15 ms. */
const ackMs = 20;
const repeatMs = 20;
/** How often a command is sent, and how often an answer is asked for again. */
const sendCountMax = 3;
const nackCountMax = 2;
const longestFrame = 274;
/** What a normal frame has around the data of an answer. */
const answerOverhead = 9;

interface Pending {
  readonly code: number;
  readonly frame: Uint8Array;
  readonly timeoutMs: number;
  readonly resolve: (reply: Reply) => void;
  acknowledged: boolean;
  sendCount: number;
  nackCount: number;
}

export class Pn532Link {
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #reader = new FrameReader();
  #pending: Pending | undefined;
  #alarm: Alarm | undefined;
  #closed = false;
  /** When the command was sent for the first time: one that is sent again may have been with the card already. */
  #sentMs = 0;
  #answeredUs = 0;

  /** `attach` constructs the transport around the one that takes what it receives. */
  constructor(clock: Clock, attach: (receiver: Receiver) => Transport) {
    this.#clock = clock;
    this.#transport = attach({
      bytes: (bytes) => this.#receive(bytes),
      lost: () => {
        if (this.#pending) this.#arm(repeatMs);
      },
    });
  }

  /**
   * A stopwatch that runs from the first byte of each command to the last of its answer, and leaves out what these bytes take on the
   * line. The clock's ticks make each time wrong by up to a millisecond; what the chip needs for itself is in it.
   */
  get answeredUs(): number {
    return this.#answeredUs;
  }

  /** Resolves always. The chip has `timeoutMs` for the operation itself. */
  command(code: number, data: Uint8Array, timeoutMs: number): Promise<Reply> {
    if (this.#pending) throw new Error('pn532: one command at a time');
    if (this.#closed) return Promise.resolve({ ok: false, reason: 'closed' });
    return new Promise((resolve) => {
      this.#pending = {
        code,
        frame: commandFrame(code, data),
        timeoutMs,
        resolve,
        acknowledged: false,
        sendCount: 0,
        nackCount: 0,
      };
      this.#send(this.#pending);
    });
  }

  /** ACK from the host: the answer to the last command has been taken. */
  acknowledge(): void {
    if (!this.#closed) this.#transport.write(ackFrame);
  }

  /** Idempotent; a command under way resolves as `closed`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport.close();
    this.#end({ ok: false, reason: 'closed' });
  }

  #send(pending: Pending): void {
    pending.sendCount++;
    this.#reader.reset();
    this.#transport.write(pending.frame);
    if (pending.sendCount === 1) this.#sentMs = this.#clock.nowMs;
    this.#arm(ackMs + this.#lineMs(pending.frame.length + ackFrame.length));
  }

  #lineMs(count: number): number {
    return Math.ceil(this.#transport.lineUs(count) / 1000);
  }

  #stop(pending: Pending, data: Uint8Array): void {
    const line = this.#transport.lineUs(pending.frame.length + data.length + answerOverhead);
    const us = (this.#clock.nowMs - this.#sentMs) * 1000 - Math.floor(line);
    if (us > 0) this.#answeredUs += us;
  }

  #receive(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#reader.push(bytes, (frame) => this.#accept(frame));
    const pending = this.#pending;
    // The rest of a frame follows at once, or never.
    if (pending && this.#reader.partial) this.#arm(repeatMs + this.#lineMs(longestFrame));
  }

  #accept(frame: ChipFrame): void {
    const pending = this.#pending;
    if (!pending) return;
    if (frame.kind === 'ack') {
      pending.acknowledged = true;
      this.#arm(pending.timeoutMs + this.#lineMs(longestFrame));
    } else if (frame.kind === 'answer') {
      // The answer to an earlier command that was given up is passed over.
      if (frame.code !== pending.code) return;
      this.#stop(pending, frame.data);
      this.#end({ ok: true, data: frame.data });
    } else if (frame.kind === 'syntax-error') {
      this.#end({ ok: false, reason: 'refused' });
    } else if (frame.kind === 'nack') {
      this.#sendAgain(pending);
    } else {
      this.#askAgain(pending, 'damaged');
    }
  }

  #expired(): void {
    const pending = this.#pending;
    if (!pending) return;
    if (!pending.acknowledged) {
      this.#sendAgain(pending);
      return;
    }
    // Either the answer was lost on the line, and NACK brings it again, or the operation takes too long, and ACK ends it.
    this.#askAgain(pending, this.#reader.partial ? 'damaged' : 'timeout');
  }

  #sendAgain(pending: Pending): void {
    if (pending.sendCount < sendCountMax) {
      this.#send(pending);
      return;
    }
    this.#giveUp('no-ack');
  }

  #askAgain(pending: Pending, reason: 'damaged' | 'timeout'): void {
    if (pending.nackCount === nackCountMax) {
      this.#giveUp(reason);
      return;
    }
    pending.nackCount++;
    pending.acknowledged = true;
    this.#reader.reset();
    this.#transport.write(nackFrame);
    this.#arm(repeatMs + this.#lineMs(longestFrame));
  }

  #giveUp(reason: 'no-ack' | 'damaged' | 'timeout'): void {
    this.#reader.reset();
    this.#transport.write(ackFrame);
    this.#end({ ok: false, reason });
  }

  #arm(delayMs: number): void {
    this.#alarm?.cancel();
    this.#alarm = this.#clock.after(delayMs, () => this.#expired());
  }

  #end(reply: Reply): void {
    this.#alarm?.cancel();
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve(reply);
  }
}
