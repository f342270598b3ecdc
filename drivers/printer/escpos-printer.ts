// SPDX-License-Identifier: Apache-2.0
//
// An ESC/POS printer on a serial line without flow control. docs/sources.md [domain E8]; the bytes of auto status back
// (1D 61) are own knowledge of Epson's public command reference, and a printer without it works as well.
//
// The one thing to know: that bytes were sent proves nothing. A job carries marks (GS r 1) where it may be cut into blocks;
// the printer answers a mark when everything before it is on paper. At most two blocks are under way, so the printer's
// buffer cannot overflow, and when paper ends little is left in it that could come out after the new roll.

import type { Alarm, Clock } from '../../src/io/clock.ts';
import type { Io, Serial, SerialOptions } from '../../src/io/ecma419.ts';

/** `no-answer` also stands for a printer that says it is broken: only its power switch helps. */
export type PrinterStatus = 'ready' | 'paper-out' | 'cover-open' | 'overheated' | 'no-answer';

/** `printedBlocks`: blocks of the job that are certainly on paper. The next may be there in part. */
export type Printed =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: Exclude<PrinterStatus, 'ready'> | 'closed';
      readonly printedBlocks: number;
    };

export interface EscPosPrinterOptions {
  readonly serial: Io<SerialOptions, Serial>;
  readonly clock: Clock;
  /** The printer's input buffer. */
  readonly bufferBytes?: number;
  /** The state has changed. */
  readonly onStatus?: (status: PrinterStatus) => void;
}

/** GS r 1: transmit paper status, in its turn. */
const mark = Object.freeze([0x1d, 0x72, 0x01] as const, true);
/** GS a: report changes of online state, errors and paper by itself. */
const reportChanges = Uint8Array.of(0x1d, 0x61, 0x0e);
const blocksAhead = 2;

/** DLE EOT n; answers have the fixed bits xxx1xx10. */
const Question = Object.freeze({ Printer: 1, Offline: 2, Error: 3 } as const, true);
const PrinterAnswer = Object.freeze({ Offline: 0x08 } as const, true);
const OfflineAnswer = Object.freeze({ Cover: 0x04, PaperEnd: 0x20 } as const, true);
const ErrorAnswer = Object.freeze(
  { Cutter: 0x08, Unrecoverable: 0x20, Recovers: 0x40 } as const,
  true,
);
/** Auto status back: four bytes, the first with the fixed bits xxx1xx00, the others with xxx0xxxx. */
const Report = Object.freeze({ Offline: 0x08, Cover: 0x20, PaperEnd: 0x0c } as const, true);

/** The line takes 0.4 ms to ask and answer. */
const answerMs = 100;
/** A printer may be silent while it prints the rest of what it has. */
const askCount = 20;
/** No block takes longer than this to print: 10 cm. */
const blockMs = 1_700;
const patienceMs = 3 * blockMs;
/** A head cools down in a minute or so. */
const coolingMs = 90_000;
/** After a job that failed: when nothing has come for so long, its marks will not come any more. */
const settleMs = 2_000;

interface Job {
  readonly blocks: readonly Uint8Array[];
  readonly done: (printed: Printed) => void;
  sentCount: number;
  confirmedCount: number;
  /** without progress so far */
  waitedMs: number;
  cooledMs: number;
}

export class EscPosPrinter {
  readonly #clock: Clock;
  readonly #blockBytesMax: number;
  readonly #onStatus: (status: PrinterStatus) => void;
  #serial: Serial | undefined;
  #status: PrinterStatus | undefined;
  #queue: Uint8Array[] = [];
  #room = 0;
  #busy = false;
  #job: Job | undefined;
  #watchdog: Alarm | undefined;
  #query: Promise<PrinterStatus> | undefined;
  #onAnswer: ((answer: number) => void) | undefined;
  #report: number[] = [];
  /** marks of a failed job that the printer may still answer */
  #staleCount = 0;
  #lastByteMs = 0;

  constructor(options: EscPosPrinterOptions) {
    const { serial, clock, bufferBytes = 4096, onStatus = () => {} } = options;
    if (bufferBytes < 64) throw new RangeError(`bufferBytes ${bufferBytes}, expected 64 or more`);
    this.#clock = clock;
    this.#blockBytesMax = bufferBytes / blocksAhead - reportChanges.length;
    this.#onStatus = onStatus;
    this.#serial = new serial.io({
      ...serial,
      format: 'buffer',
      onReadable: () => this.#read(),
      onWritable: (count) => {
        this.#room = count;
        this.#drain();
      },
    });
  }

  /** Asks the printer. It may be busy: an answer that does not come is waited for two seconds. */
  query(): Promise<PrinterStatus> {
    this.#query ??= this.#askNow();
    return this.#query;
  }

  /** Fulfilled when the whole job is on paper, or as soon as it is known that it will not be. One job at a time. */
  async print(job: Uint8Array): Promise<Printed> {
    const blocks = cutIntoBlocks(job, this.#blockBytesMax);
    if (this.#busy) throw new Error('printer: a job is being printed');
    this.#busy = true;
    try {
      const status = await this.query();
      if (status === 'ready') await this.#settle();
      if (!this.#serial) return { ok: false, reason: 'closed', printedBlocks: 0 };
      if (status !== 'ready') return { ok: false, reason: status, printedBlocks: 0 };
      return await this.#send(blocks);
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    if (!this.#serial) return;
    this.#serial.close();
    this.#serial = undefined;
    this.#queue = [];
    this.#finish('closed');
  }

  /** A printer that forgot its input never answers the marks that were in it; one that kept it answers soon. */
  async #settle(): Promise<void> {
    const sinceMs = this.#clock.nowMs;
    while (this.#serial && this.#staleCount > 0) {
      const quietMs = this.#clock.nowMs - Math.max(sinceMs, this.#lastByteMs);
      if (quietMs >= settleMs) this.#staleCount = 0;
      else await this.#delay(settleMs - quietMs);
    }
  }

  #send(blocks: readonly Uint8Array[]): Promise<Printed> {
    return new Promise((done) => {
      this.#job = { blocks, done, sentCount: 0, confirmedCount: 0, waitedMs: 0, cooledMs: 0 };
      this.#write(reportChanges);
      this.#feed(this.#job);
    });
  }

  /** Sends the next blocks, as far as they may go ahead. */
  #feed(job: Job): void {
    while (job.sentCount < job.blocks.length && job.sentCount - job.confirmedCount < blocksAhead) {
      this.#write(job.blocks[job.sentCount++]!);
    }
    this.#watch(job);
  }

  #watch(job: Job): void {
    this.#watchdog?.cancel();
    this.#watchdog = this.#clock.after(blockMs, () => this.#lookAfter(job));
  }

  /** No block was confirmed for a while: find out why. */
  async #lookAfter(job: Job): Promise<void> {
    const sinceMs = this.#clock.nowMs - blockMs;
    const confirmedCount = job.confirmedCount;
    const status = await this.query();
    if (this.#job !== job || job.confirmedCount !== confirmedCount) return;
    const passedMs = this.#clock.nowMs - sinceMs;
    if (status === 'overheated') job.cooledMs += passedMs;
    else job.waitedMs += passedMs;
    if (status === 'paper-out' || status === 'cover-open') this.#finish(status);
    else if (job.waitedMs >= patienceMs) this.#finish('no-answer');
    else if (job.cooledMs >= coolingMs) this.#finish('overheated');
    else this.#watch(job);
  }

  #confirm(): void {
    const job = this.#job;
    if (this.#staleCount > 0) this.#staleCount--;
    else if (job && job.confirmedCount < job.sentCount) {
      job.confirmedCount++;
      job.waitedMs = 0;
      job.cooledMs = 0;
      if (job.confirmedCount === job.blocks.length) this.#finish();
      else this.#feed(job);
    }
  }

  /** What is still in the queue is let go: the printer must not get half a command. */
  #finish(reason?: Exclude<PrinterStatus, 'ready'> | 'closed'): void {
    const job = this.#job;
    if (!job) return;
    this.#job = undefined;
    this.#watchdog?.cancel();
    this.#staleCount = job.sentCount - job.confirmedCount;
    job.done(reason ? { ok: false, reason, printedBlocks: job.confirmedCount } : { ok: true });
  }

  #setStatus(status: PrinterStatus): void {
    if (status === this.#status || !this.#serial) return;
    this.#status = status;
    this.#onStatus(status);
  }

  async #askNow(): Promise<PrinterStatus> {
    try {
      const status = await this.#ask(askCount);
      this.#setStatus(status);
      return status;
    } finally {
      this.#query = undefined;
    }
  }

  async #ask(attempts: number): Promise<PrinterStatus> {
    const printer = await this.#question(Question.Printer, attempts);
    if (printer === undefined) return 'no-answer';
    if ((printer & PrinterAnswer.Offline) === 0) return 'ready';
    const offline = await this.#question(Question.Offline, 1);
    if (offline !== undefined && offline & OfflineAnswer.Cover) return 'cover-open';
    if (offline !== undefined && offline & OfflineAnswer.PaperEnd) return 'paper-out';
    const error = await this.#question(Question.Error, 1);
    return error !== undefined && error & ErrorAnswer.Recovers ? 'overheated' : 'no-answer';
  }

  async #question(n: number, attempts: number): Promise<number | undefined> {
    for (let i = 0; i < attempts && this.#serial; i++) {
      const answer = await this.#answerTo(n);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #answerTo(n: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const settle = (answer: number | undefined) => {
        alarm.cancel();
        this.#onAnswer = undefined;
        resolve(answer);
      };
      const alarm = this.#clock.after(answerMs, () => settle(undefined));
      this.#onAnswer = settle;
      this.#write(Uint8Array.of(0x10, 0x04, n));
    });
  }

  #read(): void {
    const bytes = this.#serial?.read();
    if (!bytes) return;
    this.#lastByteMs = this.#clock.nowMs;
    for (const byte of new Uint8Array(bytes)) this.#take(byte);
  }

  /** Answers to questions, reports and marks differ in their fixed bits; anything else (XON, XOFF) is not for us. */
  #take(byte: number): void {
    if (this.#report.length > 0 && (byte & 0x10) === 0) {
      this.#report.push(byte);
      if (this.#report.length === 4) this.#takeReport();
    } else if ((byte & 0x93) === 0x10) {
      this.#report = [byte];
    } else {
      this.#report = [];
      if ((byte & 0x93) === 0x12) this.#onAnswer?.(byte);
      else if ((byte & 0x90) === 0) this.#confirm();
    }
  }

  #takeReport(): void {
    const [state, error, paper] = this.#report as [number, number, number];
    this.#report = [];
    const status = reportedStatus(state, error, paper);
    this.#setStatus(status);
    if (status !== 'ready' && status !== 'overheated') this.#finish(status);
  }

  #write(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#drain();
  }

  /** The board's FIFO takes `#room` bytes now; it says when it takes more. */
  #drain(): void {
    while (this.#serial && this.#room > 0 && this.#queue.length > 0) {
      const next = this.#queue[0]!;
      const piece = next.subarray(0, this.#room);
      if (piece.length === next.length) this.#queue.shift();
      else this.#queue[0] = next.subarray(piece.length);
      this.#room -= piece.length;
      this.#serial.write(piece);
    }
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

function reportedStatus(state: number, error: number, paper: number): PrinterStatus {
  if ((state & Report.Offline) === 0) return 'ready';
  if (state & Report.Cover) return 'cover-open';
  if (paper & Report.PaperEnd) return 'paper-out';
  return error & (ErrorAnswer.Cutter | ErrorAnswer.Unrecoverable) ? 'no-answer' : 'overheated';
}

/** After each mark; a job that does not end with one gets one. */
function cutIntoBlocks(job: Uint8Array, bytesMax: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let start = 0;
  for (let at = job.indexOf(mark[0]); at >= 0; at = job.indexOf(mark[0], at + 1)) {
    if (job[at + 1] !== mark[1] || job[at + 2] !== mark[2]) continue;
    blocks.push(job.subarray(start, at + mark.length));
    start = at + mark.length;
  }
  if (start < job.length || start === 0) {
    const last = new Uint8Array(job.length - start + mark.length);
    last.set(job.subarray(start));
    last.set(mark, job.length - start);
    blocks.push(last);
  }
  for (const { length } of blocks) {
    if (length > bytesMax)
      throw new RangeError(`${length} bytes without a mark, at most ${bytesMax}`);
  }
  return blocks;
}
