// SPDX-License-Identifier: Apache-2.0
//
// A fault that the explorer can let happen for a while: a row of data. What the terminal must survive is what these rows do,
// and no more (docs/internals/explorer.md).

import type { ScreenKind } from '../../../src/ui/screen.ts';
import type { Random } from '../../link/kernel.ts';
import type { Simulation } from '../../simulation.ts';

export const layers = [
  'line',
  'host',
  'card',
  'printer',
  'flash',
  'clock',
  'finger',
  'power',
  'case',
  'address',
] as const;
export type Layer = (typeof layers)[number];

export interface Fault {
  readonly name: string;
  readonly layer: Layer;
  /** It begins soon after one of these comes on the glass: where it hurts. Where a batch is settled, after one of that, too. */
  readonly at: readonly ScreenKind[];
  /** How long it lasts, from … to; equal zeros: it happens once. */
  readonly forMs: readonly [least: number, most: number];
  /** How many times likelier than others of its layer it is drawn: what leaves money in doubt comes more often. */
  readonly weight?: number;
  /** How bad: a number that `begin` understands. Without it 0. */
  readonly strength?: (random: Random) => number;
  readonly begin: (sim: Simulation, strength: number) => void;
  readonly end?: (sim: Simulation) => void;
}

/** Where it hurts besides, in runs that settle. */
export const atSettlement = ['settlement-totals', 'settling', 'uploading', 'settled'] as const;

export const once = [0, 0] as const;
