// SPDX-License-Identifier: Apache-2.0
//
// A day that ends with a settlement whose power goes, and what must hold afterwards: the host has settled the batch once, with the
// right totals and each detail, and whoever counts the unmarked slips counts one at most.

import type { Behaviour } from '../../../host-sim/acquirer/behaviour.ts';
import type { Tools, World } from '../../../host-sim/scenario/world.ts';
import { type Acts, type Cut, CutWorld } from './cut-world.ts';

export interface SettlingStory {
  readonly name: string;
  readonly sales: number;
  /** How the host takes the first totals. */
  readonly behaviour?: Behaviour;
}

const baseMinor = 1000;
const waitMs = 600_000;

function settles(world: World): void {
  world.reachesIdle(waitMs);
  world.clerk.types('menu', '6');
  world.reaches({
    kind: 'settlement-totals',
    ...totalsOf(world),
  });
  world.clerk.types('enter');
  world.reachesIdle(waitMs);
}

/** Of the first batch, as the acquirer's book has it. */
function totalsOf(world: World) {
  const amounts = world.acquirer
    .entries()
    .filter(({ batch, netMinor }) => batch === '000001' && netMinor > 0)
    .map(({ amountMinor }) => amountMinor);
  const debitMinor = amounts.reduce((a, b) => a + b, 0);
  return { debitMinor, debitCount: amounts.length, creditMinor: 0, creditCount: 0 };
}

export function settlingDay(
  tools: Tools,
  { sales, behaviour }: SettlingStory,
  cuts: readonly Cut[],
): Acts[] {
  const test = new CutWorld(tools);
  const { world } = test;
  const seen: Acts[] = [];
  test.on();
  for (let i = 0; i < sales; i++) test.sells(baseMinor + i);
  world.reachesIdle();
  if (behaviour) world.acquirer.behavesNext(behaviour);
  test.counts(cuts[0]);
  test.does(settles);
  seen.push({ ...test.acts });
  for (const [index] of cuts.entries()) {
    if (!world.sim.desk.powered) {
      world.waits(1500);
      test.on(cuts[index + 1]);
    }
    test.does((each) => each.reachesIdle(waitMs));
    seen.push({ ...test.acts });
  }
  if (!world.sim.desk.powered) test.on();
  judge(test, sales);
  return seen;
}

function judge(test: CutWorld, sales: number): void {
  const { world } = test;
  test.counts();
  world.acquirer.behaves({});
  world.reachesIdle(waitMs);
  const { batches } = world.sim.acquirer.settlements;
  // The cut came before anything was durable: the clerk settles again.
  if (!batches[0]?.isClosed) settles(world);
  const [first, ...more] = world.sim.acquirer.settlements.batches;
  const settled = first ?? world.fail('not settled');
  const { debitMinor, debitCount } = totalsOf(world);
  if (!settled.isClosed || more.length > 0) world.fail('not settled, or more than one batch');
  const claim = String(debitMinor).padStart(12, '0') + String(sales).padStart(3, '0');
  if (debitCount !== sales || settled.claim !== claim.padEnd(60, '0'))
    world.fail(`the totals: ${settled.claim}`);
  if (!settled.isBalanced && (settled.details.length !== sales || settled.endedWith !== sales))
    world.fail(`${settled.details.length} details of ${sales}`);
  if (!test.sells(500)) world.fail('no sale afterwards');
  const last = world.acquirer.entries().at(-1);
  if (last?.amountMinor !== 500 || last.batch !== '000002') world.fail('not in the next batch');
  const slips = world.paper
    .text()
    .split(/^\[.* cut\]$/m)
    .filter((slip) => slip.includes('借记'));
  const unmarked = slips.filter((slip) => !slip.includes('重印'));
  if (unmarked.length > 1) world.fail(`${unmarked.length} slips without a mark`);
  if (slips.length === 0) world.fail('no totals on paper');
  const { deaths } = world.sim.desk;
  if (deaths.length > 0) world.fail(`the terminal died: ${deaths[0]!.name} ${deaths[0]!.report}`);
  world.power.off();
}
