// SPDX-License-Identifier: Apache-2.0
//
// The acquirer's first address is dead: it refuses connections, or takes what is sent and nothing comes back. Its second one, for terminals
// that know it, answers all the while.

import type { Fault } from './fault.ts';

const at = ['boot', 'idle', 'tap-card', 'remove-card', 'signing-in', 'unknown-result'] as const;

const states = ['refuses', 'is mute', 'loses answers'] as const;

export const addressFaults: readonly Fault[] = states.map((state) => ({
  name: `first address ${state}`,
  layer: 'address',
  at,
  forMs: [2000, 400_000],
  begin: (sim) => sim.setFirstAddress(state),
  end: (sim) => sim.setFirstAddress('answers'),
}));
