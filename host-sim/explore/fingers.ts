// SPDX-License-Identifier: Apache-2.0
//
// One finger on the keypad: each key goes down and up before the next.

import type { Simulation } from '../simulation.ts';

const pressMs = 80;
const betweenMs = 110;

export class Fingers {
  readonly #sim: Simulation;
  readonly #onKey: (name: string) => void;
  #isBusy = false;

  /** `onKey`: before each key goes down. */
  constructor(sim: Simulation, onKey: (name: string) => void) {
    this.#sim = sim;
    this.#onKey = onKey;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  type(keys: readonly string[], done: () => void): void {
    const [key, ...others] = keys;
    this.#isBusy = key !== undefined;
    if (key === undefined) {
      done();
      return;
    }
    this.#onKey(key);
    this.#sim.key(key, true);
    this.#after(pressMs, () => {
      this.#sim.key(key, false);
      this.#after(betweenMs, () => this.type(others, done));
    });
  }

  #after(ms: number, run: () => void): void {
    this.#sim.kernel.schedule(ms * 1000, run);
  }
}
