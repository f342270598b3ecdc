// SPDX-License-Identifier: Apache-2.0
//
// What must hold at the end of every scenario, asked of sources that the firmware cannot touch: the acquirer's book, the
// paper, the memory.

import type { ScenarioOptions } from '../scenario/scenario.ts';
import type { World } from '../scenario/world.ts';
import { identityStaysHome, typedSecretsStayHome } from './custodians.ts';
import { paperTellsTheTruth } from './paper.ts';
import { pinsStayHome } from './pins.ts';
import { secretsStayHome } from './secrets.ts';

/** Throws when an oracle disagrees. */
export function judge(world: World, options: ScenarioOptions): void {
  const { sim } = world;
  const deaths = sim.desk.deaths.map(({ name, report }) => `${name} ${report}`);
  if (deaths.length !== (options.deaths ?? 0))
    world.fail(`the terminal died ${deaths.length} times: ${deaths.join('; ')}`);
  if (!options.unsettled) paperTellsTheTruth(world, options.unprinted);
  if (!options.endsOff) world.reachesIdle();
  pinsStayHome(world, !options.endsOff);
  typedSecretsStayHome(world, !options.endsOff);
  identityStaysHome(world);
  secretsStayHome(world, !options.endsOff);
}
