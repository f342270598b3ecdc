// SPDX-License-Identifier: Apache-2.0
//
// How far a PIN has come, for who cannot see the stars. What speaks or vibrates implements the same interface; this one beeps.
// docs/sources.md [domain F1, H1]
//
// What a reader would get wrong: no sound may depend on which digit was typed. The interface knows only how many there are.

import type { ToneName } from './signals.ts';

export type PinEnding = 'done' | 'cancelled' | 'timed-out' | 'bypassed';

export interface PinProgress {
  /** Now it can be typed. */
  asked(amountMinor: number): void;
  /** One more; `digits` in all. */
  typed(digits: number): void;
  /** All taken back. */
  cleared(): void;
  ended(how: PinEnding): void;
}

const endings: Readonly<Record<PinEnding, ToneName>> = Object.freeze(
  { done: 'pin-done', cancelled: 'pin-cleared', 'timed-out': 'alert', bypassed: 'pin-done' },
  true,
);

/** `audible`: begin, clearing and end are heard as well, not only the keys. */
export class PinBeeps implements PinProgress {
  readonly #play: (tone: ToneName) => void;
  readonly #audible: boolean;

  constructor(play: (tone: ToneName) => void, audible: boolean) {
    this.#play = play;
    this.#audible = audible;
  }

  asked(_amountMinor: number): void {
    if (this.#audible) this.#play('pin-asked');
  }

  typed(_digits: number): void {
    this.#play('key');
  }

  cleared(): void {
    this.#play(this.#audible ? 'pin-cleared' : 'key');
  }

  ended(how: PinEnding): void {
    this.#play(this.#audible ? endings[how] : 'key');
  }
}
