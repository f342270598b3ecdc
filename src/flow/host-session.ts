// SPDX-License-Identifier: Apache-2.0
//
// The terminal's side of the acquirer's session: working keys, trace numbers, and one exchange at a time. Turns messages
// into what the flow wants to know; decides nothing about money.

import { unionPayMac } from '../../crypto/mac.ts';
import { type KeyHandle, keySlots, loadWorkingKey } from '../../crypto/vault.ts';
import {
  type CheckedAnswer,
  checkAnswer,
  type Expectation,
  expectationOf,
  readSignIn,
} from '../host/answer.ts';
import { hostClock } from '../host/host-clock.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { LineResult } from '../host/line.ts';
import { type Mac, sealRequest } from '../host/mac.ts';
import { type ProcessingRequest, processingRequestFor } from '../host/processing-request.ts';
import type { HostProfile } from '../host/profile.ts';
import { hostProfiles } from '../host/profiles.ts';
import { echoRequest, signInRequest, type TerminalIdentity } from '../host/requests.ts';
import { duplicateTrace, wantsSignIn } from '../host/response-codes.ts';
import { signOutRequest } from '../host/settlement-requests.ts';
import type { DateTime } from '../io/clock.ts';
import type { Board } from '../io/devices.ts';
import type { LineTrouble } from '../ui/screen.ts';
import type { Book } from './book.ts';
import { HostLine } from './host-line.ts';
import { digitsOfTime } from './receipt-time.ts';
import type { Settings } from './settings.ts';

/** What came of one exchange. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly code: string;
      readonly message: TerminalMessage;
      readonly isAuthentic: boolean;
    }
  /** The socket accepted no byte. */
  | { readonly kind: 'not-sent'; readonly trouble: LineTrouble }
  /** The host may have got it. */
  | { readonly kind: 'unknown'; readonly trouble: LineTrouble; readonly macWrong: boolean };

export type SignedIn =
  | { readonly ok: true }
  | { readonly ok: false; readonly trouble: LineTrouble }
  | { readonly ok: false; readonly code: string };

/** Of the profile, what the host may set. */
interface HostSet {
  answerTimeoutMs: number;
  reversalSendsMax: number;
}

export class HostSession {
  readonly identity: TerminalIdentity;
  readonly #delivered: HostProfile;
  /** With what the host has set. */
  readonly profile: HostProfile & HostSet;
  readonly #book: Book;
  readonly #board: Board;
  readonly #line: HostLine;
  #macKey: KeyHandle<'mac'> | undefined;
  #pinKey: KeyHandle<'pin'> | undefined;
  #signedInMs = 0;
  #wishes: ProcessingRequest[] = [];
  #wishAttempts = 0;
  #isAnswering = true;

  constructor(board: Board, settings: Settings, book: Book) {
    this.#board = board;
    this.#delivered = hostProfiles[settings.hostProfile ?? 'unionpay-tdes'];
    this.profile = { ...this.#delivered };
    this.#book = book;
    const now = () => this.#time() ?? firstYear;
    this.#line = new HostLine(board, settings, this.profile, now, (host, notice) =>
      book.noteLine(host, notice, digitsOfTime(this.#time())),
    );
    this.identity = { terminalId: settings.terminalId, merchantId: settings.merchantId };
  }

  /** Six digits; 000000 before the first sign-in. */
  get batch(): string {
    return this.#book.batch;
  }

  /** What the host has asked for besides a sign-in, in the order in which it did. */
  get wishes(): readonly ProcessingRequest[] {
    return this.#wishes;
  }

  /** To be done at idle, as what the host asks for. */
  wish(request: ProcessingRequest): void {
    if (!this.#wishes.includes(request)) this.#wishes.push(request);
  }

  /** The first one was tried in vain: how often, by now. */
  countWish(): number {
    return ++this.#wishAttempts;
  }

  dropWish(): void {
    this.#wishes.shift();
    this.#wishAttempts = 0;
  }

  /** Into the journal. */
  noteWish(notice: string): void {
    this.#book.noteLine(this.#line.host, notice, digitsOfTime(this.#time()));
  }

  /** Whatever is not among `values` is the delivered profile's again. */
  adjust({
    answerTimeoutMs = this.#delivered.answerTimeoutMs,
    reversalSendsMax = this.#delivered.reversalSendsMax,
  }: Partial<HostSet>): void {
    this.profile.answerTimeoutMs = answerTimeoutMs;
    this.profile.reversalSendsMax = reversalSendsMax;
  }

  /** A trace number that was never used. */
  takeStan(): string {
    return this.#book.trace.take();
  }

  /** Working keys are there, and young enough. */
  get isSignedIn(): boolean {
    return (
      this.#macKey !== undefined &&
      this.#board.clock.nowMs - this.#signedInMs < this.profile.workingKeyLifeMs
    );
  }

  /** The last exchange had an answer; true before the first. */
  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** Undefined before sign-in, and on a board that takes no PIN. */
  get pinKey(): KeyHandle<'pin'> | undefined {
    return this.#pinKey;
  }

  /** The next exchange that needs keys will have to sign in first. */
  signOut(): void {
    this.#macKey = undefined;
  }

  /** Tells the host that we go. Keys are gone whatever it says. */
  async leave(): Promise<SignedIn> {
    this.signOut();
    const request = signOutRequest(this.identity, { stan: this.takeStan(), batch: this.batch });
    const frame = sealRequest(this.profile, request);
    const reply = await this.#exchange(frame, expectationOf(request), undefined);
    if (reply.kind !== 'answer') return { ok: false, trouble: reply.trouble };
    return reply.code === '00' ? { ok: true } : { ok: false, code: reply.code };
  }

  async signIn(): Promise<SignedIn> {
    const trace = { stan: this.takeStan(), batch: this.batch };
    const request = signInRequest(this.profile, this.identity, trace, this.#book.operator);
    const reply = await this.#exchange(
      sealRequest(this.profile, request),
      expectationOf(request),
      undefined,
    );
    if (reply.kind !== 'answer') return { ok: false, trouble: reply.trouble };
    if (reply.code !== '00') return { ok: false, code: reply.code };
    const answer = readSignIn(this.profile, reply.message);
    if (!answer.ok) return { ok: false, trouble: 'bad-answer' };
    let macKey: KeyHandle<'mac'> | undefined;
    let pinKey: KeyHandle<'pin'> | undefined;
    for (const { purpose, cryptogram, checkValue } of answer.value.keys) {
      const key = loadWorkingKey(keySlots[purpose], purpose, cryptogram, checkValue);
      if (!key) return { ok: false, trouble: 'bad-answer' };
      if (purpose === 'mac') macKey = key as KeyHandle<'mac'>;
      if (purpose === 'pin') pinKey = key as KeyHandle<'pin'>;
    }
    if (!macKey) return { ok: false, trouble: 'bad-answer' };
    this.#macKey = macKey;
    this.#pinKey = pinKey;
    this.#book.signedIn(trace.stan, answer.value.batch, digitsOfTime(this.#time()));
    this.#signedInMs = this.#board.clock.nowMs;
    return { ok: true };
  }

  /** At idle: asks the first address of the host in the background whether it answers again, so that no customer waits for it. */
  lookForFirstHost(): void {
    if (!this.#line.mayReturn) return;
    const request = echoRequest(this.identity, { stan: this.takeStan(), batch: this.batch });
    const expected = expectationOf(request);
    void this.#line.tryFirst(sealRequest(this.profile, request), (bytes) => {
      const checked = checkAnswer(this.profile, expected, bytes, undefined);
      return checked.kind === 'valid' && checked.code === '00';
    });
  }

  /** Sends a message with a MAC under the session's key. An answer may have ended the session: then nothing is sent. */
  async send(message: TerminalMessage): Promise<Reply> {
    const key = this.#macKey;
    if (!key) return { kind: 'not-sent', trouble: 'lost' };
    const mac: Mac = (bytes) => unionPayMac(key, bytes);
    return this.#exchange(sealRequest(this.profile, message, mac), expectationOf(message), mac);
  }

  async #exchange(frame: Uint8Array, expected: Expectation, mac: Mac | undefined): Promise<Reply> {
    const result = await this.#line.carry(frame);
    frame.fill(0);
    this.#isAnswering = result.kind === 'answer';
    if (result.kind !== 'answer') {
      const trouble = troubleOf(result);
      return result.kind === 'not-sent'
        ? { kind: 'not-sent', trouble }
        : { kind: 'unknown', trouble, macWrong: false };
    }
    const checked = checkAnswer(this.profile, expected, result.bytes, mac);
    // The fields are copies; the frame repeats the card number.
    result.bytes.fill(0);
    if (checked.kind !== 'valid') {
      // Whoever of the two has other keys: only a sign-in makes them the same again.
      if (checked.kind === 'mac-wrong') this.signOut();
      return { kind: 'unknown', trouble: 'bad-answer', macWrong: checked.kind === 'mac-wrong' };
    }
    this.#heed(checked);
    const { code, message, isAuthentic } = checked;
    message.fields.field2Pan?.packed.fill(0);
    return { kind: 'answer', code, message, isAuthentic };
  }

  /** What every valid answer may ask for: the time to be set, the keys to be fetched anew, the trace to jump. */
  #heed({ code, message, processingRequest }: Extract<CheckedAnswer, { kind: 'valid' }>): void {
    if (code === duplicateTrace) this.#book.trace.skip(this.profile.stanStepAfterDuplicate);
    const wish = processingRequestFor(processingRequest);
    if (wantsSignIn(code) || wish === 'sign-in') this.signOut();
    else if (wish !== 'none') this.wish(wish);
    const { field12LocalTime, field13LocalDate } = message.fields;
    if (field12LocalTime && field13LocalDate) this.#setClock(field12LocalTime, field13LocalDate);
  }

  #time(): DateTime | undefined {
    try {
      return this.#board.rtc?.read();
    } catch {
      return undefined;
    }
  }

  #setClock(field12: string, field13: string): void {
    const { rtc } = this.#board;
    if (!rtc) return;
    try {
      const now = hostClock(field12, field13, rtc.read() ?? firstYear);
      if (now) rtc.write(now);
    } catch {
      // A clock that does not answer is no reason to lose the answer that has just come.
    }
  }
}

/** For a clock that has lost the year: what had expired by then has expired now. No release moves it by itself. */
const firstYear: DateTime = Object.freeze(
  { year: 2026, month: 7, day: 1, hour: 0, minute: 0, second: 0 },
  true,
);

function troubleOf(result: Exclude<LineResult, { kind: 'answer' }>): LineTrouble {
  switch (result.reason) {
    case 'answer time-out':
      return 'silent';
    case 'bad length':
      return 'bad-answer';
    case 'untrusted':
    case 'self-signed':
    case 'wrong-name':
    case 'expired':
      return result.reason;
    case 'failed':
      return 'not-secure';
    // No connection, or one that broke: whether a byte had left is what counts.
    default:
      return result.kind === 'not-sent' ? 'refused' : 'lost';
  }
}
