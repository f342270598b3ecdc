// SPDX-License-Identifier: Apache-2.0
//
// A story that is true in the simulation and not on a board: there the language does not change for the reader alone.

import { scenario } from '../../../host-sim/scenario/scenario.ts';
import { World } from '../../../host-sim/scenario/world.ts';

scenario('a story that only the simulation can tell', (t) => {
  t.boots();
  if (t instanceof World) return;
  t.reaches({ kind: 'remove-card' }, 1000);
});
