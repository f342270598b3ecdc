// SPDX-License-Identifier: Apache-2.0
//
// A reader whose cards are at the host: what the terminal asks a card is taken there, and the answer comes back in pieces.
// `field` is what the host says lies on the reader.

import type { Alarm, Clock } from '../../../src/io/clock.ts';
import type { NfcReader, Polled, Transceived } from '../../../src/io/devices.ts';

type Field = 'none' | 'target' | 'collision' | 'unsupported';

/** By the number in the command. */
const fields: readonly Field[] = Object.freeze(
  ['none', 'target', 'collision', 'unsupported'],
  true,
);
const failures = Object.freeze(['removed', 'timeout', 'protocol'] as const, true);
/** What finding a card takes; a program that polls on and on gets no time for nothing. */
const selectMs = 20;
/** What a PN532 can bring of a card: more than a short response APDU, and less, if the card is a bad one. */
const answerMax = 262;

export class HostReader implements NfcReader {
  readonly #clock: Clock;
  #field: Field = 'none';
  /** How often a card was selected: a new session for it. */
  #selections = 0;
  #polling: { readonly resolve: (polled: Polled) => void; readonly alarm: Alarm } | undefined;
  #command: Uint8Array | undefined;
  #resolve: ((result: Transceived) => void) | undefined;
  #answer: Uint8Array | undefined;
  #answered = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isPolling(): boolean {
    return this.#polling !== undefined;
  }

  get hasCommand(): boolean {
    return this.#command !== undefined;
  }

  poll(timeoutMs: number): Promise<Polled> {
    return new Promise((resolve) => {
      if (this.#field !== 'none') {
        this.#clock.after(selectMs, () => resolve(this.#found()));
        return;
      }
      const alarm = this.#clock.after(timeoutMs, () => this.#endPoll({ kind: 'none' }));
      this.#polling = { resolve, alarm };
    });
  }

  cancel(): void {
    this.#endPoll({ kind: 'cancelled' });
  }

  transceive(command: Uint8Array): Promise<Transceived> {
    if (this.#field !== 'target') return Promise.resolve({ ok: false, reason: 'removed' });
    this.#command = command.slice();
    this.#answer = undefined;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  present(): Promise<boolean> {
    return Promise.resolve(this.#field !== 'none');
  }

  release(): Promise<void> {
    this.#finish({ ok: false, reason: 'closed' });
    return Promise.resolve();
  }

  /** False: no such field. */
  setField(number: number): boolean {
    const field = fields[number];
    if (field === undefined) return false;
    this.#field = field;
    if (field === 'none') this.#finish({ ok: false, reason: 'removed' });
    else if (this.#polling) this.#endPoll(this.#found());
    return true;
  }

  /** Selections u8, length of the whole command u16, its bytes from `offset`. */
  takeCommand(offset: number, count: number): Uint8Array {
    const command = this.#command ?? new Uint8Array(0);
    const piece = command.subarray(offset, offset + count - 3);
    const bytes = new Uint8Array(3 + piece.length);
    bytes.set([this.#selections & 0xff, command.length & 0xff, command.length >> 8]);
    bytes.set(piece, 3);
    return bytes;
  }

  /** A piece of the card's answer; the last one ends the command. False when it does not fit what came before. */
  giveAnswer(offset: number, total: number, piece: Uint8Array): boolean {
    if (!this.#command || total > answerMax) return false;
    if (offset === 0) {
      this.#answer = new Uint8Array(total);
      this.#answered = 0;
    }
    const answer = this.#answer;
    if (!answer || answer.length !== total || offset !== this.#answered) return false;
    if (offset + piece.length > total) return false;
    answer.set(piece, offset);
    this.#answered += piece.length;
    if (this.#answered === total) this.#finish({ ok: true, response: answer });
    return true;
  }

  failCommand(number: number): boolean {
    const reason = failures[number];
    if (reason === undefined || !this.#command) return false;
    this.#finish({ ok: false, reason });
    return true;
  }

  #found(): Polled {
    if (this.#field === 'target') this.#selections++;
    return { kind: this.#field };
  }

  #endPoll(polled: Polled): void {
    const polling = this.#polling;
    this.#polling = undefined;
    polling?.alarm.cancel();
    polling?.resolve(polled);
  }

  #finish(result: Transceived): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#command?.fill(0);
    this.#command = undefined;
    this.#answer = undefined;
    resolve?.(result);
  }
}
