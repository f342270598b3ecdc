// SPDX-License-Identifier: Apache-2.0
//
// A light on a digital or PWM output, docs/sources.md [domain E10], with a history for the page and the tests.
// What a reader would get wrong: a light that hangs on the supply is lit by a low level (`activeLow`).

import type { ChipContext, PinInput } from './model.ts';

export interface LedChange {
  readonly atUs: number;
  /** 0 dark … 1000 full. */
  readonly brightness: number;
}

const changesKept = 256;

export class LedChip {
  /** All that firmware can see: a level, or a duty in thousandths. */
  readonly bus: PinInput & { duty(permille: number): void };
  /** All that an eye can see. */
  readonly world = {
    brightness: () => this.#last.brightness,
    sinceUs: () => this.#last.atUs,
    /** The last changes, oldest first; the last one holds now. */
    history: (): readonly LedChange[] => this.#history,
  };
  readonly #context: ChipContext;
  readonly #history: LedChange[];

  constructor(context: ChipContext, options: { readonly activeLow?: boolean } = {}) {
    this.#context = context;
    this.#history = [{ atUs: context.kernel.nowUs, brightness: 0 }];
    const lit = options.activeLow ? 0 : 1;
    this.bus = {
      set: (level) => this.#show(level === lit ? 1000 : 0),
      duty: (permille) => this.#show(options.activeLow ? 1000 - permille : permille),
    };
  }

  powerOff(): void {
    this.#show(0);
  }

  powerOn(): void {}

  snapshot(): unknown {
    return { ...this.#last };
  }

  get #last(): LedChange {
    return this.#history[this.#history.length - 1]!;
  }

  #show(brightness: number): void {
    if (brightness === this.#last.brightness) return;
    this.#history.push({ atUs: this.#context.kernel.nowUs, brightness });
    if (this.#history.length > changesKept) this.#history.shift();
  }
}
