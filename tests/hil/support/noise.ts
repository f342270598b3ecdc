// SPDX-License-Identifier: Apache-2.0
//
// A bad serial line, by seed: flipped bits, lost and doubled bytes.

import type { Random } from '../../../host-sim/link/kernel.ts';

export type Noise = (bytes: Uint8Array) => Uint8Array;

/** One byte in `every` is hit. */
export function noise(random: Random, every: number): Noise {
  const hit = (byte: number): number[] => {
    if (!random.chance(1, every)) return [byte];
    const kind = random.below(3);
    if (kind === 0) return [byte ^ (1 << random.below(8))];
    return kind === 1 ? [] : [byte, byte];
  };
  return (bytes) => Uint8Array.from([...bytes].flatMap(hit));
}
