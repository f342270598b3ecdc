// SPDX-License-Identifier: Apache-2.0
//
// One TCP connection per message: docs/sources.md [domain A1, G1, G5]. A fresh connection for each message means that a late
// answer has nobody left to reach. The distinction that matters is between a request of which the socket accepted no byte,
// which certainly did not happen, and everything else without an answer, which may have.

import type { Alarm, Clock } from '../io/clock.ts';
import type { Tcp, TcpOptions, TlsTrouble } from '../io/ecma419.ts';
import { headerBytes, lengthBytes, tpduBytes } from './iso8583/frame.ts';

export interface LineCallbacks extends Required<Pick<TcpOptions, 'onReadable' | 'onWritable'>> {
  /** `trouble`: of a secure one. */
  readonly onError: (trouble?: TlsTrouble) => void;
}

export interface LineOptions {
  /** A connection to the host, of whatever sort. */
  readonly open: (callbacks: LineCallbacks) => Tcp;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** From the connection to the last byte of the answer. */
  readonly answerTimeoutMs: number;
  /** Bytes of an answer after its length. */
  readonly answerBytesMax: number;
}

export type LineResult =
  /** A whole frame, its length included. */
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  /** The socket accepted no byte. */
  | { readonly kind: 'not-sent'; readonly reason: LineReason }
  | { readonly kind: 'unknown'; readonly reason: LineReason };

export type LineReason =
  | 'no socket'
  | 'refused'
  | 'connect time-out'
  | 'answer time-out'
  | 'hung up'
  | 'write failed'
  | 'read failed'
  /** The other end is not the host, or its TLS is not ours. */
  | Exclude<TlsTrouble, 'lost'>
  | 'bad length'
  | 'cancelled';

/** Sends one request and waits for one answer. The caller owns `request`, and wipes it only after `onDone`. */
export class Exchange {
  #options: LineOptions;
  #request: Uint8Array;
  #onDone: (result: LineResult) => void;
  #socket: Tcp | undefined;
  #alarm: Alarm | undefined;
  #isConnected = false;
  #isDone = false;
  #offered = 0;
  #length = new Uint8Array(lengthBytes);
  #answer: Uint8Array | undefined;
  #received = 0;

  /** `onDone` comes once, never from within this call. */
  constructor(options: LineOptions, request: Uint8Array, onDone: (result: LineResult) => void) {
    this.#options = options;
    this.#request = request;
    this.#onDone = onDone;
    try {
      this.#socket = options.open({
        onReadable: (count) => this.#receive(count),
        onWritable: (count) => this.#send(count),
        onError: (trouble = 'lost') => this.#ended(trouble),
      });
    } catch {
      this.#arm(0, 'no socket');
      return;
    }
    this.#arm(options.connectTimeoutMs, 'connect time-out');
  }

  /** Gives up: `onDone` comes at once, unless it came already. What was sent stays sent, so the result may be `unknown`. */
  cancel(): void {
    this.#fail('cancelled');
  }

  #ended(trouble: TlsTrouble): void {
    if (trouble === 'lost') this.#fail(this.#isConnected ? 'hung up' : 'refused');
    else this.#fail(trouble);
  }

  #arm(delayMs: number, reason: LineReason): void {
    this.#alarm?.cancel();
    this.#alarm = this.#options.clock.after(delayMs, () => this.#fail(reason));
  }

  #send(room: number): void {
    if (this.#isDone) return;
    if (!this.#isConnected) {
      this.#isConnected = true;
      this.#arm(this.#options.answerTimeoutMs, 'answer time-out');
    }
    const count = Math.min(room, this.#request.length - this.#offered);
    if (count === 0) return;
    const piece = this.#request.subarray(this.#offered, this.#offered + count);
    // Counted before the call: should it throw, the bytes may still have left.
    this.#offered += count;
    try {
      this.#socket!.write(piece);
    } catch {
      this.#fail('write failed');
    }
  }

  #receive(available: number): void {
    let left = available;
    while (left > 0 && !this.#isDone) {
      const wanted = this.#wanted();
      let bytes: ArrayBuffer | undefined;
      try {
        bytes = this.#socket!.read(Math.min(left, wanted));
      } catch {
        this.#fail('read failed');
        return;
      }
      if (!bytes || bytes.byteLength === 0) return;
      left -= bytes.byteLength;
      this.#take(new Uint8Array(bytes));
    }
  }

  /** Bytes still missing of the length, or of the frame. Never more is read, so that memory is bounded. */
  #wanted(): number {
    return (this.#answer ?? this.#length).length - this.#received;
  }

  #take(bytes: Uint8Array): void {
    const target = this.#answer ?? this.#length;
    target.set(bytes, this.#received);
    this.#received += bytes.length;
    bytes.fill(0);
    if (this.#received < target.length) return;
    if (this.#answer) this.#finish({ kind: 'answer', bytes: this.#answer });
    else this.#begin((target[0]! << 8) | target[1]!);
  }

  #begin(length: number): void {
    if (length < tpduBytes + headerBytes || length > this.#options.answerBytesMax) {
      this.#fail('bad length');
      return;
    }
    this.#answer = new Uint8Array(lengthBytes + length);
    this.#answer.set(this.#length);
  }

  #fail(reason: LineReason): void {
    if (this.#isDone) return;
    this.#answer?.fill(0);
    this.#finish({ kind: this.#offered === 0 ? 'not-sent' : 'unknown', reason });
  }

  #finish(result: LineResult): void {
    this.#isDone = true;
    this.#alarm?.cancel();
    this.#socket?.close();
    this.#onDone(result);
  }
}
