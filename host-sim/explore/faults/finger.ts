// SPDX-License-Identifier: Apache-2.0
//
// Fingers and keys: one that sticks, two at once, one held while the screen changes. Keys pressed at the wrong time are whims
// of people (plan.ts).

import type { Random } from '../../link/kernel.ts';
import { keyNames, type Simulation } from '../../simulation.ts';
import type { Fault } from './fault.ts';

const names = keyNames.flat();
const anyKey = (random: Random) => random.below(names.length);
const columns = keyNames[0].length;
const at = [
  'idle',
  'amount-entry',
  'tap-card',
  'pin-entry',
  'authorising',
  'offer-cardholder-copy',
] as const;

/** A key by its number, row by row. */
function place(key: number): [row: number, column: number] {
  return [Math.floor(key / columns), key % columns];
}

function letGo(sim: Simulation): void {
  for (const name of names) sim.key(name, false);
}

export const fingerFaults: readonly Fault[] = [
  {
    name: 'key sticks',
    layer: 'finger',
    at,
    forMs: [300, 20_000],
    strength: anyKey,
    begin: ({ board }, key) => board.keys.faults.stick(...place(key)),
    end: ({ board }) => {
      for (const key of names.keys()) board.keys.faults.free(...place(key));
    },
  },
  {
    name: 'two keys at once',
    layer: 'finger',
    at,
    forMs: [30, 400],
    strength: anyKey,
    begin: (sim, key) => {
      sim.key(names[key]!, true);
      sim.key(names[(key + 5) % names.length]!, true);
    },
    end: letGo,
  },
  {
    name: 'three keys, a ghost',
    layer: 'finger',
    at,
    forMs: [30, 400],
    strength: anyKey,
    begin: (sim, key) => {
      const [row, column] = place(key);
      const [otherRow, otherColumn] = [(row + 1) % keyNames.length, (column + 1) % columns];
      sim.key(keyNames[row]![column]!, true);
      sim.key(keyNames[row]![otherColumn]!, true);
      sim.key(keyNames[otherRow]![column]!, true);
    },
    end: letGo,
  },
  {
    name: 'key held over a screen',
    layer: 'finger',
    at,
    forMs: [500, 6000],
    strength: anyKey,
    begin: (sim, key) => sim.key(names[key]!, true),
    end: letGo,
  },
];
