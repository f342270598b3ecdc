// SPDX-License-Identifier: Apache-2.0
//
// The acquirer's first address is dead: it refuses connections, or takes what is sent and nothing comes back. Its second one, for terminals
// that know it, answers all the while. Or both are somebody else, which only those notice that talk TLS.

import type { Simulation } from '../../simulation.ts';
import type { Fault } from './fault.ts';

const at = ['boot', 'idle', 'tap-card', 'remove-card', 'signing-in', 'unknown-result'] as const;

const states = ['refuses', 'is mute', 'loses answers'] as const;

const impostors: readonly Simulation['hostCertificate'][] = [
  'stranger',
  'selfSigned',
  'otherName',
  'expired',
  'notYet',
];

const dead = states.map(
  (state): Fault => ({
    name: `first address ${state}`,
    layer: 'address',
    at,
    forMs: [2000, 400_000],
    begin: (sim) => sim.setFirstAddress(state),
    end: (sim) => sim.setFirstAddress('answers'),
  }),
);

export const addressFaults: readonly Fault[] = [
  ...dead,
  {
    name: 'impostor',
    layer: 'address',
    at,
    forMs: [2000, 200_000],
    weight: 2,
    strength: (random) => random.below(impostors.length),
    begin: (sim, which) => {
      sim.hostCertificate = impostors[which]!;
    },
    end: (sim) => {
      sim.hostCertificate = 'good';
    },
  },
];
