// SPDX-License-Identifier: Apache-2.0
//
// A piezo buzzer on a PWM output, docs/sources.md [domain E10]. It keeps a log of tones for the page and the tests.
// What a reader would get wrong: full duty is as silent as none; a piezo needs edges.

import { type ChipContext, ModelViolation } from './model.ts';

export interface Tone {
  readonly hz: number;
  readonly fromUs: number;
  /** Missing while it sounds. */
  readonly toUs?: number;
}

const tonesKept = 256;

export class BuzzerChip {
  /** All that firmware can see: a square wave of `hz` that is high for `duty` out of `period`. */
  readonly bus = {
    drive: (hz: number, duty: number, period: number) => this.#drive(hz, duty, period),
  };
  /** All that an ear can hear. */
  readonly world = {
    /** The last tones, oldest first. */
    tones: (): readonly Tone[] => (this.#sounding ? [...this.#past, this.#sounding] : this.#past),
  };
  readonly #context: ChipContext;
  readonly #past: Tone[] = [];
  #sounding: Tone | undefined;

  constructor(context: ChipContext) {
    this.#context = context;
  }

  powerOff(): void {
    this.#end();
  }

  powerOn(): void {}

  snapshot(): unknown {
    return { hz: this.#sounding?.hz ?? 0 };
  }

  #drive(hz: number, duty: number, period: number): void {
    if (hz <= 0 || duty < 0 || duty > period) {
      throw new ModelViolation('buzzer', `duty ${duty} of ${period} at ${hz} Hz`);
    }
    const sounds = duty > 0 && duty < period;
    if (sounds && this.#sounding?.hz === hz) return;
    this.#end();
    if (sounds) this.#sounding = { hz, fromUs: this.#context.kernel.nowUs };
  }

  #end(): void {
    if (!this.#sounding) return;
    this.#past.push({ ...this.#sounding, toUs: this.#context.kernel.nowUs });
    if (this.#past.length > tonesKept) this.#past.shift();
    this.#sounding = undefined;
  }
}
