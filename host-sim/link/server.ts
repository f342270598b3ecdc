// SPDX-License-Identifier: Apache-2.0
//
// The world's end of the link: takes records out of the mailbox, gives them to the peripherals, leaves the answer to the
// last one. Everything that passes is hashed; the same program in the same world gives the same trace, whatever carries
// the bytes.

import { createHash, type Hash } from 'node:crypto';
import type { Kernel } from './kernel.ts';
import { type Handle, LinkError, type Peripheral, PinClaims } from './peripheral.ts';
import {
  answerHeaderBytes,
  ErrorClass,
  eventBytes,
  eventsPerTurn,
  mailboxBytes,
  Op,
  recordHeaderBytes,
  Status,
} from './protocol.ts';

interface PendingEvent {
  readonly handle: number;
  readonly kind: number;
  value: number;
}

/** Something that the program has open; without a handle while it is being opened. */
interface Opened {
  readonly kind: number;
  readonly options: DataView;
  handle: Handle | undefined;
}

/** A record to something open, as it passes. */
export interface PassingRecord {
  /** As `open` named it. */
  readonly kind: number;
  readonly options: DataView;
  readonly bytes: Uint8Array;
}

/** Told of records, just before and just after they are carried out. True: the power goes there. */
export interface Watch {
  /** Of which: of those to something of this kind whose bytes begin so. Most are not, and cost no more than the question. */
  watches(kind: number, first: number): boolean;
  told(record: PassingRecord, moment: 'before' | 'after'): boolean;
}

const nothing = new Uint8Array(0);
const lastHandle = 0xffff;
const gatheredBytes = 16 * 1024;
const smallBytes = 96;

/** Ends the work on a record in the middle of which the power went. */
class PowerLost extends Error {}

export class LinkServer {
  readonly mailbox = new ArrayBuffer(mailboxBytes);
  /** Set when a model or a bug in the world ended the run. */
  failure: unknown;
  /** The power goes, once, before the record with this number (counted from 1 since the run began). */
  cutBefore = Number.POSITIVE_INFINITY;
  watch: Watch | undefined;
  /** Lines of the test harness on the machine. */
  onReport: ((line: string) => void) | undefined;
  /** IO objects open at once, at most so far. */
  openedMost = 0;
  /** Records since the run began. */
  recordCount = 0;
  /** What passes is hashed. */
  isTraced = true;

  readonly #bytes = new Uint8Array(this.mailbox);
  readonly #view = new DataView(this.mailbox);
  readonly #kernel: Kernel;
  readonly #peripherals: ReadonlyMap<number, Peripheral>;
  readonly #log: (line: string) => void;
  readonly #hash: Hash = createHash('sha256');
  /** What has passed since the hash was fed. */
  readonly #passed = new Uint8Array(gatheredBytes);
  #passedLength = 0;
  #opened = new Map<number, Opened>();
  /** Handles are not used again soon: an event on its way to a closed one must not reach its successor. */
  #newestHandle = 0;
  #pins = new PinClaims();
  #events: PendingEvent[] = [];
  #powerOnUs = 0;
  #powered = false;
  #answerLength = 0;

  constructor(
    kernel: Kernel,
    peripherals: ReadonlyMap<number, Peripheral>,
    log: (line: string) => void,
  ) {
    this.#kernel = kernel;
    this.#peripherals = peripherals;
    this.#log = log;
  }

  powerOn(): void {
    this.#opened.clear();
    this.#newestHandle = 0;
    this.#pins = new PinClaims();
    this.#events = [];
    this.#powerOnUs = this.#kernel.nowUs;
    this.#powered = true;
  }

  /** Closes what the program had open and forgets its events. */
  powerOff(): void {
    this.#powered = false;
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    this.#events = [];
    for (const { handle } of opened) handle?.close();
  }

  /** Microseconds since power-on. */
  get uptimeUs(): number {
    return this.#kernel.nowUs - this.#powerOnUs;
  }

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  /** Moves waiting events into the mailbox; returns how many. */
  takeEvents(): number {
    const count = Math.min(this.#events.length, eventsPerTurn);
    if (count === 0) return 0;
    for (let i = 0; i < count; i++) {
      const event = this.#events[i]!;
      const at = i * eventBytes;
      this.#view.setUint16(at, event.handle, true);
      this.#view.setUint16(at + 2, event.kind, true);
      this.#view.setUint32(at + 4, event.value, true);
    }
    if (count === this.#events.length) this.#events.length = 0;
    else this.#events.splice(0, count);
    this.#trace(count * eventBytes);
    return count;
  }

  /** SHA-256 of all that passed so far; '' where it is not hashed. */
  traceHash(): string {
    if (!this.isTraced) return '';
    return this.#hash.copy().update(this.#passed.subarray(0, this.#passedLength)).digest('hex');
  }

  /** The first `length` bytes of the mailbox pass. They are gathered, because hashing small pieces is slow. */
  #trace(length: number): void {
    if (!this.isTraced) return;
    if (length > this.#passed.length - this.#passedLength) {
      this.#hash.update(this.#passed.subarray(0, this.#passedLength));
      this.#passedLength = 0;
    }
    if (length > this.#passed.length) {
      this.#hash.update(this.#bytes.subarray(0, length));
      return;
    }
    const bytes = this.#bytes;
    const passed = this.#passed;
    const start = this.#passedLength;
    // Most pieces are so small that a view of them would cost more than to copy them byte by byte.
    if (length > smallBytes) passed.set(bytes.subarray(0, length), start);
    else for (let i = 0; i < length; i++) passed[start + i] = bytes[i]!;
    this.#passedLength = start + length;
  }

  /** What the engine calls. Never throws. */
  readonly exchange = (length: number): void => {
    let errorClass = 0;
    let handle = 0;
    let failed = false;
    // Only the last record can be one that asks; its answer overwrites the mailbox. Answers that nobody asked for are not
    // part of the trace, so that it is the same however records are gathered.
    let asked = false;
    this.#answerLength = 0;
    try {
      let at = 0;
      while (at < length && this.#powered) {
        const end = at + recordHeaderBytes + this.#view.getUint32(at + 4, true);
        const passing = this.watch && this.#passing(this.watch, at, end);
        if (this.recordCount + 1 >= this.cutBefore || this.#cuts(passing, 'before')) {
          this.cutBefore = Number.POSITIVE_INFINITY;
          this.#powered = false;
          break;
        }
        this.recordCount++;
        asked = asks(this.#bytes[at]!);
        if (asked) this.#trace(end);
        handle = this.#record(at, end);
        at = end;
        if (this.#powered && this.#cuts(passing, 'after')) this.#powered = false;
      }
      if (!asked) this.#trace(at);
    } catch (error) {
      if (error instanceof LinkError && asked) {
        failed = true;
        errorClass = error.errorClass;
        this.#answer(new TextEncoder().encode(error.message));
      } else if (!(error instanceof PowerLost)) {
        this.failure ??= error;
        this.#powered = false;
      }
    }
    const now = this.uptimeUs;
    this.#bytes[0] = this.#powered ? (failed ? Status.Error : Status.Ok) : Status.PowerLost;
    this.#bytes[1] = errorClass;
    this.#view.setUint16(2, handle, true);
    this.#view.setUint32(4, this.#answerLength, true);
    this.#view.setUint32(8, now % 0x100000000, true);
    this.#view.setUint32(12, Math.floor(now / 0x100000000), true);
    if (asked) this.#trace(answerHeaderBytes + this.#answerLength);
  };

  #cuts(record: PassingRecord | undefined, moment: 'before' | 'after'): boolean {
    return record !== undefined && this.watch!.told(record, moment);
  }

  /** A copy: the answer overwrites the record. */
  #passing(watch: Watch, at: number, end: number): PassingRecord | undefined {
    const op = this.#bytes[at];
    if (op !== Op.Write && op !== Op.Transfer) return undefined;
    const opened = this.#opened.get(this.#view.getUint16(at + 2, true));
    const start = at + recordHeaderBytes;
    if (!opened || !watch.watches(opened.kind, this.#bytes[start]!)) return undefined;
    const bytes = this.#bytes.slice(start, end);
    return { kind: opened.kind, options: opened.options, bytes };
  }

  #record(at: number, end: number): number {
    const op = this.#bytes[at];
    const index = this.#view.getUint16(at + 2, true);
    const start = at + recordHeaderBytes;
    const size = end - start;
    if (op === Op.Open) return this.#open(this.#bytes[at + 1]!, start, end);
    if (op === Op.Report) {
      this.onReport?.(new TextDecoder().decode(this.#bytes.subarray(start, end)));
      return 0;
    }
    const handle = this.#opened.get(index)?.handle;
    if (!handle) {
      if (op === Op.Close) return 0;
      throw new LinkError('closed', ErrorClass.Syntax);
    }
    if (op === Op.Write) {
      if (handle.writeAt) handle.writeAt(this.#view, start, end);
      else if (size === 4 && handle.writeWord) handle.writeWord(this.#view.getUint32(start, true));
      else if (handle.write) handle.write(this.#bytes.subarray(start, end));
      else throw new Error(`handle ${index} cannot be written`);
    } else if (op === Op.Transfer) {
      if (handle.transferAt) this.#answerWord(handle.transferAt(this.#view, start, end));
      else if (size === 4 && handle.transferWord)
        this.#answerWord(handle.transferWord(this.#view.getUint32(start, true)));
      else if (handle.transfer) this.#answer(handle.transfer(this.#bytes.slice(start, end)));
      else throw new Error(`handle ${index} cannot be asked`);
    } else if (op === Op.Close) {
      this.#opened.delete(index);
      this.#events = this.#events.filter((event) => event.handle !== index);
      handle.close();
    } else {
      throw new Error(`link: op ${op}`);
    }
    return 0;
  }

  #open(kind: number, start: number, end: number): number {
    const peripheral = this.#peripherals.get(kind);
    if (!peripheral) throw new LinkError('not on this board');
    const index = this.#freeHandle();
    const options = new DataView(this.mailbox.slice(start, end));
    const opened: Opened = { kind, options, handle: undefined };
    this.#opened.set(index, opened);
    this.openedMost = Math.max(this.openedMost, this.#opened.size);
    try {
      opened.handle = peripheral(options, {
        kernel: this.#kernel,
        pins: this.#pins,
        log: this.#log,
        spend: (us) => this.#spend(us),
        post: (eventKind, value) => {
          if (this.#opened.get(index) === opened) this.#post(index, eventKind, value);
        },
        waiting: (eventKind) => this.#waiting(index, eventKind)?.value ?? 0,
      });
    } catch (error) {
      this.#opened.delete(index);
      throw error;
    }
    return index;
  }

  #freeHandle(): number {
    if (this.#opened.size === lastHandle) throw new LinkError('too many are open');
    do this.#newestHandle = (this.#newestHandle % lastHandle) + 1;
    while (this.#opened.has(this.#newestHandle));
    return this.#newestHandle;
  }

  /** Time passes inside a record, up to the moment at which the power goes. */
  #spend(us: number): void {
    const kernel = this.#kernel;
    const endUs = kernel.nowUs + Math.max(0, Math.round(us));
    for (let next = kernel.nextUs; next !== undefined && next <= endUs; next = kernel.nextUs) {
      kernel.advanceTo(next);
      if (!this.#powered) throw new PowerLost();
    }
    kernel.advanceTo(endUs);
  }

  #post(handle: number, kind: number, value: number): void {
    const waiting = this.#waiting(handle, kind);
    if (waiting) waiting.value = value;
    else this.#events.push({ handle, kind, value });
  }

  #waiting(handle: number, kind: number): PendingEvent | undefined {
    for (const event of this.#events) {
      if (event.handle === handle && event.kind === kind) return event;
    }
    return undefined;
  }

  #answer(bytes: Uint8Array): void {
    const answer = bytes.length === 0 ? nothing : bytes;
    if (answer.length > mailboxBytes - answerHeaderBytes)
      throw new LinkError('too long', ErrorClass.Range);
    this.#bytes.set(answer, answerHeaderBytes);
    this.#answerLength = answer.length;
  }

  #answerWord(value: number): void {
    this.#view.setUint32(answerHeaderBytes, value, true);
    this.#answerLength = 4;
  }
}

/** Whether the program waits for the answer to this record. */
function asks(op: number): boolean {
  return op === Op.Open || op === Op.Transfer;
}
