// SPDX-License-Identifier: Apache-2.0
//
// A piezo buzzer on a PWM output, docs/sources.md [domain E10].
// What a reader would get wrong: an ECMA-419 PWM has one frequency for life, so each pitch is a new instance.

import type { Alarm, Clock } from '../../src/io/clock.ts';
import type { Io, Pwm, PwmOptions } from '../../src/io/ecma419.ts';

export interface Note {
  /** 0 is a pause. */
  readonly hz: number;
  readonly durationMs: number;
}

export interface PiezoOptions {
  readonly pwm: Io<PwmOptions, Pwm>;
  readonly clock: Clock;
}

const hzMin = 100;
const hzMax = 10_000;
const restingHz = 1_000;

export class Piezo {
  readonly #options: PiezoOptions;
  #pwm: Pwm | undefined;
  #hz = restingHz;
  #alarm: Alarm | undefined;
  #closed = false;

  constructor(options: PiezoOptions) {
    this.#options = options;
    this.#open(restingHz);
  }

  get playing(): boolean {
    return this.#alarm !== undefined;
  }

  /** Plays the notes one after another, instead of whatever sounds now; an empty list is silence. */
  play(notes: readonly Note[]): void {
    if (this.#closed) throw new SyntaxError('piezo: closed');
    for (const { hz, durationMs } of notes) {
      if (hz !== 0 && !(hz >= hzMin && hz <= hzMax)) throw new RangeError(`${hz} Hz`);
      if (!(durationMs > 0)) throw new RangeError(`a note of ${durationMs} ms`);
    }
    this.#alarm?.cancel();
    this.#next(notes, 0);
  }

  close(): void {
    this.#closed = true;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#pwm?.write(0);
    this.#pwm?.close();
    this.#pwm = undefined;
  }

  #next(notes: readonly Note[], index: number): void {
    const note = notes[index];
    this.#alarm = undefined;
    this.#sound(note?.hz ?? 0);
    if (!note) return;
    this.#alarm = this.#options.clock.after(note.durationMs, () => this.#next(notes, index + 1));
  }

  #sound(hz: number): void {
    if (hz !== 0 && hz !== this.#hz) this.#open(hz);
    // Half of the period is the loudest.
    this.#pwm!.write(hz === 0 ? 0 : 1 << (this.#pwm!.resolution - 1));
  }

  #open(hz: number): void {
    const { pwm } = this.#options;
    this.#pwm?.close();
    this.#pwm = undefined;
    this.#pwm = new pwm.io({ ...pwm, hz });
    this.#hz = hz;
  }
}
