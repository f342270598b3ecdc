// SPDX-License-Identifier: Apache-2.0
//
// One finger on the keypad. A click of a mouse may last no millisecond and a fast typist overlaps keys; a finger holds a key
// for a while and lifts before it presses the next one, so that nothing typed is lost.

import type { Kernel } from '../link/kernel.ts';

const holdUs = 60_000;
const liftUs = 40_000;
const waitingMax = 64;

export class Finger {
  readonly #kernel: Kernel;
  readonly #move: (key: string, pressed: boolean) => void;
  /** Keys to press next; each press stands until its release follows. */
  #waiting: { readonly key: string; released: boolean }[] = [];
  #down: { readonly key: string; released: boolean } | undefined;
  #busy = false;

  constructor(kernel: Kernel, move: (key: string, pressed: boolean) => void) {
    this.#kernel = kernel;
    this.#move = move;
  }

  press(key: string): void {
    if (this.#waiting.length >= waitingMax) return;
    // There is one finger: it leaves the key it is on.
    const last = this.#waiting.at(-1) ?? this.#down;
    if (last) last.released = true;
    this.#waiting.push({ key, released: false });
    this.#next();
  }

  release(key: string): void {
    for (const each of [...this.#waiting, this.#down]) if (each?.key === key) each.released = true;
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    if (this.#down?.released) {
      this.#move(this.#down.key, false);
      this.#down = undefined;
      this.#rest(liftUs);
    } else if (!this.#down && this.#waiting.length > 0) {
      this.#down = this.#waiting.shift()!;
      this.#move(this.#down.key, true);
      this.#rest(holdUs);
    }
  }

  #rest(us: number): void {
    this.#busy = true;
    this.#kernel.schedule(us, () => {
      this.#busy = false;
      this.#next();
    });
  }
}
