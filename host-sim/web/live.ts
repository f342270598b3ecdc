// SPDX-License-Identifier: Apache-2.0
//
// A simulation in wall time. It sleeps until something in the world is due; at idle that is next to never.
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

export class Live {
  readonly simulation: Simulation;
  /** Why the run has ended: firmware broke a chip's rules, or the simulator has a bug. */
  failure: string | undefined;
  /** The world may have changed. */
  onChange: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Wall milliseconds at kernel time 0. */
  #startMs = performance.now();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.act(({ desk }) => desk.powerOn());
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
    return Math.round((performance.now() - this.#startMs) * 1000);
  }

  get #ended(): boolean {
    return this.#stopped || this.failure !== undefined;
  }

  #advance(): void {
    if (this.#ended) return;
    const endMs = performance.now() + sliceMs;
    const { desk } = this.simulation;
    this.#guard(() => desk.advance(this.#nowUs(), () => performance.now() > endMs));
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#advance();
    if (!this.#stopped) this.onChange?.();
    if (!this.#ended) this.#sleepUntil(this.simulation.desk.nextUs);
  }

  #sleepUntil(us: number): void {
    if (us === Number.POSITIVE_INFINITY) return;
    const dueMs = this.#startMs + us / 1000;
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
