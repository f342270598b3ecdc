// SPDX-License-Identifier: Apache-2.0
//
// What a seed draws before the run begins: configuration, goals, fault episodes, whims of people, how dangerous the power is.
// Some kinds of faults are off altogether in a run (swarm testing: otherwise every run looks alike). A plan is a list of
// elements with names (g0, e1, w2), so that a failing one can be made smaller by leaving some out.

import type { ScreenKind } from '../../src/ui/screen.ts';
import { Random } from '../link/kernel.ts';
import { keyNames, tlsSettings, twoAddressSettings, type WallTime } from '../simulation.ts';
import { atSettlement, type Fault, type Layer, layers } from './faults/fault.ts';
import { faults } from './faults/index.ts';
import type { Point } from './points.ts';
import { workloadNamed, workloads } from './workloads/index.ts';
import { type Episode, type Goal, menuRows } from './workloads/workload.ts';

/** Keys that nobody asked for. */
export interface Whim {
  readonly at: ScreenKind;
  readonly nth: number;
  readonly keys: readonly string[];
}

/** A crash point by its number, or by a name that stays when elements of the plan are left out. */
export type Cut = number | Pick<Point, 'act' | 'moment' | 'ordinal'>;

/** Of the settings that the terminal is delivered with (src/flow/settings.ts). */
export interface ShopOptions {
  readonly threeCheck?: true;
  readonly largeAmountMinor?: number;
  readonly checksUnusualAmounts?: true;
  readonly guidedRecovery?: true;
  readonly signOutAfterSettlement?: true;
  readonly duplicateGuardS?: number;
  readonly functionBitmap?: string;
  readonly hostAddress2?: string;
  readonly hostPort2?: number;
  readonly hostTls?: object;
}

export interface Plan {
  readonly seed: string;
  readonly workload: string;
  readonly language: 'zh' | 'en';
  readonly wallTime: WallTime;
  readonly rtcSet: boolean;
  readonly hostProfile: 'unionpay-tdes' | 'unionpay-sm4';
  readonly withoutMasterKey: boolean;
  readonly withOperators: boolean;
  /** What a shop may have asked for, by chance. */
  readonly options: ShopOptions;
  /** When the batch settles by itself: hour and minute, four digits. */
  readonly settleAt: string | undefined;
  readonly goals: readonly Goal[];
  readonly episodes: readonly Episode[];
  readonly whims: readonly Whim[];
  /** Where the power goes: drawn as the run goes, at most so often … */
  readonly cutsMost: number;
  /** … or here. */
  readonly cuts: readonly Cut[] | undefined;
  /** People take between half as long and twice as long as usual. */
  readonly tempo: number;
  /** Looking for secrets takes as long as a whole run: only in some. */
  readonly looksForSecrets: boolean;
}

export interface Restrictions {
  readonly workload?: string | undefined;
  /** Faults of these layers, and of no others, are on. */
  readonly layers?: readonly Layer[] | undefined;
  readonly cuts?: readonly Cut[] | undefined;
  /** Elements to keep, by name. */
  readonly keep?: readonly string[] | undefined;
}

const days: readonly WallTime[] = [
  { year: 2026, month: 11, day: 21, hour: 10, minute: 30, second: 0 },
  { year: 2026, month: 12, day: 31, hour: 23, minute: 59, second: 20 },
  { year: 2028, month: 2, day: 28, hour: 23, minute: 59, second: 0 },
  { year: 2028, month: 2, day: 29, hour: 0, minute: 0, second: 0 },
];

const whimsAt: readonly ScreenKind[] = [
  'boot', 'idle', 'amount-entry', 'tap-card', 'reading', 'remove-card', 'authorising', 'approved',
  'declined', 'unknown-result', 'reversing', 'printing', 'offer-cardholder-copy', 'printer-trouble',
  'signing-in', 'menu', 'reversal-pending', 'pin-entry', 'wrong-pin', 'keys', 'key-choice',
  'key-notice', 'secret-entry', 'settlement-totals', 'settling', 'settled', 'number-entry', 'error-list',
]; // biome-ignore format: a list
const names = keyNames.flat();

/** Everything that follows from a seed. */
export function draw(seed: string, restrictions: Restrictions = {}): Plan {
  const random = (concern: string) => new Random(`${seed}/plan/${concern}`);
  const config = random('config');
  const layersOn =
    restrictions.layers ?? layers.filter((layer) => config.chance(...chances(layer)));
  const workload = restrictions.workload ?? drawnWorkload(config);
  const { goals: goalsOf, settlesByTheClock } = workloadNamed(workload);
  const language = config.chance(1, 4) ? 'en' : 'zh';
  const wallTime = config.chance(3, 4) ? days[0]! : days[config.below(days.length)]!;
  const options = drawnOptions(random('options'));
  const clock = random('clock');
  const settleAt = settlesByTheClock || clock.chance(1, 8) ? soon(clock, wallTime) : undefined;
  const goals = goalsOf(random('goals'));
  const plan: Plan = {
    seed,
    workload,
    language,
    wallTime,
    rtcSet: !config.chance(1, 10),
    tempo: config.between(50, 200),
    looksForSecrets: config.chance(1, 20),
    hostProfile: config.chance(1, 4) ? 'unionpay-sm4' : 'unionpay-tdes',
    withoutMasterKey: workloadNamed(workload).withoutMasterKey ?? false,
    withOperators: workloadNamed(workload).withOperators ?? false,
    options,
    settleAt,
    goals: options.duplicateGuardS ? withRepeats(goals, random('repeats')) : goals,
    episodes: [
      ...(workloadNamed(workload).episodes ?? []),
      ...drawnEpisodes(
        random('episodes'),
        layersOn,
        settleAt !== undefined || goals.some(isSettlement),
      ),
    ],
    whims: layersOn.includes('finger') ? drawnWhims(random('whims')) : [],
    cutsMost: layersOn.includes('power') ? random('cuts').below(4) : 0,
    cuts: restrictions.cuts,
  };
  return restrictions.keep ? kept(plan, restrictions.keep) : plan;
}

/** Mostly none. */
function drawnOptions(random: Random): ShopOptions {
  const seldom = (options: ShopOptions) => (random.chance(1, 8) ? options : {});
  return {
    ...seldom({ threeCheck: true }),
    ...seldom({ largeAmountMinor: 4200 }),
    ...seldom({ checksUnusualAmounts: true }),
    ...seldom({ guidedRecovery: true }),
    ...seldom({ signOutAfterSettlement: true }),
    ...seldom({ duplicateGuardS: 300 }),
    ...seldom(twoAddressSettings),
    ...seldom(tlsSettings),
    ...seldom({ functionBitmap: someFunctions(random) }),
  };
}

/** Hour and minute, one to six minutes later. */
function soon(random: Random, { hour, minute }: WallTime): string {
  const minutes = (hour * 60 + minute + random.between(1, 6)) % (24 * 60);
  return [Math.floor(minutes / 60), minutes % 60].map((n) => `${n}`.padStart(2, '0')).join('');
}

/** One of four is switched off. */
function someFunctions(random: Random): string {
  const bits = Array.from({ length: 32 }, () => (random.chance(1, 4) ? '0' : '1')).join('');
  return Number.parseInt(bits, 2).toString(16).toUpperCase().padStart(8, '0');
}

/** Some sales are made once more by the same holder, who means it, or by a clerk who has forgotten. */
function withRepeats(goals: readonly Goal[], random: Random): Goal[] {
  return goals.flatMap((goal) =>
    goal.kind === 'sale' && random.chance(1, 2)
      ? [goal, { ...goal, again: random.chance(1, 2) ? 'on purpose' : 'by mistake' }]
      : [goal],
  );
}

/** An opened case ends most of what a run would do. */
function chances(layer: Layer): [times: number, outOf: number] {
  return layer === 'case' ? [1, 8] : [1, 2];
}

/** Mostly the mixed one. */
function drawnWorkload(random: Random): string {
  return random.chance(1, 2) ? 'shop' : workloads[random.below(workloads.length)]!.name;
}

/** A settlement has no card, and its slip is printed as any other. */
const elsewhere: readonly Layer[] = ['card', 'printer'];

function isSettlement(goal: Goal): boolean {
  return goal.kind === 'menu' && goal.rows === menuRows.settlement;
}

function drawnEpisodes(random: Random, layersOn: readonly Layer[], settles: boolean): Episode[] {
  const momentsOf = ({ at, layer }: Fault) =>
    settles && !elsewhere.includes(layer) ? [...at, ...atSettlement] : at;
  const possible = faults.filter(
    (each) => layersOn.includes(each.layer) && momentsOf(each).length > 0,
  );
  if (possible.length === 0) return [];
  // A layer first, so that one with many rows does not crowd out the others.
  const choose = (): Fault => {
    const layer = layersOn[random.below(layersOn.length)]!;
    const rows = possible.filter((each) => each.layer === layer);
    const heavy = rows.flatMap((each) => Array<Fault>(each.weight ?? 1).fill(each));
    return heavy[random.below(heavy.length)]!;
  };
  return Array.from({ length: random.below(5) }, () => {
    const fault = choose();
    const { name, forMs, strength } = fault;
    const at = momentsOf(fault);
    return {
      fault: name,
      at: at[random.below(at.length)]!,
      nth: random.chance(3, 4) ? 1 : 2,
      delayMs: [0, random.below(100), random.below(1000), random.below(10_000)][random.below(4)]!,
      forMs: random.between(...forMs),
      strength: strength?.(random) ?? 0,
    };
  });
}

function drawnWhims(random: Random): Whim[] {
  return Array.from({ length: random.below(4) }, () => ({
    at: whimsAt[random.below(whimsAt.length)]!,
    nth: random.chance(3, 4) ? 1 : 2,
    // Mostly what says no.
    keys: Array.from({ length: random.between(1, 4) }, () =>
      random.chance(1, 2) ? 'cancel' : names[random.below(names.length)]!,
    ),
  }));
}

/** Names of what can be left out of a plan. */
export function elementsOf({ goals, episodes, whims }: Plan): string[] {
  return [
    ...goals.map((_, index) => `g${index}`),
    ...episodes.map((_, index) => `e${index}`),
    ...whims.map((_, index) => `w${index}`),
  ];
}

export function kept(plan: Plan, names: readonly string[]): Plan {
  const stays = (letter: string) => (_: unknown, index: number) =>
    names.includes(`${letter}${index}`);
  return {
    ...plan,
    goals: plan.goals.filter(stays('g')),
    episodes: plan.episodes.filter(stays('e')),
    whims: plan.whims.filter(stays('w')),
  };
}
