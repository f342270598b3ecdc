// SPDX-License-Identifier: Apache-2.0
//
// One run: a plan becomes a world, the world goes its way under faults, then comes to rest, then the oracles judge it. The same
// plan gives the same run, to the byte that passes over the link.

import type { ScreenKind } from '../../src/ui/screen.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { ScriptResult } from '../acquirer/scripts.ts';
import type { Program } from '../engine/bundle.ts';
import type { Engine, Variant } from '../engine/machine.ts';
import { Random, type Task } from '../link/kernel.ts';
import { judged } from '../oracle/all.ts';
import type { Finding } from '../oracle/oracle.ts';
import type { ScreenReader } from '../scenario/screen-reader.ts';
import { World } from '../scenario/world.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './faults/fault.ts';
import { faultNamed, faults } from './faults/index.ts';
import { type Gallery, GlassWatch } from './glass.ts';
import { Person } from './person.ts';
import type { Plan } from './plan.ts';
import { CrashPoints, type Point } from './points.ts';
import { pinFreeLimitMinor } from './screen-examples.ts';
import { type Happening, happeningOf, only, type Seen } from './seen.ts';
import { settle, workloadNamed } from './workloads/index.ts';
import type { Episode } from './workloads/workload.ts';

/** Longer than a terminal at rest is waited for, shorter than the longest rest of people. */
const operators = { lockAfterS: 100, names: { '01': '老张' } } as const;

export interface Tools {
  readonly program: Program;
  readonly screens: ScreenReader;
  readonly gallery: Gallery;
  readonly engine?: Engine | undefined;
  readonly variant?: Variant;
  /** Byte codes of each turn of the same run on the other engine, so that time passes as there. */
  readonly replayMeter?: readonly number[];
  /** Only the first death matters: the run ends soon after it. */
  readonly untilDeath?: boolean;
  /** Nobody asks for the fingerprint, which is a twentieth of the work. */
  readonly untraced?: boolean;
}

export interface Report {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** Where the power went, by crash points. */
  readonly cuts: readonly Point[];
  /** How many crash points the run had. */
  readonly points: number;
  readonly seen: readonly Seen[];
  /** The acquirer's book. */
  readonly entries: readonly Entry[];
  /** What issuers have heard of their scripts. */
  readonly scripts: readonly ScriptResult[];
  /** SHA-256 of all that went over the link; '' where nobody asked for it. */
  readonly fingerprint: string;
  readonly virtualMs: number;
  /** What the terminal died of besides the power, with the functions on its stack. */
  readonly deaths: readonly string[];
  /** Byte codes of each turn. */
  readonly meter: readonly number[];
}

const goMs = 600_000;
const restMs = 480_000;
/** At rest: idle, and not a request for longer than the terminal waits between two attempts at what it owes. */
const quietMsUsual = 65_000;
/** Where nothing is to be done, or can be. */
const restful: ReadonlySet<string> = new Set<ScreenKind>(['idle', 'keys-erased']);
const stepMs = 5000;
const offMs = [40, 120, 1500] as const;

/** How many of a hundred moments of an act end in a cut, where cuts are drawn. */
const dangers: readonly (readonly [act: RegExp, percent: number])[] = [
  [/^line 0[1-5]/, 20],
  [/^line/, 5],
  [/^flash journal/, 3],
  [/^flash params/, 12],
  // The first boot has dozens.
  [/^flash/, 1],
  [/^card|^glass|^counter/, 12],
  // There are hundreds of them.
  [/^print/, 1],
];

export function run(plan: Plan, tools: Tools): Report {
  const each = new Run(plan, tools);
  try {
    return each.report();
  } finally {
    each.end();
  }
}

/** One run, as far as somebody lets it go. */
export class Run {
  readonly sim: Simulation;
  /** Told of each thing as it is seen. */
  onSeen: ((seen: Seen) => void) | undefined;
  readonly #plan: Plan;
  readonly #world: World;
  readonly #person: Person;
  readonly #points: CrashPoints;
  readonly #random: Random;
  readonly #seen: Seen[] = [];
  /** By name, what ends them. */
  readonly #under = new Map<string, Task>();
  #episodes: Episode[];
  #cutsLeft: number;
  #epoch = 0;
  /** The crash point at which the power is about to go. */
  #why = '';
  #calm = false;
  readonly #untilDeath: boolean;
  readonly #deaths: string[] = [];
  #lastRequestUs = 0;
  readonly #course = this.#wholeCourse();
  #dueUs = 0;
  #isOver = false;
  #isAtRest = false;

  constructor(plan: Plan, tools: Tools) {
    this.#plan = plan;
    this.#untilDeath = tools.untilDeath ?? false;
    this.#episodes = [...plan.episodes];
    this.#cutsLeft = plan.cuts ? Number.POSITIVE_INFINITY : plan.cutsMost;
    const { language, wallTime, rtcSet, seed, hostProfile, withoutMasterKey } = plan;
    const { withOperators, settleAt } = plan;
    this.#random = new Random(`${seed}/run/cuts`);
    this.#world = new World(
      { ...tools, seed },
      {
        settings: {
          ...plan.options,
          ...workloadNamed(plan.workload).settings,
          language,
          pinFreeLimitMinor,
          hostProfile,
          ...(withOperators && { operators }),
          ...(settleAt && { settleAt }),
        },
        parameters: workloadNamed(plan.workload).parameters,
        wallTime,
        withoutMasterKey,
        ...(rtcSet ? {} : { rtcTime: null }),
      },
    );
    const sim = this.#world.sim;
    sim.desk.link.isTraced = !tools.untraced;
    this.sim = sim;
    const note = (happening: Happening) => this.#note(happening);
    const glass = new GlassWatch(sim.board.display, tools.gallery);
    this.#person = new Person({
      sim,
      plan,
      glass,
      note,
      onScreen: (kind, nth) => {
        this.#points.shown(kind);
        for (const episode of this.#episodes) {
          if (episode.at === kind && episode.nth === nth) this.#arm(episode);
        }
      },
    });
    this.#points = new CrashPoints({
      sim,
      note,
      decide: (point) => this.#decide(point),
      cut: () => sim.desk.powerOff(),
    });
    this.#listen();
  }

  /** When it will have come to a point at which it looks around; later than that there is always another one, until it is over. */
  get dueUs(): number {
    return this.#dueUs;
  }

  /** Goes on until `untilUs`, or until `stop` says so; true: it is over. How far it goes at a time makes no difference to it. */
  goTo(untilUs: number, stop?: () => boolean): boolean {
    while (!this.#isOver) {
      if (this.sim.kernel.nowUs >= this.#dueUs) this.#lookAround();
      else if (this.sim.desk.advance(Math.min(untilUs, this.#dueUs), stop)) return false;
      else if (untilUs < this.#dueUs) return false;
    }
    return true;
  }

  #lookAround(): void {
    const { done, value } = this.#course.next();
    if (done) this.#isAtRest = value;
    else this.#dueUs = value;
    this.#isOver = done ?? false;
  }

  /** Its whole way, as the times at which it looks around; whether it came to rest. */
  *#wholeCourse(): Generator<number, boolean> {
    this.sim.desk.powerOn();
    yield* this.#until(
      workloadNamed(this.#plan.workload).goMs ?? goMs,
      () => this.#person.isContent && this.#under.size === 0,
    );
    this.#calmDown();
    return yield* this.#until(restMs + 2 * this.#quietMs, () => this.#isQuiet());
  }

  *#until(forMs: number, stop: () => boolean): Generator<number, boolean> {
    const { kernel } = this.sim;
    const untilUs = kernel.nowUs + forMs * 1000;
    while (kernel.nowUs < untilUs) {
      yield Math.min(untilUs, kernel.nowUs + stepMs * 1000);
      if (stop() || (this.#untilDeath && this.#deaths.length > 0)) return true;
    }
    return false;
  }

  /** The rest of it, and what it all comes to. */
  report(): Report {
    const { desk, kernel } = this.sim;
    const broken: Finding[] = [];
    try {
      this.goTo(Number.POSITIVE_INFINITY);
    } catch (error) {
      broken.push({ oracle: 'models', kind: 'breakdown', text: textOf(error) });
    }
    const isAtRest = this.#isAtRest;
    const evidence = {
      seen: this.#seen,
      world: this.#world,
      isAtRest,
      isIdle: isAtRest && this.#person.kind === 'idle',
      looksForSecrets: this.#plan.looksForSecrets,
    };
    return {
      plan: this.#plan,
      // What a broken world looks like says nothing of the program.
      findings: broken.length > 0 ? broken : judged(evidence),
      cuts: this.#points.cuts,
      points: this.#points.count,
      seen: this.#seen,
      entries: this.sim.acquirer.ledger.entries,
      scripts: this.sim.acquirer.scripts.results,
      fingerprint: desk.link.traceHash(),
      virtualMs: Math.round(kernel.nowUs / 1000),
      deaths: this.#deaths,
      meter: desk.meter,
    };
  }

  /** What comes now is no part of the run. */
  end(): void {
    this.sim.desk.onPower = undefined;
    this.sim.desk.powerOff();
  }

  /** Leaves the terminal as it is to somebody else. */
  release(): void {
    this.sim.desk.onTurn = undefined;
    this.#person.leave();
  }

  #listen(): void {
    const { desk, acquirer } = this.sim;
    acquirer.onEvent((event) => {
      const happening = happeningOf(event, this.sim.addressInUse);
      if (happening) this.#note(happening);
      if (event.kind === 'request') this.#lastRequestUs = event.atUs;
    });
    desk.onTurn = () => this.#person.look();
    desk.onDeath = ({ name, report }) => {
      if (name === 'power lost') return;
      this.#deaths.push(report);
      this.#note({ what: 'death', name, report: firstLine(report) });
    };
    desk.onPower = (on) => {
      if (on) this.#epoch++;
      this.#note({ what: 'power', on, why: this.#why });
      // Cut at a crash point, it comes back; otherwise whoever cut it sees to that.
      if (this.#why !== '') this.#comeBack();
      this.#why = '';
      this.#person.look();
    };
  }

  #comeBack(): void {
    const afterMs = offMs[this.#random.below(offMs.length)]!;
    this.sim.kernel.schedule(afterMs * 1000, () => this.sim.desk.powerOn());
  }

  get #quietMs(): number {
    return workloadNamed(this.#plan.workload).quietMs ?? quietMsUsual;
  }

  #isQuiet(): boolean {
    const { kernel, desk } = this.sim;
    // Without keys nothing is tried any more.
    const isOver = this.#person.kind === 'keys-erased';
    const quietUs = (isOver ? quietMsUsual : this.#quietMs) * 1000;
    return (
      desk.powered &&
      restful.has(this.#person.kind) &&
      kernel.nowUs - this.#lastRequestUs > quietUs &&
      kernel.nowUs - (only(this.#seen, 'screen').at(-1)?.atUs ?? 0) > quietUs
    );
  }

  #decide(point: Point): boolean {
    if (this.#calm || this.#cutsLeft === 0) return false;
    if (!this.#isChosen(point)) return false;
    this.#cutsLeft--;
    this.#why = `cut ${point.number}: ${point.act} ${point.moment}`;
    return true;
  }

  #isChosen({ number, act, moment, ordinal }: Point): boolean {
    const { cuts } = this.#plan;
    if (!cuts) {
      const percent = dangers.find(([pattern]) => pattern.test(act))?.[1] ?? 1;
      return this.#random.chance(percent, 100);
    }
    return cuts.some((cut) =>
      typeof cut === 'number'
        ? cut === number
        : cut.act === act && cut.moment === moment && cut.ordinal === ordinal,
    );
  }

  #arm({ fault: name, delayMs, forMs, strength }: Episode): void {
    if (this.#calm) return;
    const fault = faultNamed(name);
    this.sim.kernel.schedule(delayMs * 1000, () => {
      // One of a kind at a time: the end of the first would be taken for that of the second.
      if (this.#calm || this.#under.has(name)) return;
      this.#note({ what: 'fault', name, begins: true });
      fault.begin(this.sim, strength);
      if (!fault.end) return;
      this.#under.set(
        name,
        this.sim.kernel.schedule(forMs * 1000, () => this.#finish(fault)),
      );
    });
  }

  #finish(fault: Fault): void {
    this.sim.kernel.cancel(this.#under.get(fault.name));
    if (!this.#under.delete(fault.name)) return;
    fault.end!(this.sim);
    this.#note({ what: 'fault', name: fault.name, begins: false });
  }

  /** Faults end, paper is in, the line is up, nobody wants anything but what has to be done: from here on everything must drain. */
  #calmDown(): void {
    const { board, acquirer, network, desk } = this.sim;
    this.#calm = true;
    for (const fault of faults) if (this.#under.has(fault.name)) this.#finish(fault);
    acquirer.behave({});
    acquirer.forgetNext();
    network.up = true;
    board.printer.world.loadPaper();
    board.printer.world.closeCover();
    this.#note({ what: 'calm' });
    if (!desk.powered) desk.powerOn();
    this.#person.calmDown(this.#isLeftForUpload() ? [settle] : []);
  }

  /** The terminal has said that it will tell of an approval when the batch is settled, and not before. */
  #isLeftForUpload(): boolean {
    const kinds = only(this.#seen, 'screen').map(({ kind }) => kind);
    return kinds.lastIndexOf('advice-notice') > kinds.lastIndexOf('settled');
  }

  #note(happening: Happening): void {
    const seen = { ...happening, atUs: this.sim.kernel.nowUs, epoch: this.#epoch };
    this.#seen.push(seen);
    this.onSeen?.(seen);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function firstLine(report: string): string {
  return report.split('\n')[0]!;
}
