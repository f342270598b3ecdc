// SPDX-License-Identifier: Apache-2.0
//
// A Li-ion cell behind a divider at a converter input, docs/sources.md [domain E10].
// What a reader would get wrong: the voltage sags under load, so a reading at rest says little about printing.

import type { ChipContext } from './model.ts';

export interface BatteryOptions {
  /** Cell millivolts over millivolts at the pin. Default 2: two equal resistors. */
  readonly divider?: number;
  /** Millivolts that read as full scale. */
  readonly fullScaleMv?: number;
  /** Bits of the converter. */
  readonly resolution?: number;
  /** A reading is off by at most so many counts. */
  readonly noiseCounts?: number;
}

export class BatteryChip {
  /** All that firmware can see: counts of a converter. */
  readonly bus: { readonly resolution: number; read(): number };
  /** The cell and what hangs on it. */
  readonly world = {
    setMv: (mv: number) => {
      this.#mv = mv;
    },
    /** Millivolts that the present load costs. */
    setSagMv: (mv: number) => {
      this.#sagMv = mv;
    },
  };
  #mv = 4_000;
  #sagMv = 0;

  constructor(context: ChipContext, options: BatteryOptions = {}) {
    const resolution = options.resolution ?? 12;
    const divider = options.divider ?? 2;
    const fullScaleMv = options.fullScaleMv ?? 3_300;
    const noise = options.noiseCounts ?? 2;
    const top = (1 << resolution) - 1;
    this.bus = {
      resolution,
      read: () => {
        const pinMv = (this.#mv - this.#sagMv) / divider;
        const counts =
          Math.round((pinMv * top) / fullScaleMv) + context.random.between(-noise, noise);
        return Math.min(top, Math.max(0, counts));
      },
    };
  }

  powerOff(): void {
    this.#sagMv = 0;
  }

  powerOn(): void {}

  snapshot(): unknown {
    return { mv: this.#mv, sagMv: this.#sagMv };
  }
}
