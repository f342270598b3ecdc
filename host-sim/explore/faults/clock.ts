// SPDX-License-Identifier: Apache-2.0
//
// The clock: fast, slow, lost, an hour ahead, not answering.

import { type Fault, once } from './fault.ts';

const at = ['boot', 'idle', 'tap-card', 'authorising', 'approved'] as const;

export const clockFaults: readonly Fault[] = [
  {
    name: 'clock drifts',
    layer: 'clock',
    at,
    forMs: [10_000, 200_000],
    strength: (random) => random.between(-5000, 5000),
    begin: ({ board }, ppm) => board.rtc.faults.driftPpm(ppm),
    end: ({ board }) => board.rtc.faults.driftPpm(0),
  },
  {
    name: 'clock loses its battery',
    layer: 'clock',
    at,
    forMs: once,
    begin: ({ board }) => board.rtc.faults.loseBattery(),
  },
  {
    name: 'clock jumps',
    layer: 'clock',
    at,
    forMs: once,
    strength: (random) => [1, 3600, 86_400, 31_536_000][random.below(4)]!,
    begin: ({ board }, seconds) => board.rtc.faults.jump(seconds),
  },
  {
    name: 'clock does not answer',
    layer: 'clock',
    at,
    forMs: once,
    strength: (random) => random.between(1, 6),
    begin: ({ board }, count) => board.rtc.faults.nackNext(count),
  },
];
