// SPDX-License-Identifier: Apache-2.0
//
// A journal that fills up: said at 90 %, settlement only at 96 %, and room again afterwards.

import { before, test } from 'node:test';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { type Tools, World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { putBatch, saleMinor } from './support/batch-image.ts';

let tools: Tools;
before(async () => {
  tools = { program: await firmware(), screens: await ScreenReader.create(), seed: 'full' };
});

function sells(world: World): void {
  world.clerk.types('700', 'enter');
  world.reaches({ kind: 'tap-card', amountMinor: 700 });
  world.cardholder.taps('quickpass-debit');
  world.reaches({ kind: 'offer-cardholder-copy' });
  world.clerk.types('cancel');
}

const credits = { creditMinor: 0, creditCount: 0 };

for (const [what, low, full] of [
  ['of records', { segments: 91, sales: 0 }, { segments: 97, sales: 0 }],
  ['of transactions', { segments: 0, sales: 900 }, { segments: 0, sales: 960 }],
] as const) {
  const filled = (world: World, { segments, sales }: { segments: number; sales: number }) =>
    putBatch(
      world,
      // Large receipts fill the segments before there are too many of them.
      (count, { used, capacity }) => count >= sales && used * 100 >= capacity * segments,
      segments > 0 ? 500 : 153,
    );

  test(`90 % full ${what}: it is spoken of after each sale`, () => {
    const world = new World(tools);
    filled(world, low);
    world.boots();
    sells(world);
    world.reaches({ kind: 'settlement-notice', notice: 'log-low' });
    world.reachesIdle();
    world.power.off();
  });

  test(`96 % full ${what}: no sale, only settlement, and then sales again`, () => {
    const world = new World(tools);
    const sales = filled(world, full);
    world.boots();
    world.clerk.types('7');
    world.reaches({ kind: 'settlement-notice', notice: 'log-full' });
    world.clerk.types('enter');
    const debitMinor = sales * saleMinor;
    world.reaches({ kind: 'settlement-totals', debitMinor, debitCount: sales, ...credits });
    world.clerk.types('enter');
    world.reaches({ kind: 'settled', isBalanced: true, amountMinor: debitMinor });
    world.reachesIdle();
    sells(world);
    world.reachesIdle();
    world.power.off();
  });
}
