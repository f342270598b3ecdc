// SPDX-License-Identifier: Apache-2.0
//
// Runs the program of `jiaozi tap` on one of the worlds, with a recorded card or a double at its line, and gathers what it tells.

import type { Card } from '../cards/card.ts';
import type { UartLine } from '../chips/model.ts';
import { buildProgram, mapStack } from '../engine/bundle.ts';
import { Desk } from '../engine/desk.ts';
import type { Engine } from '../engine/machine.ts';
import { Kernel } from '../link/kernel.ts';
import { Network } from '../link/network.ts';
import type { Wiring } from '../link/wiring.ts';
import type { Answered, EndTold, Job, KernelTold, Message, Told } from './job.ts';
import { pins } from './pins.ts';
import { type Exchange, nextExchange } from './transcript.ts';

export interface Apdu {
  readonly c: string;
  /** Null: the card was gone, or has no such answer. */
  readonly r: string | null;
}

export interface Tap {
  /** Undefined when a command was not in the transcript. */
  readonly end: EndTold | undefined;
  /** The last one that was activated. */
  readonly kernel: KernelTold | undefined;
  readonly messages: readonly Message[];
  readonly recovered: readonly (readonly [name: string, value: string])[];
  readonly apdus: readonly Apdu[];
  /** Exchanges of the transcript, counted from 1, that this terminal has not asked for; not those after its last command. */
  readonly skipped: readonly Skipped[];
  readonly unexpected: Unexpected | undefined;
}

export interface Skipped {
  readonly exchange: number;
  readonly c: string;
}

export interface Unexpected {
  /** Which command of the terminal's, counted from 1. */
  readonly number: number;
  readonly command: string;
  /** What the transcript has there; null: it has ended. */
  readonly expected: string | null;
}

export interface TapOptions {
  readonly job: Job;
  readonly exchanges: readonly Exchange[];
  readonly strict: boolean;
  /** A double that answers by itself; `exchanges` are then not looked at. */
  readonly card?: Card | undefined;
  readonly engine: Engine | undefined;
}

/** What kernel 2 takes a command and its answer to be on the air: DF8134 and DF8135 by default. */
const onAirUs = (0x12 + 0x18) * 100;

/** A card dialogue takes a second or so. */
const runUsMax = 120_000_000;

/** To bundle it takes longer than to run it. */
let built: ReturnType<typeof buildProgram> | undefined;

/** Throws Error when the program cannot be run, or dies. */
export async function runTap({ job, exchanges, strict, card, engine }: TapOptions): Promise<Tap> {
  built ??= buildProgram('host-sim/tap/tap.program.ts');
  const program = await built;
  const kernel = new Kernel('tap');
  let line: UartLine | undefined;
  const wiring = {
    nets: new Map(),
    pwm: new Map(),
    analog: new Map(),
    spi: [],
    i2c: [],
    serial: [
      {
        ...pins,
        device: {
          baud: pins.baud,
          receive() {},
          attach: (attached: UartLine) => {
            line = attached;
          },
        },
      },
    ],
    network: new Network(kernel),
  } as unknown as Wiring;
  const desk = new Desk({
    kernel,
    program,
    board: { wiring, powerOn() {}, powerOff() {} },
    engine,
    jobsAfterEach: false,
  });
  const say = (what: Job | Answered) => line!.send(Buffer.from(`${JSON.stringify(what)}\n`));

  card?.fieldOn();
  card?.activated();
  const gathered = new Gathered(exchanges, strict, say, card);
  desk.link.onReport = (text) => gathered.told(JSON.parse(text) as Told);
  desk.powerOn();
  if (desk.deaths.length === 0) say(job);
  desk.advance(runUsMax, () => gathered.isOver || desk.deaths.length > 0);
  desk.powerOff();
  const [death] = desk.deaths;
  if (death) throw new Error(`the program died: ${death.name}: ${mapStack(program, death.report)}`);
  if (!gathered.isOver) throw new Error('the program has not come to an end');
  return gathered;
}

class Gathered implements Tap {
  end: EndTold | undefined;
  kernel: KernelTold | undefined;
  unexpected: Unexpected | undefined;
  readonly messages: Message[] = [];
  readonly recovered: (readonly [name: string, value: string])[] = [];
  readonly apdus: Apdu[] = [];
  readonly skipped: Skipped[] = [];
  #at = 0;
  readonly #exchanges: readonly Exchange[];
  readonly #strict: boolean;
  readonly #say: (answered: Answered) => void;
  readonly #card: Card | undefined;

  constructor(
    exchanges: readonly Exchange[],
    strict: boolean,
    say: (answered: Answered) => void,
    card: Card | undefined,
  ) {
    this.#card = card;
    this.#exchanges = exchanges;
    this.#strict = strict;
    this.#say = say;
  }

  get isOver(): boolean {
    return this.end !== undefined || this.unexpected !== undefined;
  }

  told(told: Told): void {
    if ('command' in told && this.#card) this.#play(this.#card, told.command);
    else if ('command' in told) this.#answer(told.command);
    else if ('message' in told) this.messages.push(told.message);
    else if ('recovered' in told) this.recovered.push(told.recovered);
    else if ('kernel' in told) this.kernel = told.kernel;
    else {
      this.end = told.end;
      this.messages.push(...told.end.ui);
    }
  }

  #play(card: Card, command: string): void {
    const { response, us, leaves } = card.command(Buffer.from(command, 'hex'));
    const isGone = leaves === true || !response;
    this.apdus.push({ c: command, r: isGone ? null : hex(response) });
    this.#say(isGone ? { trouble: 'removed' } : { response: hex(response), us: us + onAirUs });
  }

  #answer(command: string): void {
    const number = this.apdus.length + 1;
    const exchanges = this.#exchanges;
    const from = this.#at;
    const at = nextExchange(exchanges, from, Buffer.from(command, 'hex'), this.#strict);
    if (at === undefined) {
      const expected = exchanges[from];
      this.unexpected = { number, command, expected: expected ? hex(expected.command) : null };
      this.apdus.push({ c: command, r: null });
      return;
    }
    for (let over = from; over < at; over++) {
      this.skipped.push({ exchange: over + 1, c: hex(exchanges[over]!.command) });
    }
    this.#at = at + 1;
    const exchange = exchanges[at]!;
    const { response } = exchange;
    this.apdus.push({ c: command, r: response ? hex(response) : null });
    this.#say(response ? { response: hex(response), us: exchange.us } : { trouble: 'removed' });
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
