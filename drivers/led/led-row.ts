// SPDX-License-Identifier: Apache-2.0
//
// A row of lights on digital outputs, bit 0 of a mask is the first. It knows steps and times, not what they mean.
// What a reader would get wrong: a light wired to the supply says so by `activeLow`, here, so that a mask always means lit.

import type { Alarm, Clock } from '../../src/io/clock.ts';
import { type Digital, DigitalMode, type DigitalOptions, type Io } from '../../src/io/ecma419.ts';

export interface Step {
  /** Lights that are lit. */
  readonly mask: number;
  readonly durationMs: number;
}

export interface LedRowOptions {
  readonly leds: readonly Io<DigitalOptions, Digital>[];
  readonly activeLow?: boolean;
  readonly clock: Clock;
}

const ledsMax = 16;

export class LedRow {
  readonly #clock: Clock;
  readonly #dark: 0 | 1;
  #pins: Digital[] = [];
  #mask = 0;
  #alarm: Alarm | undefined;

  constructor(options: LedRowOptions) {
    const { leds, clock } = options;
    if (leds.length < 1 || leds.length > ledsMax)
      throw new RangeError(`${leds.length} lights, expected 1 to 16`);
    this.#clock = clock;
    this.#dark = options.activeLow ? 1 : 0;
    try {
      for (const led of leds) {
        this.#pins.push(new led.io({ ...led, mode: DigitalMode.Output, initialValue: this.#dark }));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get mask(): number {
    return this.#mask;
  }

  /** Steady light; ends a pattern. */
  set(mask: number): void {
    this.#require();
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#show(mask);
  }

  /** Shows the steps in turn; after the last one it starts again, or stays when `repeat` is false. */
  play(steps: readonly Step[], repeat = true): void {
    this.#require();
    if (steps.length === 0) throw new RangeError('a pattern without steps');
    for (const { durationMs } of steps) {
      if (!(durationMs > 0)) throw new RangeError(`a step of ${durationMs} ms`);
    }
    this.#alarm?.cancel();
    this.#step(steps, 0, repeat);
  }

  close(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    for (const pin of this.#pins) pin.close();
    this.#pins = [];
  }

  #step(steps: readonly Step[], index: number, repeat: boolean): void {
    const { mask, durationMs } = steps[index]!;
    this.#alarm = undefined;
    this.#show(mask);
    const last = index + 1 === steps.length;
    if (last && !repeat) return;
    const next = last ? 0 : index + 1;
    this.#alarm = this.#clock.after(durationMs, () => this.#step(steps, next, repeat));
  }

  #show(mask: number): void {
    const changed = mask ^ this.#mask;
    this.#mask = mask;
    this.#pins.forEach((pin, index) => {
      if ((changed >> index) & 1) pin.write(((mask >> index) & 1) ^ this.#dark);
    });
  }

  #require(): void {
    if (this.#pins.length === 0) throw new SyntaxError('led row: closed');
  }
}
