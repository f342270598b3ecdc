// SPDX-License-Identifier: Apache-2.0
//
// Power that goes at a moment nobody chose, and comes back with a bounce. Cuts at crash points are drawn apart (plan.ts).

import type { Simulation } from '../../simulation.ts';
import type { Fault } from './fault.ts';

const at = [
  'boot',
  'signing-in',
  'tap-card',
  'reading',
  'pin-entry',
  'wrong-pin',
  'keys-loaded',
  'authorising',
  'approved',
  'printing',
  'reversing',
] as const;

export const powerFaults: readonly Fault[] = [
  {
    name: 'power off',
    layer: 'power',
    at,
    forMs: [20, 5000],
    begin: ({ desk }) => desk.powerOff(),
    end: ({ desk }) => desk.powerOn(),
  },
  {
    name: 'power bounces',
    layer: 'power',
    at,
    forMs: [90, 110],
    begin: bounce,
    end: ({ desk }) => desk.powerOn(),
  },
];

/** Three cuts within a tenth of a second. */
function bounce({ desk, kernel }: Simulation): void {
  desk.powerOff();
  for (const [afterMs, on] of [
    [20, true],
    [35, false],
    [55, true],
    [75, false],
  ] as const)
    kernel.schedule(afterMs * 1000, () => (on ? desk.powerOn() : desk.powerOff()));
}
