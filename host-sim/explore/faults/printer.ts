// SPDX-License-Identifier: Apache-2.0
//
// The printer: no paper, an open cover, a hot head, a jam, no answer.

import { type Fault, once } from './fault.ts';

const printing = ['approved', 'printing', 'offer-cardholder-copy'] as const;

export const printerFaults: readonly Fault[] = [
  {
    name: 'paper ends',
    layer: 'printer',
    at: printing,
    forMs: once,
    // Rows that are left: somewhere within the slip.
    strength: (random) => random.below(700),
    begin: ({ board }, rows) => board.printer.world.loadPaper(rows),
  },
  {
    name: 'cover open',
    layer: 'printer',
    at: printing,
    forMs: [200, 15_000],
    begin: ({ board }) => board.printer.world.openCover(),
    end: ({ board }) => board.printer.world.closeCover(),
  },
  {
    name: 'head hot',
    layer: 'printer',
    at: printing,
    forMs: [500, 30_000],
    begin: ({ board }) => board.printer.faults.headHot(true),
    end: ({ board }) => board.printer.faults.headHot(false),
  },
  {
    name: 'printer mute',
    layer: 'printer',
    at: ['boot', ...printing],
    forMs: [500, 40_000],
    begin: ({ board }) => board.printer.faults.mute(true),
    end: ({ board }) => board.printer.faults.mute(false),
  },
  {
    name: 'cutter jams',
    layer: 'printer',
    at: printing,
    forMs: once,
    begin: ({ board }) => board.printer.faults.jamCutter(),
  },
  {
    name: 'printer loses power',
    layer: 'printer',
    at: printing,
    forMs: [50, 5000],
    begin: ({ board }) => board.printer.powerOff(),
    end: ({ board }) => board.printer.powerOn(),
  },
];
