// SPDX-License-Identifier: Apache-2.0
//
// A card double in the virtual reader of the vsmartcard project (vpcd), a driver of pcscd: tools for PC/SC readers can talk to it. The
// card connects to the driver over TCP. Messages have a length of two bytes, high byte first; one byte is a control (0 power off, 1 power
// on, 2 reset, 4 asks for the ATR), anything longer is a command. docs/sources.md [vpcd]

import { connect, type Socket } from 'node:net';
import { concat } from '../../src/lib/bytes.ts';
import type { Answer, Card } from './card.ts';

const control = { off: 0, on: 1, reset: 2, atr: 4 } as const;

/** Of a contactless card without historical bytes, as PC/SC readers make it up: T=0 and T=1, nothing else. */
const atr = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);

const lengthBytes = 2;

export function framed(body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(body.length >> 8, body.length & 0xff), body);
}

/** What a message asks of the card: bytes to send back, an answer that takes time, or nothing. */
function obey(card: Card, message: Uint8Array): Uint8Array | Answer | undefined {
  if (message.length !== 1) return message.length === 0 ? undefined : card.command(message);
  switch (message[0]) {
    case control.off:
      card.fieldOff();
      return undefined;
    case control.on:
      card.fieldOn();
      card.activated();
      return undefined;
    case control.reset:
      card.activated();
      return undefined;
    case control.atr:
      return atr;
    default:
      return undefined;
  }
}

export interface Serving {
  readonly host: string;
  readonly port: number;
  readonly card: Card;
  /** Told of each command and its answer, in words without data. */
  readonly onCommand?: (line: string) => void;
}

export type End = 'reader-gone' | 'card-left' | 'stopped';

/** Until the reader closes the line, the card leaves it, or `stop` is called. Rejects when there is no reader. */
export function serveVpcd(serving: Serving): { readonly ended: Promise<End>; stop(): void } {
  const socket = connect(serving.port, serving.host);
  let end: End = 'reader-gone';
  const leave = (why: End) => {
    end = why;
    socket.destroy();
  };
  const ended = new Promise<End>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve(end));
  });
  const messages = new Messages(socket, serving, () => leave('card-left'));
  socket.on('data', (bytes) => messages.take(bytes));
  return { ended, stop: () => leave('stopped') };
}

/** Cuts the stream into messages, and does one after the other. */
class Messages {
  readonly #socket: Socket;
  readonly #serving: Serving;
  readonly #onLeave: () => void;
  #waiting: Uint8Array = new Uint8Array(0);
  #isBusy = false;

  constructor(socket: Socket, serving: Serving, onLeave: () => void) {
    this.#socket = socket;
    this.#serving = serving;
    this.#onLeave = onLeave;
  }

  take(bytes: Uint8Array): void {
    this.#waiting = concat(this.#waiting, bytes);
    this.#next();
  }

  #next(): void {
    while (!this.#isBusy && this.#waiting.length >= lengthBytes) {
      const end = lengthBytes + ((this.#waiting[0]! << 8) | this.#waiting[1]!);
      if (this.#waiting.length < end) return;
      const message = this.#waiting.slice(lengthBytes, end);
      this.#waiting = this.#waiting.subarray(end);
      const result = obey(this.#serving.card, message);
      if (result instanceof Uint8Array) this.#socket.write(framed(result));
      else if (result) this.#answer(message, result);
    }
  }

  /** After the time that the card takes. One that is mute has left, for a reader of this kind. */
  #answer(message: Uint8Array, { response, us, leaves }: Answer): void {
    this.#isBusy = true;
    setTimeout(() => {
      this.#isBusy = false;
      const word = response && Buffer.from(response.subarray(-2)).toString('hex').toUpperCase();
      const header = Buffer.from(message.subarray(0, 4)).toString('hex').toUpperCase();
      this.#serving.onCommand?.(`${header} ${leaves || !word ? 'the card leaves' : word}`);
      if (leaves || !response) return this.#onLeave();
      this.#socket.write(framed(response));
      this.#next();
    }, us / 1000);
  }
}
