// SPDX-License-Identifier: Apache-2.0
//
// Charge of one Li-ion cell from its voltage behind a divider, docs/sources.md [domain E10].
// What a reader would get wrong: a voltage is a charge only at rest; under the load of a printer it reads too low.

import type { Analog, AnalogOptions, Io } from '../../src/io/ecma419.ts';

/** Rest voltage and charge, falling; straight lines between. */
const curve = [
  { mv: 4_200, percent: 100 },
  { mv: 3_950, percent: 75 },
  { mv: 3_800, percent: 50 },
  { mv: 3_680, percent: 25 },
  { mv: 3_500, percent: 8 },
  { mv: 3_300, percent: 0 },
] as const;

const samplesPerReading = 4;

export interface LiIonOptions {
  readonly analog: Io<AnalogOptions, Analog>;
  /** Millivolts of the cell when the converter reads full scale: its full scale times the divider. */
  readonly fullScaleMv: number;
}

export interface Charge {
  readonly mv: number;
  readonly percent: number;
}

export class LiIon {
  readonly #fullScaleMv: number;
  #analog: Analog | undefined;

  constructor(options: LiIonOptions) {
    const { analog, fullScaleMv } = options;
    if (!(fullScaleMv >= 4_200))
      throw new RangeError(`full scale ${fullScaleMv} mV, at least 4200`);
    this.#fullScaleMv = fullScaleMv;
    this.#analog = new analog.io({ ...analog });
  }

  read(): Charge {
    const analog = this.#analog;
    if (!analog) throw new SyntaxError('battery: closed');
    let sum = 0;
    for (let i = 0; i < samplesPerReading; i++) sum += analog.read();
    const countsMax = samplesPerReading * ((1 << analog.resolution) - 1);
    const mv = Math.round((sum * this.#fullScaleMv) / countsMax);
    return { mv, percent: percentOf(mv) };
  }

  close(): void {
    this.#analog?.close();
    this.#analog = undefined;
  }
}

/** Whole percent of charge at a rest voltage. */
export function percentOf(mv: number): number {
  if (mv >= curve[0].mv) return 100;
  for (let i = 1; i < curve.length; i++) {
    const [high, low] = [curve[i - 1]!, curve[i]!];
    if (mv < low.mv) continue;
    const share = (mv - low.mv) * (high.percent - low.percent);
    return low.percent + Math.floor(share / (high.mv - low.mv));
  }
  return 0;
}
