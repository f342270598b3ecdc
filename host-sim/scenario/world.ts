// SPDX-License-Identifier: Apache-2.0
//
// The words of a scenario: a terminal on a counter, the clerk, the cardholder, the line, the paper, the acquirer's book.
// Time is virtual; every "does" lets the time pass that a person takes.

import type { Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/titles.ts';
import type { Behaviour } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { Program } from '../engine/bundle.ts';
import type { Engine, Variant } from '../engine/machine.ts';
import { Simulation, type SimulationOptions } from '../simulation.ts';
import type { ScreenReader } from './screen-reader.ts';

/** What a scenario wanted and did not get. */
class ScenarioFailure extends Error {}

export interface Tools {
  readonly program: Program;
  readonly screens: ScreenReader;
  readonly seed: string;
  /** The world of the terminal; the screens are always drawn on the desk. */
  readonly engine?: Engine | undefined;
  readonly variant?: Variant;
  readonly replayMeter?: readonly number[];
}

const pressMs = 90;
const betweenKeysMs = 120;
const patienceMs = 90_000;

export class World {
  readonly sim: Simulation;
  readonly clerk = {
    /** Types keys by name; a word of digits is typed digit by digit. */
    types: (...keys: readonly string[]) => {
      for (const key of keys.flatMap((word) => (/^\d{3,}$/.test(word) ? [...word] : [word])))
        this.#type(key);
    },
    /** Holds a key down until `releases`. */
    holds: (key: string) => this.sim.key(key, true),
    releases: (key: string) => this.sim.key(key, false),
  };
  readonly cardholder = {
    /** Holds a card to the reader, at a moment drawn by the seed, until it has been read (or for `forMs`). */
    taps: (name: string, forMs?: number) => this.#tap(name, forMs),
    presents: (name: string) => this.sim.present(name),
    removes: (name: string) => this.sim.remove(name),
  };
  readonly power = {
    on: () => this.sim.desk.powerOn(),
    off: () => this.sim.desk.powerOff(),
  };
  readonly paper = {
    text: () => this.sim.board.printer.paper.text(),
    /** The paper bears `text` (at least) `times` times. */
    shows: (text: string, times = 1) => {
      const found = this.paper.text().split(text).length - 1;
      if (found < times)
        this.fail(`paper shows "${text}" ${found} times, expected ${times}:\n${this.paper.text()}`);
    },
    lacks: (text: string) => {
      if (this.paper.text().includes(text))
        this.fail(`paper shows "${text}":\n${this.paper.text()}`);
    },
  };
  readonly acquirer = {
    behavesNext: (behaviour: Behaviour) => this.sim.acquirer.behaveNext(behaviour),
    behaves: (behaviour: Behaviour) => this.sim.acquirer.behave(behaviour),
    entries: () => this.sim.acquirer.ledger.entries,
    /** The book has exactly these entries, in order; of each, what is given must be so. */
    shows: (...expected: readonly Partial<Entry>[]) => {
      const { entries } = this.sim.acquirer.ledger;
      const same =
        entries.length === expected.length &&
        expected.every((each, index) => fits(entries[index]!, each));
      if (!same)
        this.fail(
          `the acquirer's book: ${JSON.stringify(entries)}, expected ${JSON.stringify(expected)}`,
        );
    },
  };
  readonly line = {
    down: () => {
      this.sim.network.up = false;
    },
    up: () => {
      this.sim.network.up = true;
    },
    resets: () => this.sim.network.reset(),
    slow: (ms: number) => {
      this.sim.network.latencyUs = ms * 1000;
    },
  };

  language: Language = 'zh';
  readonly #tools: Tools;
  readonly #random;
  #seenRevision = -1;
  #seenHash = '';

  constructor(tools: Tools, options: Partial<SimulationOptions> = {}) {
    this.#tools = tools;
    const { program, seed, engine, variant, replayMeter } = tools;
    this.sim = new Simulation({
      ...options,
      program,
      seed,
      engine,
      ...(variant && { variant }),
      ...(replayMeter && { replayMeter }),
    });
    this.#random = this.sim.kernel.random('people');
  }

  /** Switches on and waits for the idle screen. */
  boots(): void {
    this.power.on();
    this.reachesIdle();
  }

  waits(ms: number): void {
    const { desk, kernel } = this.sim;
    desk.advance(kernel.nowUs + ms * 1000);
  }

  /** Waits until the glass shows one of `screens`; fails after `withinMs`. */
  reaches(screens: Screen | readonly Screen[], withinMs = patienceMs): void {
    const wanted = (Array.isArray(screens) ? screens : [screens]) as readonly Screen[];
    const hashes = wanted.map((screen) => this.#tools.screens.hashOf(screen, this.language));
    const { desk, kernel } = this.sim;
    if (!desk.advance(kernel.nowUs + withinMs * 1000, () => hashes.includes(this.#glass()))) {
      this.fail(`the display never showed ${JSON.stringify(wanted[0])}`);
    }
  }

  /** The glass shows one of `screens` now. */
  shows(screens: Screen | readonly Screen[]): void {
    this.reaches(screens, 0);
  }

  /** Waits for the idle screen, whatever the minute. */
  reachesIdle(withinMs = patienceMs): void {
    const { desk, kernel } = this.sim;
    const isIdle = () => {
      const glass = this.#glass();
      return this.#idleScreens().some(
        (screen) => this.#tools.screens.hashOf(screen, this.language) === glass,
      );
    };
    let revision = -1;
    const stop = () => {
      const now = this.sim.board.display.revision;
      if (now === revision) return false;
      revision = now;
      return isIdle();
    };
    if (!desk.advance(kernel.nowUs + withinMs * 1000, stop))
      this.fail('the display never showed the idle screen');
  }

  fail(what: string): never {
    throw new ScenarioFailure(what);
  }

  #idleScreens(): Screen[] {
    const idle = { kind: 'idle', merchant: this.sim.settings.merchantName, test: true } as const;
    const date = this.sim.wallTime();
    const minuteBefore = this.sim.wallTime(-60_000);
    return [{ ...idle, now: date }, { ...idle, now: minuteBefore }, idle];
  }

  #glass(): string {
    const { display } = this.sim.board;
    if (display.revision !== this.#seenRevision) {
      this.#seenRevision = display.revision;
      this.#seenHash = display.hash();
    }
    return this.#seenHash;
  }

  #type(key: string): void {
    this.sim.key(key, true);
    this.waits(pressMs);
    this.sim.key(key, false);
    this.waits(betweenKeysMs);
  }

  #tap(name: string, forMs?: number): void {
    this.waits(this.#random.between(100, 700));
    this.sim.present(name);
    if (forMs !== undefined) this.waits(forMs);
    else this.reaches({ kind: 'remove-card' }, 10_000);
    this.sim.remove(name);
  }
}

function fits(entry: Entry, expected: Partial<Entry>): boolean {
  return Object.entries(expected).every(([key, value]) => entry[key as keyof Entry] === value);
}
