// SPDX-License-Identifier: Apache-2.0
//
// Every card double of every scheme through the whole terminal on the desk, in the long run on the emulated board, too: the screens, the
// acquirer's book, and afterwards the oracles of every scenario.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { doublePairs } from '../../host-sim/cards/doubles.ts';
import { type SchemeName, schemeNames } from '../../host-sim/cards/schemes.ts';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { run } from '../../host-sim/scenario/scenario.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import type { Tools } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { longRun } from '../budgets.ts';
import { parameters, sellsWithAll } from './support/double-stories.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined && longRun.everyCardDouble;

/** In which command a card of SM2 is torn makes no difference that UnionPay's other cards do not show: the long run tries it. */
const isDue = (scheme: SchemeName, kind: string) =>
  isLong || scheme !== 'unionpay-sm' || !kind.startsWith('torn');

describe('every card double in a sale', () => {
  let tools: Tools;

  before(async () => {
    tools = { program: await firmware(), screens: await ScreenReader.create(), seed: 'doubles' };
  });

  for (const scheme of schemeNames) {
    test(`of ${scheme} ends as its kind says, and pays once or not at all`, async () => {
      const pairs = doublePairs.filter(([of, kind]) => of === scheme && isDue(of, kind));
      assert.ok(pairs.length > 10);
      const name = `doubles of ${scheme}`;
      const { detail } = await run(
        { name, options: { parameters }, story: (t) => sellsWithAll(t, pairs) },
        tools,
      );
      assert.equal(detail, '');
    });

    const skip = isLong ? (noEmulator() ?? false) : 'the long run';
    test(`of ${scheme} does so on the emulated board, too`, { skip }, async () => {
      const pairs = doublePairs.filter(([of]) => of === scheme);
      const name = `doubles of ${scheme} on the board`;
      const { detail } = await run(
        { name, options: { parameters }, story: (t) => sellsWithAll(t, pairs) },
        { ...tools, engine: rv32 },
      );
      assert.equal(detail, '');
    });
  }
});
