// SPDX-License-Identifier: Apache-2.0
//
// Before a board runs a story the simulation does, with everything the story reaches for written down: that decides whether the
// bench can run it. So nobody has to say in a scenario what it needs, and a story that is wrong is found before the board is
// blamed.

import { judge } from '../oracle/judge.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Vocabulary } from '../scenario/vocabulary.ts';
import { type Tools, World } from '../scenario/world.ts';
import type { Rig } from './rig.ts';

export interface Rehearsal {
  readonly virtualMs: number;
  /** Cards by name, and which of the other words were used. */
  readonly cards: ReadonlySet<string>;
  readonly needs: ReadonlySet<Need>;
  /** Why it failed in the simulation. */
  readonly failure: string | undefined;
}

export type Need = 'acquirer' | 'line' | 'power cut' | 'case' | 'simulation';

export async function rehearse(
  scenario: Scenario,
  tools: Tools,
  settings: object,
): Promise<Rehearsal> {
  // The simulation's acquirer is where it always is.
  const { hostAddress: _, hostPort: __, ...own } = settings as Record<string, unknown>;
  const world = new World(tools, { settings: own, ...scenario.options });
  const needs = new Set<Need>();
  const cards = new Set<string>();
  let failure: string | undefined;
  try {
    await scenario.story(noting(world, needs, cards));
    judge(world, scenario.options);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const virtualMs = Math.round(world.sim.kernel.nowUs / 1000);
  world.sim.desk.powerOff();
  return { virtualMs, cards, needs, failure };
}

/** The world, with what is used of it written down. */
function noting(world: World, needs: Set<Need>, cards: Set<string>): Vocabulary {
  const { cardholder, power } = world;
  const shown = (name: string) => {
    cards.add(name);
    return name;
  };
  const words: Partial<Vocabulary> = {
    cardholder: {
      taps: (name, forMs) => cardholder.taps(shown(name), forMs),
      entersPin: (name, pin) => {
        if (pin === undefined) needs.add('simulation');
        cardholder.entersPin(name, pin);
      },
      presents: (name) => cardholder.presents(shown(name)),
      removes: (name) => cardholder.removes(name),
    },
    power: {
      on: () => power.on(),
      off: () => {
        needs.add('power cut');
        power.off();
      },
    },
  };
  return new Proxy(world as Vocabulary, {
    get: (target, word) => {
      if (word === 'sim') needs.add('simulation');
      if (word === 'line' || word === 'acquirer' || word === 'case') needs.add(word);
      const value = words[word as keyof Vocabulary] ?? Reflect.get(target, word, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, word, value) => Reflect.set(target, word, value, target),
  });
}

const reasons: Readonly<Record<Need, string>> = {
  simulation: 'reaches into the simulation (t.sim)',
  'power cut': 'cuts the power, and the bench has no relay',
  case: 'opens the case, for which no bench has a hand',
  line: 'disturbs the line, which is the board’s own on this bench',
  acquirer: 'asks the acquirer’s book, which is not at the host on this bench',
};

/** Why the bench cannot run it; undefined when it can. */
export function lackOf(
  { options }: Scenario,
  rehearsal: Rehearsal,
  rig: Rig,
  longestMs: number,
): string | undefined {
  const { needs, cards, virtualMs, failure } = rehearsal;
  const given = ['settings', 'wallTime', 'rtcTime', 'limits', 'deaths'].find(
    (name) => name in options,
  );
  if (given) return `gives the terminal other ${given} than the board has`;
  const lacking = [...needs].find(
    (need) =>
      need === 'simulation' ||
      (need === 'power cut' && !rig.relay) ||
      (need !== 'power cut' && rig.line === 'board'),
  );
  if (lacking) return reasons[lacking];
  const names = rig.cards;
  const missing =
    typeof names === 'object' ? [...cards].find((name) => !(name in names)) : undefined;
  if (missing) return `needs the card ${missing}, which is not on the bench`;
  if (failure !== undefined)
    return `fails in the simulation with this bench's settings: ${failure}`;
  return virtualMs > longestMs ? `takes ${Math.ceil(virtualMs / 1000)} s` : undefined;
}
