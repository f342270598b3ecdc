// SPDX-License-Identifier: Apache-2.0
//
// Settling 500 transactions takes less than two seconds of processing: at 160 MHz, an instruction a cycle, 320 million.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noEmulator, type Rv32Machine, rv32 } from '../../host-sim/rv32/machine.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { putBatch, saleMinor } from '../journal/support/batch-image.ts';

const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
const sales = 500;

test('500 transactions are counted, settled and printed within 320 million instructions', {
  skip,
}, async (t) => {
  const screens = await ScreenReader.create();
  const world = new World({
    program: await firmware(),
    screens,
    seed: 'five hundred',
    engine: rv32,
  });
  putBatch(world, (count) => count === sales);
  world.boots();
  const count = () => (world.sim.desk.machine as Rv32Machine).status().instructions;
  const before = count();
  const debitMinor = sales * saleMinor;
  world.clerk.types('menu', '6');
  world.reaches({
    kind: 'settlement-totals',
    debitMinor,
    debitCount: sales,
    creditMinor: 0,
    creditCount: 0,
  });
  const shown = count();
  world.clerk.types('enter');
  world.reaches({ kind: 'settled', isBalanced: true, amountMinor: debitMinor });
  const settled = count();
  world.power.off();
  t.diagnostic(`totals shown ${shown - before}, settled ${settled - shown} instructions`);
  assert.ok(settled - before < 320_000_000, `${settled - before}`);
});
