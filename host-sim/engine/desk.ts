// SPDX-License-Identifier: Apache-2.0
//
// The desk world: a program on an XS machine, its board, and the run loop between them. The loop gives the machine a turn
// when an event waits or its deadline has come, otherwise lets time pass to whatever comes first.

import type { Kernel, Task } from '../link/kernel.ts';
import { peripheralsOf } from '../link/peripherals/index.ts';
import { LinkServer } from '../link/server.ts';
import type { Wiring } from '../link/wiring.ts';
import type { Program } from './bundle.ts';
import {
  DeskMachine,
  deathName,
  type Engine,
  type Machine,
  type MachineLimits,
  type MachineStatus,
  type Variant,
} from './machine.ts';

export interface Board {
  readonly wiring: Wiring;
  powerOn(): void;
  powerOff(): void;
}

export interface DeskOptions {
  readonly kernel: Kernel;
  readonly board: Board;
  readonly program: Program;
  /** In process otherwise. */
  readonly engine?: Engine | undefined;
  /** Of the engine in process. */
  readonly variant?: Variant;
  readonly limits?: Partial<MachineLimits>;
  /** Promise jobs after each callback, or after all of a turn (as the ESP32's message loop does). Drawn by the seed otherwise. */
  readonly jobsAfterEach?: boolean;
  /** Byte codes of each turn of an earlier run, to replay its time exactly on the other engine. */
  readonly replayMeter?: readonly number[];
  readonly log?: (line: string) => void;
}

export interface Death {
  readonly name: string;
  readonly report: string;
  readonly atUs: number;
}

/** As on the device (src/board/jiaozi-s3/creation.json), with twice the chunk bytes because pointers are twice as long. */
export const deviceLimits: MachineLimits = {
  chunkBytes: 2 * 65_536,
  heapSlots: 4928,
  stackSlots: 1024,
  turnBudget: 20_000_000,
};

/** A program that is not preloaded makes its functions, classes and tables in the heap, from one function with all their names. */
const unsharedLimits: MachineLimits = {
  ...deviceLimits,
  heapSlots: 16_000 + deviceLimits.heapSlots,
  stackSlots: 2048 + deviceLimits.stackSlots,
};

/** The engine in process; `folder` below build/: one with other natives. */
export function deskEngine(variant: Variant, folder?: string): Engine {
  return {
    name: 'desk',
    limits: (given, { preloads }) => ({ ...(preloads ? deviceLimits : unsharedLimits), ...given }),
    create: (options) => new DeskMachine({ ...options, variant, ...(folder && { folder }) }),
  };
}

/** An assumption until a board is measured: 0.25 µs a byte code at 240 MHz. */
const byteCodesPerUs = 4;
const rebootUs = 300_000;
/** A program that dies so often without reaching this age stays off. */
const youngUs = 15_000_000;
const youngDeathsMax = 3;

export class Desk {
  readonly kernel: Kernel;
  readonly board: Board;
  readonly link: LinkServer;
  readonly deaths: Death[] = [];
  /** Byte codes of each turn, for a replay. */
  readonly meter: number[] = [];
  /** Called after each turn: the world may have changed. */
  onTurn: (() => void) | undefined;
  onDeath: ((death: Death) => void) | undefined;
  /** Called whenever the power has come or gone, for whatever reason. */
  onPower: ((on: boolean) => void) | undefined;

  readonly #options: DeskOptions;
  readonly #engine: Engine;
  readonly #limits: MachineLimits;
  readonly #jobsAfterEach: boolean;
  #machine: Machine | undefined;
  #deadlineUs: number | undefined;
  #meterSeen = 0;
  #poweredUs = 0;
  #youngDeaths = 0;
  #reboot: Task | undefined;
  /** In a turn the machine cannot be deleted, only left: what the power switch wants is done when it has been left. */
  #inTurn = false;
  #switched: 'off' | 'off and on' | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.kernel = options.kernel;
    this.board = options.board;
    this.#engine = options.engine ?? deskEngine(options.variant ?? 'fast');
    this.#limits = this.#engine.limits(options.limits ?? {}, options.program);
    this.#jobsAfterEach = options.jobsAfterEach ?? this.kernel.random('personality').chance(1, 2);
    const peripherals = peripheralsOf(options.board.wiring, this.kernel.random('entropy'));
    this.link = new LinkServer(this.kernel, peripherals, options.log ?? (() => {}));
  }

  get powered(): boolean {
    return this.#machine !== undefined && this.#switched !== 'off';
  }

  powerOn(): void {
    if (this.#switched) this.#switched = 'off and on';
    if (this.#machine) return;
    this.kernel.cancel(this.#reboot);
    this.board.powerOn();
    this.#boot();
  }

  /** Cuts the power, at any moment: nothing of the program runs any more, not even a `finally`. */
  powerOff(): void {
    this.kernel.cancel(this.#reboot);
    this.#youngDeaths = 0;
    if (!this.#machine) return;
    if (this.#inTurn) {
      if (!this.#switched) this.#cut();
      this.#switched = 'off';
    } else {
      this.#cut();
      this.#stop();
    }
  }

  status(): MachineStatus | undefined {
    return this.#machine?.status();
  }

  get machine(): Machine | undefined {
    return this.#machine;
  }

  /** When something happens next if the world outside does nothing; Infinity: never. */
  get nextUs(): number {
    if (this.#machine && this.link.hasEvents) return this.kernel.nowUs;
    return Math.min(
      this.kernel.nextUs ?? Number.POSITIVE_INFINITY,
      this.#deadlineUs ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Lets the world run until `untilUs`, or until `stop` says so (asked after each turn and task). True when it did. */
  advance(untilUs: number, stop?: () => boolean): boolean {
    const { kernel, link } = this;
    for (;;) {
      if (stop?.()) return true;
      if (link.failure) throw link.failure;
      // A busy program computes beyond it.
      if (kernel.nowUs > untilUs) return false;
      const due = this.#deadlineUs !== undefined && this.#deadlineUs <= kernel.nowUs;
      if (this.#machine && (link.hasEvents || due)) {
        this.#turn();
        continue;
      }
      const next = this.nextUs;
      if (next > untilUs) {
        kernel.advanceTo(untilUs);
        return stop?.() ?? false;
      }
      kernel.advanceTo(next);
    }
  }

  #boot(): void {
    const { program } = this.#options;
    this.#poweredUs = this.kernel.nowUs;
    this.onPower?.(true);
    this.link.powerOn();
    this.#meterSeen = 0;
    this.#machine = this.#engine.create({
      limits: this.#limits,
      mailbox: this.link.mailbox,
      exchange: this.link.exchange,
    });
    this.#run((machine) => (machine.load(program) ? machine.status().deadlineMs : 'dead'));
  }

  #turn(): void {
    const events = this.link.takeEvents();
    const { uptimeUs } = this.link;
    this.#run((machine) => machine.turn(events, uptimeUs, this.#jobsAfterEach) ?? -1);
  }

  /** `body` returns the next deadline in ms since power-on, −1 for none. */
  #run(body: (machine: Machine) => number | 'dead'): void {
    let deadlineMs: number | 'dead';
    this.#deadlineUs = undefined;
    this.#inTurn = true;
    try {
      deadlineMs = body(this.#machine!);
      this.#charge();
    } finally {
      this.#inTurn = false;
    }
    if (this.#switched) this.#left();
    else if (deadlineMs === 'dead') this.#died();
    else if (deadlineMs >= 0) this.#deadlineUs = this.#poweredUs + deadlineMs * 1000;
    this.onTurn?.();
  }

  /** The machine has been left after a cut in the middle of its turn. */
  #left(): void {
    const on = this.#switched === 'off and on';
    this.#switched = undefined;
    this.#stop();
    if (this.link.failure) throw this.link.failure;
    if (on) this.powerOn();
  }

  #cut(): void {
    this.link.powerOff();
    this.board.powerOff();
    this.onPower?.(false);
  }

  /** The turn's own computing takes time, too. */
  #charge(): void {
    const { meter } = this.#machine!;
    const codes = this.#options.replayMeter?.[this.meter.length] ?? meter - this.#meterSeen;
    this.#meterSeen = meter;
    this.meter.push(codes);
    this.kernel.spend(codes / byteCodesPerUs);
  }

  #died(): void {
    const status = this.#machine!.status();
    const { slots, slotsMax, chunkBytes, chunkBytesMax } = status;
    const memory = `${slots} of ${slotsMax} slots, ${chunkBytes} of ${chunkBytesMax} chunk bytes in use`;
    const death = {
      name: deathName(status.death),
      report: status.report || memory,
      atUs: this.kernel.nowUs,
    };
    this.link.powerOff();
    this.#stop();
    if (this.link.failure) throw this.link.failure;
    this.board.powerOff();
    this.onPower?.(false);
    this.deaths.push(death);
    if (death.name !== 'power lost') this.#planReboot(death.atUs - this.#poweredUs);
    this.onDeath?.(death);
  }

  #planReboot(ageUs: number): void {
    this.#youngDeaths = ageUs < youngUs ? this.#youngDeaths + 1 : 0;
    if (this.#youngDeaths >= youngDeathsMax) return;
    this.#reboot = this.kernel.schedule(rebootUs, () => this.powerOn());
  }

  #stop(): void {
    this.#deadlineUs = undefined;
    this.#machine?.destroy();
    this.#machine = undefined;
  }
}
