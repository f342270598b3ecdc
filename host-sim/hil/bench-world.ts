// SPDX-License-Identifier: Apache-2.0
//
// The vocabulary of a scenario over a board on a bench. The acquirer, the network, the cards and the paper are the simulation's,
// on a kernel whose time is the board's: each answer of the agent brings the board's clock.
// The one thing a reader would get wrong: patience is measured on the board's clock, silence on the wall's. So a slow host, or
// a simulated board that runs faster than the wall, changes no story.

import type { Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/titles.ts';
import { Acquirer } from '../acquirer/acquirer.ts';
import type { Behaviour } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import { EscPosPrinter } from '../chips/escpos-printer.ts';
import { Kernel, type Random } from '../link/kernel.ts';
import { Network } from '../link/network.ts';
import type { ScreenReader } from '../scenario/screen-reader.ts';
import {
  entryFits,
  idleScreens,
  keysOf,
  pace,
  removeCardScreens,
  ScenarioFailure,
  type Vocabulary,
} from '../scenario/vocabulary.ts';
import type { Simulation, WallTime } from '../simulation.ts';
import { type BenchCards, DoubleCards, OperatorCards } from './bench-cards.ts';
import { BenchLine } from './bench-line.ts';
import { AgentClient, type Call, Part, type Status, StatusFlag } from './protocol.ts';
import type { Provisioned, Rig } from './rig.ts';

/** What the host's main thread does for a story, which waits for it. */
export interface BenchLink {
  readonly call: Call;
  hello(boot: number): { readonly boot: number; readonly build: string };
  /** Pulls the board's reset by the bridge's lines. */
  pullReset(): void;
  run(command: readonly string[]): void;
  /** Tells the operator. */
  ask(text: string): void;
  /** Wall time. */
  pause(ms: number): void;
}

export interface BenchTools {
  readonly link: BenchLink;
  readonly rig: Rig;
  readonly provisioned: Provisioned;
  readonly screens: ScreenReader;
  readonly seed: string;
}

/** Between two looks at the board, in wall time. */
const lookMs = 5;
/** A printer's worst job. */
const paperUs = 60_000_000;

export class BenchWorld implements Vocabulary {
  language: Language;
  readonly settings: Simulation['settings'];
  readonly clerk: Vocabulary['clerk'];
  readonly cardholder: Vocabulary['cardholder'];
  readonly paper: Vocabulary['paper'];
  readonly acquirer: Vocabulary['acquirer'];
  readonly line: Vocabulary['line'];
  readonly power: Vocabulary['power'];
  readonly case: Vocabulary['case'];

  readonly #tools: BenchTools;
  readonly #agent: AgentClient;
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #acquirer: Acquirer;
  readonly #cards: BenchCards;
  readonly #sockets: BenchLine;
  readonly #paperKernel = new Kernel('paper');
  readonly #printer: EscPosPrinter;
  readonly #random: Random;
  readonly #startMs: number;
  #boot: number;
  #isOn = false;
  /** Kernel time at the board's start. */
  #bootUs = 0;
  #status: Status | undefined;

  /** `boot`: of the board as it was found; `startMs`: the world's time, as Date has it. */
  constructor(tools: BenchTools, boot: number, startMs: number) {
    this.#tools = tools;
    this.#startMs = startMs;
    this.#boot = boot;
    const { link, provisioned, rig, seed } = tools;
    this.settings = provisioned.settings as Simulation['settings'];
    this.language = this.settings.language;
    this.#agent = new AgentClient(link.call);
    this.#kernel = new Kernel(seed);
    this.#random = this.#kernel.random('people');
    this.#network = new Network(this.#kernel);
    const issuerMasterKey = this.#kernel.random('issuer master key').bytes(16);
    this.#acquirer = this.#makeAcquirer(provisioned, issuerMasterKey);
    this.#network.serve(this.settings.hostAddress, this.settings.hostPort, this.#acquirer);
    this.#sockets = new BenchLine(this.#agent, this.#network);
    this.#cards =
      typeof rig.cards === 'object'
        ? new OperatorCards(rig.cards, (text) => link.ask(text))
        : new DoubleCards(this.#agent, this.#kernel, issuerMasterKey);
    const random = this.#paperKernel.random('printer');
    this.#printer = new EscPosPrinter({ kernel: this.#paperKernel, random, log() {} });
    this.#printer.powerOn();
    this.clerk = this.#makeClerk();
    this.cardholder = this.#makeCardholder();
    this.paper = this.#makePaper();
    this.acquirer = this.#makeBook();
    this.line = this.#makeLine();
    const noHand = () => this.fail('a bench opens no case');
    this.case = { opens: noHand, closes: noHand };
    this.power = { on: () => this.#powerOn(), off: () => this.#powerOff() };
  }

  get sim(): Simulation {
    throw new ScenarioFailure('this story needs the simulation');
  }

  /** Which start of the board the story has left behind. */
  get boot(): number {
    return this.#boot;
  }

  /** Leaves the board without power, if the bench can. */
  end(): void {
    if (this.#tools.rig.relay) this.#powerOff();
  }

  /** Since the story began. */
  get elapsedMs(): number {
    return Math.round(this.#kernel.nowUs / 1000);
  }

  wallTime(offsetMs = 0): WallTime {
    const at = new Date(this.#startMs + Math.floor(this.#kernel.nowUs / 1000) + offsetMs);
    return {
      year: at.getFullYear(),
      month: at.getMonth() + 1,
      day: at.getDate(),
      hour: at.getHours(),
      minute: at.getMinutes(),
      second: at.getSeconds(),
    };
  }

  boots(): void {
    this.power.on();
    this.reachesIdle();
  }

  waits(ms: number): void {
    this.#run(ms, () => false);
  }

  reaches(screens: Screen | readonly Screen[], withinMs: number = pace.patienceMs): void {
    const wanted = (Array.isArray(screens) ? screens : [screens]) as readonly Screen[];
    if (!this.#run(withinMs, () => this.#isShown(wanted)))
      this.fail(`the display never showed ${JSON.stringify(wanted[0])}`);
  }

  shows(screens: Screen | readonly Screen[]): void {
    this.reaches(screens, 0);
  }

  reachesIdle(withinMs: number = pace.patienceMs): void {
    const idle = () =>
      idleScreens(this.settings.merchantName, this.wallTime(), this.wallTime(-60_000));
    if (!this.#run(withinMs, () => this.#isShown(idle())))
      this.fail('the display never showed the idle screen');
  }

  fail(what: string): never {
    throw new ScenarioFailure(what);
  }

  /** The glass, RGB332, row by row; for a picture of what went wrong. */
  glass(rows: number): Uint8Array[] {
    return Array.from({ length: rows }, (_, row) => this.#agent.screenRow(row));
  }

  /** Looks at the board until `stop` says so, or the board's clock has gone on by `ms`. True when it did. */
  #run(ms: number, stop: () => boolean): boolean {
    const endUs = this.#kernel.nowUs + ms * 1000;
    for (;;) {
      this.#look();
      if (stop()) return true;
      if (this.#kernel.nowUs >= endUs) return false;
    }
  }

  /** Asks the board how it is, lets the world's time follow, and serves what the board waits for. */
  #look(): void {
    const { link, rig } = this.#tools;
    link.pause(lookMs / (rig.speed ?? 1));
    if (!this.#isOn) {
      this.#kernel.advanceTo(this.#kernel.nowUs + lookMs * 1000);
      return;
    }
    const status = this.#agent.status();
    this.#status = status;
    this.#kernel.advanceTo(this.#bootUs + status.ms * 1000);
    const { flags } = status;
    if ((flags & StatusFlag.printed) !== 0) this.#print(this.#agent.takePrinted());
    if ((flags & StatusFlag.printedLost) !== 0) this.fail('the agent lost bytes of the printer');
    if ((flags & StatusFlag.command) !== 0) this.#cards.serve();
    if ((flags & StatusFlag.line) !== 0) this.#sockets.serve();
  }

  #isShown(screens: readonly Screen[]): boolean {
    const shown = this.#status?.crc;
    return screens.some(
      (screen) => this.#tools.screens.mirrorCrcOf(screen, this.language) === shown,
    );
  }

  #print(bytes: Uint8Array): void {
    this.#printer.bus.receive(bytes);
    this.#paperKernel.advanceTo(this.#paperKernel.nowUs + paperUs);
  }

  /** From here on nobody knows what the board does until it says hello again. */
  #powerOff(): void {
    const { relay } = this.#tools.rig;
    if (!relay) this.fail('this bench has no relay');
    this.#tools.link.run(relay.off);
    this.#isOn = false;
    this.#status = undefined;
    this.#sockets.drop();
    this.#cards.power(false);
  }

  #powerOn(): void {
    const { link, rig } = this.#tools;
    if (this.#isOn) this.fail('the power is on already');
    if (rig.relay) {
      link.run(rig.relay.off);
      link.run(rig.relay.on);
    } else if (rig.reset === 'rts') link.pullReset();
    else this.#agent.reset();
    this.#boot = link.hello(this.#boot).boot;
    this.#isOn = true;
    this.#bootUs = this.#kernel.nowUs - this.#agent.status().ms * 1000;
    this.#agent.start(
      (typeof rig.cards === 'object' ? 0 : Part.card) |
        (rig.line === 'board' ? 0 : Part.line) |
        (rig.printer === 'none' ? Part.printer : 0),
    );
    this.#cards.power(true);
  }

  #key(name: string, pressed: boolean): void {
    if (!this.#isOn) return;
    const solenoid = this.#tools.rig.solenoids?.[name];
    if (solenoid) this.#tools.link.run(pressed ? solenoid.press : solenoid.release);
    else this.#agent.key(name, pressed);
  }

  #makeClerk(): Vocabulary['clerk'] {
    return {
      types: (...words) => {
        for (const key of keysOf(words)) {
          this.#key(key, true);
          this.waits(pace.pressMs);
          this.#key(key, false);
          this.waits(pace.betweenKeysMs);
        }
      },
      holds: (key) => this.#key(key, true),
      releases: (key) => this.#key(key, false),
    };
  }

  #makeCardholder(): Vocabulary['cardholder'] {
    return {
      taps: (name, forMs) => {
        this.waits(this.#random.between(100, 700));
        this.#cards.present(name);
        if (forMs !== undefined) this.waits(forMs);
        else this.reaches(removeCardScreens, pace.patienceMs);
        this.#cards.remove(name);
      },
      entersPin: (_name, pin) => {
        if (pin === undefined) this.fail('on a bench the story says the PIN: nobody here knows it');
        this.clerk.types(...pin, 'enter');
      },
      presents: (name) => this.#cards.present(name),
      removes: (name) => this.#cards.remove(name),
    };
  }

  #makePaper(): Vocabulary['paper'] {
    const text = () => this.#printer.paper.text();
    return {
      text,
      shows: (wanted, times = 1) => {
        const found = text().split(wanted).length - 1;
        if (found < times)
          this.fail(`paper shows "${wanted}" ${found} times, expected ${times}:\n${text()}`);
      },
      lacks: (unwanted) => {
        if (text().includes(unwanted)) this.fail(`paper shows "${unwanted}":\n${text()}`);
      },
    };
  }

  #makeBook(): Vocabulary['acquirer'] {
    const entries = () => this.#acquirer.ledger.entries;
    return {
      behavesNext: (behaviour: Behaviour) => this.#acquirer.behaveNext(behaviour),
      behaves: (behaviour: Behaviour) => this.#acquirer.behave(behaviour),
      entries,
      shows: (...expected: readonly Partial<Entry>[]) => {
        const found = entries();
        const same =
          found.length === expected.length &&
          expected.every((each, index) => entryFits(found[index]!, each));
        if (!same)
          this.fail(
            `the acquirer's book: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
          );
      },
    };
  }

  #makeLine(): Vocabulary['line'] {
    const network = this.#network;
    return {
      down: () => {
        network.up = false;
      },
      up: () => {
        network.up = true;
      },
      resets: () => network.reset(),
      slow: (ms) => {
        network.latencyUs = ms * 1000;
      },
    };
  }

  #makeAcquirer({ masterKey }: Provisioned, issuerMasterKey: Uint8Array): Acquirer {
    return new Acquirer({
      schedule: (delayUs, run) => this.#kernel.schedule(delayUs, run),
      nowUs: () => this.#kernel.nowUs,
      wallTime: () => this.wallTime(),
      random: this.#kernel.random('acquirer'),
      terminals: [{ tid: this.settings.terminalId, mid: this.settings.merchantId, tmk: masterKey }],
      issuerMasterKey,
    });
  }
}
