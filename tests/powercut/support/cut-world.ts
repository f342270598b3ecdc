// SPDX-License-Identifier: Apache-2.0
//
// A day of one sale and another in a world whose power goes at a chosen moment, and what must hold of it afterwards. The sources
// of truth are those that the program cannot touch: the acquirer's book and the paper.

import type { AcquirerEvent } from '../../../host-sim/acquirer/acquirer.ts';
import type { Behaviour } from '../../../host-sim/acquirer/behaviour.ts';
import type { Fate } from '../../../host-sim/chips/nor-flash.ts';
import { paperTellsTheTruth } from '../../../host-sim/oracle/paper.ts';
import { ScenarioFailure } from '../../../host-sim/scenario/vocabulary.ts';
import { type Tools, World } from '../../../host-sim/scenario/world.ts';

/** Where the power goes. Acts are counted from 1 since the last boot. */
export type Cut =
  /** Before the program or erase with this number, or within it. */
  | { readonly at: 'flash'; readonly act: number; readonly fate: Fate | 'before' }
  /** When the acquirer has got a request, or has sent an answer, and `delayUs` later. */
  | { readonly at: 'line'; readonly act: number; readonly delayUs: number }
  /** So long after the power came. */
  | { readonly at: 'time'; readonly us: number };

export interface Story {
  readonly name: string;
  readonly behaviour?: Behaviour;
}

export interface Acts {
  flash: number;
  line: number;
  us: number;
}

const firstMinor = 1250;
const secondMinor = 500;

export class CutWorld {
  readonly world: World;
  acts: Acts = { flash: 0, line: 0, us: 0 };
  #cut: Cut | undefined;
  #onUs = 0;

  constructor(tools: Tools) {
    this.world = new World(tools);
    const { sim } = this.world;
    this.#guardFlash();
    sim.acquirer.onEvent((event) => this.#line(event));
  }

  /** Power on; the next cut comes as said. */
  on(cut?: Cut): void {
    const { sim } = this.world;
    this.acts = { flash: 0, line: 0, us: 0 };
    this.#cut = cut;
    this.#onUs = sim.kernel.nowUs;
    if (cut?.at === 'time') sim.kernel.schedule(cut.us, () => this.#off(cut));
    this.world.power.on();
  }

  /** From now on acts are counted anew, and the next cut comes as said. */
  counts(cut?: Cut): void {
    this.acts = { flash: 0, line: 0, us: 0 };
    this.#cut = cut;
    this.#onUs = this.world.sim.kernel.nowUs;
  }

  /** As far as the power lets `story` come. True when all of it happened. */
  does(story: (world: World) => void): boolean {
    try {
      story(this.world);
      return true;
    } catch (error) {
      if (!(error instanceof ScenarioFailure) || this.world.sim.desk.powered) throw error;
      return false;
    } finally {
      this.acts.us = this.world.sim.kernel.nowUs - this.#onUs;
    }
  }

  /** One sale as far as the power lets it come. True when all of it happened. */
  sells(amountMinor: number): boolean {
    const { world } = this;
    const card = 'quickpass-credit';
    try {
      world.reachesIdle(400_000);
      world.clerk.types(String(amountMinor), 'enter');
      world.reaches({ kind: 'tap-card', amountMinor });
      world.cardholder.taps(card);
      world.reachesIdle(400_000);
      return true;
    } catch (error) {
      if (!(error instanceof ScenarioFailure) || world.sim.desk.powered) throw error;
      world.cardholder.removes(card);
      return false;
    } finally {
      this.acts.us = world.sim.kernel.nowUs - this.#onUs;
    }
  }

  /** Book and paper agree, nothing is owed, no trace number twice, and the terminal sells on. */
  judges(wantsFirst: boolean): void {
    const { world } = this;
    this.#cut = undefined;
    world.acquirer.behaves({});
    if (!this.sells(secondMinor)) world.fail('no second sale');
    paperTellsTheTruth(world);
    const entries = world.acquirer.entries();
    const nets = (amount: number) =>
      entries.filter((entry) => entry.amountMinor === amount && entry.netMinor !== 0);
    if (nets(secondMinor).length !== 1) world.fail('the second sale did not count once');
    if (nets(firstMinor).length > 1) world.fail('the first sale counts twice');
    if (wantsFirst && nets(firstMinor).length !== 1) world.fail('the first sale does not count');
    if (entries.length > 2) world.fail(`${entries.length} traces for two sales`);
    const { deaths } = world.sim.desk;
    if (deaths.length > 0) world.fail(`the terminal died: ${deaths[0]!.name} ${deaths[0]!.report}`);
    world.power.off();
  }

  #off(cut: Cut): void {
    if (this.#cut !== cut) return;
    this.#cut = undefined;
    this.world.power.off();
  }

  #line({ kind }: AcquirerEvent): void {
    if (kind !== 'request' && kind !== 'answer') return;
    const cut = this.#cut;
    if (cut?.at === 'line' && cut.act === this.acts.line + 1)
      this.world.sim.kernel.schedule(cut.delayUs, () => this.#off(cut));
    this.acts.line++;
  }

  /** Stands in front of the chip's bus. */
  #guardFlash(): void {
    const { board, kernel } = this.world.sim;
    const bus = board.flash.bus as {
      -readonly [Key in keyof typeof board.flash.bus]: (typeof board.flash.bus)[Key];
    };
    const guarded = <Arguments extends unknown[]>(act: (...args: Arguments) => number) => {
      return (...args: Arguments): number => {
        this.acts.flash++;
        const cut = this.#cut;
        if (cut?.at !== 'flash' || cut.act !== this.acts.flash) return act(...args);
        if (cut.fate === 'before') {
          this.#off(cut);
          return 0;
        }
        const us = act(...args);
        board.flash.faults.nextCut(cut.fate);
        kernel.schedule(Math.floor(us / 2), () => this.#off(cut));
        return us;
      };
    };
    bus.write = guarded(bus.write);
    bus.erase = guarded(bus.erase);
  }
}

/** A whole day with up to two cuts. Throws what does not hold. */
export function day(tools: Tools, { behaviour }: Story, cuts: readonly Cut[]): Acts[] {
  const test = new CutWorld(tools);
  if (behaviour) test.world.acquirer.behaves(behaviour);
  const seen: Acts[] = [];
  let whole = false;
  test.on(cuts[0]);
  whole = test.sells(firstMinor);
  seen.push({ ...test.acts });
  for (const [index] of cuts.entries()) {
    if (!test.world.sim.desk.powered) {
      test.world.waits(1500);
      test.on(cuts[index + 1]);
    }
    // A second cut falls into the recovery, or comes to nothing.
    try {
      test.world.reachesIdle(400_000);
    } catch (error) {
      if (test.world.sim.desk.powered) throw error;
    }
    seen.push({ ...test.acts });
  }
  if (!test.world.sim.desk.powered) test.on();
  test.judges(whole && !behaviour);
  return seen;
}
