// SPDX-License-Identifier: Apache-2.0
//
// The agent of a HIL image, docs/hardware/hil.md: does what the host on the serial line asks, and stands between the program and
// the parts that the host plays or watches. The terminal starts when the host says so, or by itself when no host is there.
// The one thing a reader would get wrong: keys go in and nothing of them comes out; no command reads memory, flash or keys.

import type { Board, DeviceName, Display } from '../../../src/io/devices.ts';
import { fatal } from '../../../src/io/fatal.ts';
import { TimerClock } from '../../../src/io/timer-clock.ts';
import { answerPayloadMax, Refusal } from '../../harness/frame.ts';
import { type Handler, Responder } from '../../harness/responder.ts';
import { SerialLine, type SerialLineOptions } from '../../harness/serial-line.ts';
import { bootNumber } from './board.ts';
import { AgentCommand, Part, StatusFlag } from './commands.ts';
import { HostLine } from './line.ts';
import { MirrorPrinter } from './printer.ts';
import { HostReader } from './reader.ts';
import { MirrorDisplay } from './screen.ts';

/** Without a host the terminal starts by itself after so long. */
const aloneMs = 5000;
/** The answer has left by then. */
const resetMs = 100;
const done = new Uint8Array(0);

/** As a board's: see src/board. */
interface Progress {
  display(display: Display | undefined): void;
  device(name: DeviceName, good: boolean): void;
}

export class Agent {
  readonly #clock = new TimerClock();
  readonly #reader = new HostReader(this.#clock);
  readonly #line = new HostLine(this.#clock);
  #screen: MirrorDisplay | undefined;
  #printer: MirrorPrinter | undefined;
  #start: ((parts: number) => void) | undefined;

  constructor(serial: SerialLineOptions['serial'], build: string) {
    const responder: Responder = new Responder({
      boot: bootNumber(),
      capabilities: 0,
      build,
      commands: this.#commands(),
      send: (bytes) => line.send(bytes),
    });
    const line = new SerialLine({ serial, onBytes: (bytes) => responder.receive(bytes) });
  }

  /** The parts that the host plays: a sum of `Part`. */
  started(): Promise<number> {
    return new Promise((resolve) => {
      const alone = this.#clock.after(aloneMs, () => this.#start?.(0));
      this.#start = (parts) => {
        this.#start = undefined;
        alone.cancel();
        resolve(parts);
      };
    });
  }

  /** Opens the board with the host in place of some parts. */
  async open(
    openBoard: (progress: Progress) => Promise<Board>,
    parts: number,
    progress: Progress,
  ): Promise<Board> {
    const plays = (name: DeviceName) =>
      (name === 'reader' && (parts & Part.card) !== 0) ||
      (name === 'printer' && (parts & Part.printer) !== 0);
    const board = await openBoard({
      display: (display) => {
        this.#screen = display && new MirrorDisplay(display);
        progress.display(this.#screen);
      },
      device: (name, good) => progress.device(name, good || plays(name)),
    });
    if (board.printer || plays('printer'))
      this.#printer = new MirrorPrinter(plays('printer') ? undefined : board.printer);
    return {
      ...board,
      failed: board.failed.filter((name) => !plays(name)),
      display: this.#screen,
      printer: this.#printer,
      reader: plays('reader') ? this.#reader : board.reader,
      tcp: (parts & Part.line) !== 0 ? { io: this.#line.tcp() } : board.tcp,
    };
  }

  #commands(): ReadonlyMap<number, Handler> {
    const good = (ok: boolean) => (ok ? done : Refusal.badPayload);
    const u16 = (bytes: Uint8Array, at: number) => bytes[at]! | (bytes[at + 1]! << 8);
    const table: [number, number, Handler][] = [
      [AgentCommand.start, 1, ([parts]) => this.#begin(parts!)],
      [AgentCommand.status, 0, () => this.#status()],
      [AgentCommand.reset, 0, () => this.#reset()],
      [AgentCommand.key, 2, ([down, code]) => (key(down === 1, code!) ? done : Refusal.failed)],
      [
        AgentCommand.screenRow,
        2,
        (bytes) => this.#screen?.row(u16(bytes, 0)) ?? Refusal.badPayload,
      ],
      [AgentCommand.takePrinted, 0, () => this.#printer?.take(answerPayloadMax) ?? done],
      [AgentCommand.card, 1, ([field]) => good(this.#reader.setField(field!))],
      [
        AgentCommand.takeCommand,
        2,
        (bytes) => this.#reader.takeCommand(u16(bytes, 0), answerPayloadMax),
      ],
      [
        AgentCommand.giveAnswer,
        4,
        (bytes) => good(this.#reader.giveAnswer(u16(bytes, 0), u16(bytes, 2), bytes.subarray(4))),
      ],
      [AgentCommand.failCommand, 1, ([reason]) => good(this.#reader.failCommand(reason!))],
      [AgentCommand.takeLine, 0, () => this.#line.take(answerPayloadMax)],
      [
        AgentCommand.giveLine,
        2,
        (bytes) => good(this.#line.give(bytes[0]!, bytes[1]!, bytes.subarray(2))),
      ],
    ];
    return new Map(
      table.map(([command, least, handler]) => [
        command,
        (payload) => (payload.length < least ? Refusal.badPayload : handler(payload)),
      ]),
    );
  }

  #begin(parts: number): Uint8Array | number {
    if (!this.#start) return Refusal.failed;
    this.#start(parts);
    return done;
  }

  #reset(): Uint8Array {
    this.#clock.after(resetMs, () => fatal(new Error('reset by the host')));
    return done;
  }

  #status(): Uint8Array {
    const screen = this.#screen;
    const printer = this.#printer;
    const flags =
      (this.#start ? 0 : StatusFlag.started) |
      (printer?.hasBytes ? StatusFlag.printed : 0) |
      (printer?.lost ? StatusFlag.printedLost : 0) |
      (this.#reader.hasCommand ? StatusFlag.command : 0) |
      (this.#line.hasEvents ? StatusFlag.line : 0) |
      (this.#reader.isPolling ? StatusFlag.field : 0);
    const bytes = new Uint8Array(13);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#clock.nowMs, true);
    view.setUint32(4, screen?.revision ?? 0, true);
    view.setUint32(8, screen?.crc() ?? 0, true);
    bytes[12] = flags;
    return bytes;
  }
}

function key(this: unknown, pressed: boolean, code: number): boolean {
  return native('xs_hil_key').call(this, pressed, code);
}
