// SPDX-License-Identifier: Apache-2.0
//
// A simulation in wall time, or some times as fast. It sleeps until something in the world is due; at idle that is next to never.
// What a reader would get wrong: a computer that slept, or was too busy, does not make the terminal run through the lost
// time in one go. The terminal slept as well.

import type { Simulation } from '../simulation.ts';

/** Longest stretch of computing before sockets are looked after again. */
const sliceMs = 20;
/** Shorter sleeps cost more than they give. */
const sleepMsMin = 2;
const sleepMsMax = 0x7fff_ffff;
/** Who comes so much too late has slept. */
const lateMsMax = 1000;

/** A way that a world goes by itself, the power at the start included: a run of the explorer. */
export interface Course {
  /** When it has to be asked again at the latest. */
  readonly dueUs: number;
  /** True: it is over. */
  goTo(untilUs: number, stop: () => boolean): boolean;
}

export class Live {
  readonly simulation: Simulation;
  /** Why the run has ended: firmware broke a chip's rules, or the simulator has a bug. */
  failure: string | undefined;
  /** The world may have changed. */
  onChange: (() => void) | undefined;
  /** What the world is on; undefined when it is left to people. */
  #course: Course | undefined;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** How much faster than a clock on the wall. */
  #speed = 1;
  /** Wall milliseconds at kernel time 0, at this speed. */
  #startMs = performance.now();

  constructor(simulation: Simulation, course?: Course, onOver = () => {}) {
    this.simulation = simulation;
    this.#course = course;
    this.#onOver = onOver;
    this.act(({ desk }) => {
      if (!course) desk.powerOn();
    });
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(times: number) {
    this.#speed = times;
    this.#startMs = performance.now() - this.simulation.kernel.nowUs / 1000 / times;
  }

  /** Does something to the world, now. */
  act(run: (simulation: Simulation) => void): void {
    this.#advance();
    if (!this.#ended) this.#guard(() => run(this.simulation));
    this.#pump();
  }

  /** Ends the run; nothing happens any more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.simulation.desk.powerOff();
  }

  #nowUs(): number {
    return Math.round((performance.now() - this.#startMs) * 1000 * this.#speed);
  }

  get #ended(): boolean {
    return this.#stopped || this.failure !== undefined;
  }

  #advance(): void {
    if (this.#ended) return;
    const endMs = performance.now() + sliceMs;
    const { desk } = this.simulation;
    const isLong = () => performance.now() > endMs;
    this.#guard(() => {
      if (!this.#course) desk.advance(this.#nowUs(), isLong);
      else if (this.#course.goTo(this.#nowUs(), isLong)) {
        this.#course = undefined;
        this.speed = 1;
        this.#onOver();
      }
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#advance();
    if (!this.#stopped) this.onChange?.();
    if (this.#ended) return;
    const { desk } = this.simulation;
    this.#sleepUntil(Math.min(desk.nextUs, this.#course?.dueUs ?? Number.POSITIVE_INFINITY));
  }

  #sleepUntil(us: number): void {
    if (us === Number.POSITIVE_INFINITY) return;
    const dueMs = this.#startMs + us / 1000 / this.#speed;
    const sleepMs = Math.min(sleepMsMax, Math.max(sleepMsMin, dueMs - performance.now()));
    this.#timer = setTimeout(() => {
      const lateMs = performance.now() - dueMs;
      if (lateMs > lateMsMax) this.#startMs += lateMs;
      this.#pump();
    }, sleepMs);
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.simulation.note(`the run has ended: ${this.failure}`);
      this.simulation.desk.powerOff();
    }
  }
}
