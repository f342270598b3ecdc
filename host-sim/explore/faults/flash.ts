// SPDX-License-Identifier: Apache-2.0
//
// Flash: bits that change where nothing is stored. What a power cut leaves of a write is a crash point (points.ts).

import { type Fault, once } from './fault.ts';

export const flashFaults: readonly Fault[] = [
  {
    name: 'bit rot where nothing is stored',
    layer: 'flash',
    at: ['boot', 'idle', 'tap-card', 'authorising', 'approved'],
    forMs: once,
    strength: (random) => random.uint32(),
    begin: ({ board }, where) => board.flash.faults.rotUnused(where),
  },
];
