// SPDX-License-Identifier: Apache-2.0
//
// A 58 mm thermal printer module with an ESC/POS command set on a UART: docs/sources.md [domain E8]. Here: the line, the
// input buffer, the mechanism with its time, paper and cover, and the status; the commands are in
// escpos-printer-commands.ts, the paper in escpos-printer-paper.ts. The auto status bytes are own knowledge of Epson's
// public command reference.
//
// What one would get wrong:
// - There is no flow control: a byte that finds the buffer full is lost (our driver: a violation).
// - While the mechanism moves the printer does not answer DLE EOT (option `answersWhileBusy`), as observed on cheap parts.
// - GS r is answered in its turn, when all that stands before it is on paper: the only proof that something was printed.
// - When paper ends or the cover opens, the line under the head is lost from the row that was reached. What waits in the
//   buffer is kept and printed afterwards, or lost as well (option `losesInput`); drivers must be right with both.
// - A hot head stops between two lines; nothing is lost.

import type { Task } from '../link/kernel.ts';
import { Interpreter, type InterpreterHost, type Need } from './escpos-printer-commands.ts';
import type { Dots } from './escpos-printer-dots.ts';
import { Paper, type PaperLine } from './escpos-printer-paper.ts';
import { type ChipContext, ModelViolation, type UartDevice, type UartLine } from './model.ts';

export interface EscPosPrinterOptions {
  readonly baud?: number;
  readonly bufferBytes?: number;
  readonly speedMmPerS?: number;
  /** Answer DLE EOT even while the mechanism moves. */
  readonly answersWhileBusy?: boolean;
  /** Forget the input when paper ends or the cover opens, and what comes until that is mended. */
  readonly losesInput?: boolean;
  /** As seen on a clone: an open cover is reported as the end of paper. */
  readonly coverReadsAsPaperEnd?: boolean;
}

const chip = 'escpos-printer';
const dotsPerMm = 8;
const cutUs = 300_000;
/** A new roll, 30 m; the near-end sensor trips when this much is left. */
const rollRows = 30_000 * dotsPerMm;
const nearEndRows = 1_000 * dotsPerMm;

/** A step of the mechanism that is under way. */
interface Motion {
  readonly line: PaperLine;
  readonly fromUs: number;
  readonly rowUs: number;
}

export class EscPosPrinter {
  readonly bus: UartDevice;
  readonly paper = new Paper();
  readonly #context: ChipContext;
  readonly #options: Required<EscPosPrinterOptions>;
  readonly #input: InputBuffer;
  readonly #logos = new Map<number, Dots>();
  readonly #drawerKicks: { readonly pin: number; readonly onMs: number }[] = [];
  #line: UartLine | undefined;
  #interpreter: Interpreter;
  #steps: Generator<Need, void, number>;
  #need: Need;
  #motion: Motion | undefined;
  #task: Task | undefined;
  #powered = true;
  #coverOpen = false;
  #rowsLeft = rollRows;
  #headHot = false;
  #cutterJammed = false;
  #mute = false;
  #drawerOpen = false;
  #reportMask = 0;
  #lastReport = '';
  /** bytes of DLE EOT that have just come: 0, 1 or 2 */
  #realTimeBytes = 0;

  constructor(context: ChipContext, options: EscPosPrinterOptions = {}) {
    this.#context = context;
    this.#options = {
      baud: 115_200,
      bufferBytes: 4096,
      speedMmPerS: 60,
      answersWhileBusy: false,
      losesInput: false,
      coverReadsAsPaperEnd: false,
      ...options,
    };
    this.#input = new InputBuffer(this.#options.bufferBytes);
    this.#interpreter = new Interpreter(this.#host());
    this.#steps = this.#interpreter.run();
    this.#need = this.#steps.next().value!;
    this.bus = {
      baud: this.#options.baud,
      receive: (bytes) => this.#receive(bytes),
      attach: (line) => {
        this.#line = line;
      },
    };
  }

  /** What a person can do. */
  readonly world = {
    openCover: () =>
      this.#change(() => {
        this.#coverOpen = true;
      }),
    closeCover: () =>
      this.#change(() => {
        this.#coverOpen = false;
      }),
    /** A roll of `rows` dot rows; when it is used up the paper is out, in the middle of a line if need be. */
    loadPaper: (rows = rollRows) =>
      this.#change(() => {
        this.#rowsLeft = rows;
      }),
    /** The roll ends now. */
    endPaper: () =>
      this.#change(() => {
        this.#rowsLeft = 0;
      }),
    /** The sheet is torn off at the edge. */
    tearOff: () => this.paper.cut('torn off'),
    openDrawer: () =>
      this.#change(() => {
        this.#drawerOpen = true;
      }),
    closeDrawer: () =>
      this.#change(() => {
        this.#drawerOpen = false;
      }),
  };

  /** The fault plan. */
  readonly faults = {
    /** The head is too hot: printing pauses until it is not. */
    headHot: (hot: boolean) =>
      this.#change(() => {
        this.#headHot = hot;
      }),
    /** The cutter is stuck: the printer stops for good, until power-off. */
    jamCutter: () =>
      this.#change(() => {
        this.#cutterJammed = true;
      }),
    /** The line from the printer is cut: nothing is answered. */
    mute: (mute: boolean) => {
      this.#mute = mute;
    },
  };

  /** The line under the head ends where it is; buffer and modes are forgotten; logos and paper stay. */
  powerOff(): void {
    this.#powered = false;
    this.#stopMotion();
    this.#forgetInput();
    this.#interpreter.reset();
    this.#cutterJammed = false;
    this.#reportMask = 0;
  }

  powerOn(): void {
    this.#powered = true;
  }

  snapshot() {
    return {
      online: this.#online,
      moving: this.#task !== undefined,
      coverOpen: this.#coverOpen,
      paper: this.#rowsLeft === 0 ? 'out' : this.#nearEnd ? 'near end' : 'ok',
      headHot: this.#headHot,
      bufferedBytes: this.#input.count,
      paperRows: this.paper.height,
      drawerKicks: this.#drawerKicks.length,
    };
  }

  get #online(): boolean {
    return !this.#blocked && !this.#headHot && !this.#cutterJammed;
  }

  get #nearEnd(): boolean {
    return this.#rowsLeft < nearEndRows;
  }

  #host(): InterpreterHost {
    return {
      strict: !this.#context.foreign,
      logos: this.#logos,
      answer: (bytes) => this.#send(bytes),
      status: (kind) => (kind === 1 ? this.#paperStatus(0x03, 0x0c) : Number(this.#drawerOpen)),
      reportChanges: (mask) => {
        this.#reportMask = mask;
        this.#lastReport = '';
        this.#report();
      },
      kickDrawer: (pin, onMs) => {
        this.#drawerKicks.push({ pin, onMs });
        // Not #change: the interpreter, which calls this, cannot be run from within itself.
        this.#drawerOpen = true;
        this.#report();
      },
      violation: (what) => this.#violation(what),
    };
  }

  #violation(what: string): void {
    if (!this.#context.foreign) throw new ModelViolation(chip, what);
    this.#context.log(`${chip}: ${what}, skipped`);
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#powered) return;
    for (const byte of bytes) {
      this.#watchRealTime(byte);
      if (this.#blocked && this.#options.losesInput) continue;
      if (!this.#input.put(byte)) this.#violation('input buffer overflow: a byte is lost');
      this.#advance();
    }
  }

  /** DLE EOT n is answered as soon as it has arrived, past all that waits in the buffer. */
  #watchRealTime(byte: number): void {
    if (this.#realTimeBytes === 2) {
      this.#realTimeBytes = 0;
      if (this.#task === undefined || this.#options.answersWhileBusy) this.#answerRealTime(byte);
    } else if (this.#realTimeBytes === 1 && byte === 0x04) {
      this.#realTimeBytes = 2;
    } else {
      this.#realTimeBytes = byte === 0x10 ? 1 : 0;
    }
  }

  #answerRealTime(n: number): void {
    const cover = this.#coverOpen && !this.#options.coverReadsAsPaperEnd;
    const noPaper = this.#noPaper;
    const drawer = this.#drawerOpen ? 0x04 : 0;
    const error = this.#headHot || this.#cutterJammed;
    if (n === 1) this.#send([0x12 | (this.#online ? 0 : 0x08) | drawer]);
    else if (n === 2)
      this.#send([0x12 | (cover ? 0x04 : 0) | (noPaper ? 0x20 : 0) | (error ? 0x40 : 0)]);
    else if (n === 3)
      this.#send([0x12 | (this.#cutterJammed ? 0x08 : 0) | (this.#headHot ? 0x40 : 0)]);
    else if (n === 4) this.#send([0x12 | this.#paperStatus(0x0c, 0x60)]);
    else this.#violation(`real-time status ${n}, expected 1 to 4`);
  }

  get #noPaper(): boolean {
    return this.#rowsLeft === 0 || (this.#coverOpen && this.#options.coverReadsAsPaperEnd);
  }

  #paperStatus(nearEnd: number, end: number): number {
    return (this.#nearEnd && this.#rowsLeft > 0 ? nearEnd : 0) | (this.#noPaper ? end : 0);
  }

  #send(bytes: readonly number[]): void {
    if (!this.#mute) this.#line?.send(Uint8Array.from(bytes));
  }

  /** Something in the world changes: the mechanism stops if it must, goes on if it can, and the change is reported. */
  #change(act: () => void): void {
    const blockedBefore = this.#blocked;
    const paperBefore = this.#rowsLeft > 0;
    act();
    if (this.#blocked && !blockedBefore) {
      const moving = this.#motion !== undefined;
      this.#stopMotion();
      if (this.#options.losesInput) this.#forgetInput();
      else if (moving) this.#resume();
    }
    if (paperBefore && this.#rowsLeft === 0) this.paper.cut('end of paper');
    this.#report();
    this.#advance();
  }

  /** Nothing can be printed: what is under the head is lost. */
  get #blocked(): boolean {
    return this.#coverOpen || this.#rowsLeft === 0;
  }

  /** Four bytes whenever what GS a selects has changed. */
  #report(): void {
    if (!this.#powered || this.#reportMask === 0) return;
    const error = (this.#cutterJammed ? 0x08 : 0) | (this.#headHot ? 0x40 : 0);
    const cover = this.#coverOpen && !this.#options.coverReadsAsPaperEnd;
    const state = (this.#online ? 0 : 0x08) | (cover ? 0x20 : 0) | (this.#drawerOpen ? 0x04 : 0);
    const report = [0x10 | state, error, this.#paperStatus(0x03, 0x0c), 0];
    const selected = [
      (this.#reportMask & 0x01 ? 0x04 : 0) | (this.#reportMask & 0x02 ? 0x28 : 0),
      this.#reportMask & 0x04 ? 0xff : 0,
      this.#reportMask & 0x08 ? 0xff : 0,
    ];
    const seen = selected.map((bits, i) => report[i]! & bits).join();
    if (seen === this.#lastReport) return;
    this.#lastReport = seen;
    this.#send(report);
  }

  /** Lets the interpreter work until it lacks a byte or the mechanism is busy. */
  #advance(): void {
    while (this.#powered && this.#task === undefined && this.#online) {
      const need = this.#need;
      if (need.kind === 'byte') {
        const byte = this.#input.take();
        if (byte === undefined) return;
        this.#need = this.#steps.next(byte).value!;
      } else if (need.kind === 'move') {
        this.#move(need.line);
      } else {
        this.#task = this.#context.kernel.schedule(cutUs, () => {
          this.paper.cut(need.partial ? 'partial cut' : 'cut');
          this.#finish();
        });
      }
    }
  }

  #move(line: PaperLine): void {
    const { kernel } = this.#context;
    const { rowBreakUs, heatUs } = this.#interpreter.mode;
    const mechanismUs = 1_000_000 / (this.#options.speedMmPerS * dotsPerMm);
    const rowUs = Math.round(Math.max(mechanismUs, heatUs)) + rowBreakUs;
    this.#motion = { line, fromUs: kernel.nowUs, rowUs };
    if (line.feed < this.#rowsLeft) {
      this.#task = kernel.schedule(line.feed * rowUs, () => this.#finishMotion(line));
    } else {
      this.#task = kernel.schedule(this.#rowsLeft * rowUs, () => this.world.endPaper());
    }
  }

  #finishMotion(line: PaperLine): void {
    const wasNearEnd = this.#nearEnd;
    this.#motion = undefined;
    this.#rowsLeft -= line.feed;
    this.paper.print(line);
    if (this.#nearEnd !== wasNearEnd) this.#report();
    this.#finish();
  }

  #finish(): void {
    this.#task = undefined;
    this.#resume();
    this.#advance();
  }

  #resume(): void {
    this.#need = this.#steps.next(0).value!;
  }

  /** The line under the head ends at the row that has been reached. */
  #stopMotion(): void {
    const { kernel } = this.#context;
    if (this.#motion) {
      const { line, fromUs, rowUs } = this.#motion;
      const rows = Math.min(line.feed, Math.floor((kernel.nowUs - fromUs) / rowUs));
      this.#rowsLeft = Math.max(0, this.#rowsLeft - rows);
      this.paper.print(line, rows);
    }
    this.#motion = undefined;
    kernel.cancel(this.#task);
    this.#task = undefined;
  }

  #forgetInput(): void {
    this.#input.clear();
    this.#realTimeBytes = 0;
    this.#interpreter.line.clear();
    this.#steps = this.#interpreter.run();
    this.#need = this.#steps.next().value!;
  }
}

class InputBuffer {
  readonly #bytes: Uint8Array;
  #first = 0;
  #count = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  get count(): number {
    return this.#count;
  }

  put(byte: number): boolean {
    if (this.#count === this.#bytes.length) return false;
    this.#bytes[(this.#first + this.#count++) % this.#bytes.length] = byte;
    return true;
  }

  take(): number | undefined {
    if (this.#count === 0) return undefined;
    const byte = this.#bytes[this.#first];
    this.#first = (this.#first + 1) % this.#bytes.length;
    this.#count--;
    return byte;
  }

  clear(): void {
    this.#count = 0;
  }
}

/** What `renderEscPos` saw besides the paper. */
export interface RenderNotes {
  /** Input that the printer did not understand and skipped. */
  readonly skipped: string[];
  /** The stream ends inside a command or a character. */
  truncated: boolean;
}

/**
 * The paper that a stream of bytes gives, at once. A last line without a line feed is printed too: the part would keep it,
 * but whoever renders a file wants to see it.
 */
export function renderEscPos(bytes: Uint8Array, notes?: RenderNotes): Paper {
  const paper = new Paper();
  const interpreter = new Interpreter({
    strict: false,
    logos: new Map(),
    answer: () => undefined,
    status: () => 0,
    reportChanges: () => undefined,
    kickDrawer: () => undefined,
    violation: (what) => notes?.skipped.push(what),
  });
  const steps = interpreter.run();
  let need = steps.next().value!;
  const settle = () => {
    for (; need.kind !== 'byte'; need = steps.next(0).value!) {
      if (need.kind === 'move') paper.print(need.line);
      else paper.cut(need.partial ? 'partial cut' : 'cut');
    }
  };
  for (const byte of bytes) {
    need = steps.next(byte).value!;
    settle();
  }
  if (notes) notes.truncated = interpreter.unfinished;
  if (!interpreter.line.isEmpty) paper.print(interpreter.line.take(interpreter.mode, 0, true));
  return paper;
}
