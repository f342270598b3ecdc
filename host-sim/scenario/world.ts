// SPDX-License-Identifier: Apache-2.0
//
// The vocabulary of a scenario over the simulation. Time is virtual.

import type { Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/titles.ts';
import type { Behaviour } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { Program } from '../engine/bundle.ts';
import type { Engine, Variant } from '../engine/machine.ts';
import { Simulation, type SimulationOptions, type WallTime } from '../simulation.ts';
import type { ScreenReader } from './screen-reader.ts';
import {
  entryFits,
  idleScreens,
  keysOf,
  pace,
  removeCardScreens,
  ScenarioFailure,
  type Vocabulary,
} from './vocabulary.ts';

export interface Tools {
  readonly program: Program;
  readonly screens: ScreenReader;
  readonly seed: string;
  /** The world of the terminal; the screens are always drawn on the desk. */
  readonly engine?: Engine | undefined;
  readonly variant?: Variant;
  readonly replayMeter?: readonly number[];
}

export class World implements Vocabulary {
  readonly sim: Simulation;
  readonly clerk = {
    types: (...keys: readonly string[]) => {
      for (const key of keysOf(keys)) this.#type(key);
    },
    holds: (key: string) => this.sim.key(key, true),
    releases: (key: string) => this.sim.key(key, false),
  };
  readonly cardholder = {
    taps: (name: string, forMs?: number) => this.#tap(name, forMs),
    entersPin: (name: string, pin = this.sim.pinOf(name)) => {
      this.sim.notePin(name, pin);
      this.clerk.types(...pin, 'enter');
    },
    presents: (name: string) => this.sim.present(name),
    removes: (name: string) => this.sim.remove(name),
  };
  readonly power = {
    on: () => this.sim.desk.powerOn(),
    off: () => this.sim.desk.powerOff(),
  };
  readonly case = {
    opens: () => this.sim.board.tamper.world.open(),
    closes: () => this.sim.board.tamper.world.close(),
  };
  readonly paper = {
    text: () => this.sim.board.printer.paper.text(),
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
    shows: (...expected: readonly Partial<Entry>[]) => {
      const { entries } = this.sim.acquirer.ledger;
      const same =
        entries.length === expected.length &&
        expected.every((each, index) => entryFits(entries[index]!, each));
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

  boots(): void {
    this.power.on();
    this.reachesIdle();
  }

  get settings(): Simulation['settings'] {
    return this.sim.settings;
  }

  wallTime(): WallTime {
    return this.sim.wallTime();
  }

  waits(ms: number): void {
    const { desk, kernel } = this.sim;
    desk.advance(kernel.nowUs + ms * 1000);
  }

  reaches(screens: Screen | readonly Screen[], withinMs: number = pace.patienceMs): void {
    const wanted = (Array.isArray(screens) ? screens : [screens]) as readonly Screen[];
    const hashes = wanted.map((screen) => this.#tools.screens.hashOf(screen, this.language));
    const { desk, kernel } = this.sim;
    if (!desk.advance(kernel.nowUs + withinMs * 1000, () => hashes.includes(this.#glass()))) {
      this.fail(`the display never showed ${JSON.stringify(wanted[0])}`);
    }
  }

  shows(screens: Screen | readonly Screen[]): void {
    this.reaches(screens, 0);
  }

  reachesIdle(withinMs: number = pace.patienceMs): void {
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
    const { sim } = this;
    return idleScreens(sim.settings.merchantName, sim.wallTime(), sim.wallTime(-60_000));
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
    this.waits(pace.pressMs);
    this.sim.key(key, false);
    this.waits(pace.betweenKeysMs);
  }

  #tap(name: string, forMs?: number): void {
    this.waits(this.#random.between(100, 700));
    this.sim.present(name);
    if (forMs !== undefined) this.waits(forMs);
    else this.reaches(removeCardScreens, 10_000);
    this.sim.remove(name);
  }
}
