// SPDX-License-Identifier: Apache-2.0
//
// Carries one message at a time to the acquirer, by whichever of its addresses answers: docs/adr/0050-two-addresses-one-acquirer.md.
// What a reader would get wrong: a message goes to the other address too only if the first accepted no byte of it.

import { type Endpoint, HostChoice } from '../host/host-choice.ts';
import { Exchange, type LineCallbacks, type LineResult } from '../host/line.ts';
import type { HostProfile } from '../host/profile.ts';
import type { DateTime } from '../io/clock.ts';
import type { Board } from '../io/devices.ts';
import { type Tcp, tlsTroubles } from '../io/ecma419.ts';
import { fromBase64 } from '../lib/base64.ts';
import type { Settings } from './settings.ts';

/** For the journal: host 1 or 2, and one word. */
export type Note = (host: number, notice: string) => void;

export class HostLine {
  readonly #board: Pick<Board, 'tcp' | 'tls' | 'clock'>;
  readonly #profile: HostProfile;
  readonly #choice: HostChoice;
  readonly #note: Note;
  /** The host that the journal knows of. */
  #noted = 1;
  readonly #now: () => DateTime;
  /** Undefined: without TLS. */
  readonly #secure: { readonly name: string; readonly authority: Uint8Array } | undefined;
  /** Asks the first address. */
  #attempt: Exchange | undefined;
  /** By host: what was wrong with it last, as the journal has it. */
  #troubles: [string, string] = ['', ''];

  /** `now`: by which certificates are judged. */
  constructor(
    board: Pick<Board, 'tcp' | 'tls' | 'clock'>,
    settings: Settings,
    profile: HostProfile,
    now: () => DateTime,
    note: Note,
  ) {
    this.#now = now;
    this.#secure = secureOf(settings);
    this.#board = board;
    this.#profile = profile;
    this.#note = note;
    const { hostAddress: address, hostPort: port, hostAddress2, hostPort2 } = settings;
    const second = hostAddress2 !== undefined && hostPort2 !== undefined;
    this.#choice = new HostChoice(
      [{ address, port }, ...(second ? [{ address: hostAddress2, port: hostPort2 }] : [])],
      profile.failOver,
    );
  }

  /** The caller owns `frame`. One exchange at a time: whoever asks whether the first address is back gives way. */
  async carry(frame: Uint8Array): Promise<LineResult> {
    this.#attempt?.cancel();
    const result = await this.#once(frame);
    if (!result.isMoved || result.kind !== 'not-sent') return result;
    return this.#once(frame);
  }

  /** 1 or 2: the one in use. */
  get host(): number {
    return this.#choice.number;
  }

  /** It is time to ask whether the first address answers again, and nobody does. */
  get mayReturn(): boolean {
    return !this.#attempt && this.#choice.mayReturn(this.#board.clock.nowMs);
  }

  /** Asks the first address; from now on it is used, if `isGood` says so of its answer. */
  async tryFirst(frame: Uint8Array, isGood: (answer: Uint8Array) => boolean): Promise<void> {
    const result = await new Promise<LineResult>((resolve) => {
      this.#attempt = this.#begin(this.#choice.first, frame, resolve);
    });
    this.#attempt = undefined;
    // It gave way: the next idle minute asks again.
    if (result.kind !== 'answer' && result.reason === 'cancelled') return;
    const isBack = result.kind === 'answer' && isGood(result.bytes);
    this.#choice.tried(isBack, this.#board.clock.nowMs);
    if (isBack) this.#noteHost();
  }

  async #once(frame: Uint8Array): Promise<LineResult & { readonly isMoved: boolean }> {
    const choice = this.#choice;
    const { endpoint } = choice;
    const result = await this.#exchange(endpoint, frame);
    if (result.kind !== 'answer') {
      if (isTlsTrouble(result.reason)) this.#noteTrouble(result.reason);
      return { ...result, isMoved: choice.failed(endpoint, this.#board.clock.nowMs) };
    }
    this.#troubles[choice.number - 1] = '';
    choice.answered(endpoint);
    this.#noteHost();
    return { ...result, isMoved: false };
  }

  /** Only a host that answers is worth a record: while none does, both are tried over and over. */
  #noteHost(): void {
    if (this.#choice.number === this.#noted) return;
    this.#noted = this.#choice.number;
    this.#note(this.#noted, 'in use');
  }

  /** Once, however often it is met. */
  #noteTrouble(trouble: string): void {
    const { number } = this.#choice;
    if (this.#troubles[number - 1] === trouble) return;
    this.#troubles[number - 1] = trouble;
    this.#note(number, trouble);
  }

  #exchange(endpoint: Endpoint, frame: Uint8Array): Promise<LineResult> {
    return new Promise((resolve) => {
      this.#begin(endpoint, frame, resolve);
    });
  }

  #begin(endpoint: Endpoint, frame: Uint8Array, onDone: (result: LineResult) => void): Exchange {
    const { clock } = this.#board;
    const { connectTimeoutMs, answerTimeoutMs, answerBytesMax } = this.#profile;
    const options = {
      open: (callbacks: LineCallbacks) => this.#open(endpoint, callbacks),
      clock,
      connectTimeoutMs,
      answerTimeoutMs,
      answerBytesMax,
    };
    return new Exchange(options, frame, onDone);
  }

  #open({ address, port }: Endpoint, callbacks: LineCallbacks): Tcp {
    const { tcp, tls } = this.#board;
    const secure = this.#secure;
    if (!secure) return new tcp.io({ ...tcp, address, port, ...callbacks });
    const { name, authority } = secure;
    return new tls.io({ address, port, name, authority, now: this.#now(), ...callbacks });
  }
}

function secureOf({ hostTls }: Settings) {
  if (!hostTls) return undefined;
  const authority = fromBase64(hostTls.authority);
  // The settings were checked when they were read.
  if (!authority.ok) throw new Error(authority.reason);
  return { name: hostTls.name, authority: authority.value };
}

function isTlsTrouble(reason: string): boolean {
  return (tlsTroubles as readonly string[]).includes(reason);
}
