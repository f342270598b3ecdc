// SPDX-License-Identifier: Apache-2.0
//
// Card and reader: the card leaves in the middle, a second one comes, the reader answers badly or not at all.

import type { Random } from '../../link/kernel.ts';
import type { Simulation } from '../../simulation.ts';
import { type Fault, once } from './fault.ts';

const reading = ['tap-card', 'reading'] as const;
const few = (random: Random) => random.between(1, 4);

function leave({ board }: Simulation): void {
  const { world } = board.reader;
  for (const card of [...world.cards]) world.remove(card);
}

export const cardFaults: readonly Fault[] = [
  { name: 'card leaves', layer: 'card', at: ['reading'], forMs: once, begin: leave },
  {
    name: 'second card',
    layer: 'card',
    at: reading,
    forMs: [200, 4000],
    begin: (sim) => sim.present('transit'),
    end: (sim) => sim.remove('transit'),
  },
  {
    name: 'reader silent',
    layer: 'card',
    at: ['boot', ...reading],
    forMs: [100, 20_000],
    begin: ({ board }) => board.reader.faults.silent(true),
    end: ({ board }) => board.reader.faults.silent(false),
  },
  {
    name: 'reader answers corrupt',
    layer: 'card',
    at: reading,
    forMs: once,
    strength: few,
    begin: ({ board }, count) => board.reader.faults.corruptNext(count),
  },
  {
    name: 'reader answers lost',
    layer: 'card',
    at: reading,
    forMs: once,
    strength: few,
    begin: ({ board }, count) => board.reader.faults.loseNext(count),
  },
  {
    name: 'reader refuses commands',
    layer: 'card',
    at: reading,
    forMs: once,
    strength: few,
    begin: ({ board }, count) => board.reader.faults.nackNext(count),
  },
  {
    name: 'reader slow',
    layer: 'card',
    at: reading,
    forMs: [1000, 20_000],
    strength: (random) => random.between(1, 40) * 1000,
    begin: ({ board }, us) => board.reader.faults.slow(us),
    end: ({ board }) => board.reader.faults.slow(0),
  },
  {
    name: 'reader loses power',
    layer: 'card',
    at: reading,
    forMs: [5, 3000],
    begin: ({ board }) => board.reader.powerOff(),
    end: ({ board }) => board.reader.powerOn(),
  },
];
