// SPDX-License-Identifier: Apache-2.0
//
// Somebody opens the case: with the power on, or off. In the second the terminal finds it open when it is switched on.

import type { Fault } from './fault.ts';

export const caseFaults: readonly Fault[] = [
  {
    name: 'case opened',
    layer: 'case',
    at: ['idle', 'tap-card', 'reading', 'pin-entry', 'authorising', 'approved', 'printing', 'boot'],
    forMs: [20, 60_000],
    begin: ({ board }) => board.tamper.world.open(),
    end: ({ board }) => board.tamper.world.close(),
  },
  {
    name: 'case opened while off',
    layer: 'case',
    at: ['idle', 'signing-in', 'authorising', 'printing', 'reversal-pending'],
    forMs: [500, 5000],
    begin: ({ desk, board }) => {
      desk.powerOff();
      board.tamper.world.open();
    },
    end: ({ desk }) => desk.powerOn(),
  },
];
