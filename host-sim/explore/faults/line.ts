// SPDX-License-Identifier: Apache-2.0
//
// The line: down, slow, lost at a bad moment.

import { type Fault, once } from './fault.ts';

const usual = 30_000;
const busy = ['idle', 'tap-card', 'remove-card', 'authorising', 'reversing', 'signing-in'] as const;

export const lineFaults: readonly Fault[] = [
  {
    name: 'line down',
    layer: 'line',
    at: busy,
    forMs: [500, 90_000],
    weight: 3,
    begin: (sim) => {
      sim.network.up = false;
    },
    end: (sim) => {
      sim.network.up = true;
    },
  },
  {
    name: 'line reset',
    layer: 'line',
    at: busy,
    forMs: once,
    begin: (sim) => sim.network.reset(),
  },
  {
    name: 'line slow',
    layer: 'line',
    at: busy,
    forMs: [5000, 120_000],
    // From a second to ten minutes: beyond every time-out.
    strength: (random) => [300, 1000, 5000, 20_000, 600_000][random.below(5)]!,
    begin: (sim, ms) => {
      sim.network.latencyUs = ms * 1000;
    },
    end: (sim) => {
      sim.network.latencyUs = usual;
    },
  },
];
