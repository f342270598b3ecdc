// SPDX-License-Identifier: Apache-2.0
//
// Instructions of crypto/core on the emulated rv32imac, counted exactly by QEMU: the same number, and the same way through the
// code, for every secret; and less than the best constant-time library for such chips needs (BearSSL 0.6, same compiler; the
// figures are the project's, given with its issue).
//
// The one thing a reader would get wrong: public operations may differ from run to run, and say so in their names.
// `npm test` counts at -Os and finds one planted fault. The long run (JIAOZI_FUZZ) takes both levels, the ways through the code, all
// planted faults, and more secrets: a thousand of the short operations, eight of the long ones; npm run ct takes a thousand of all.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { fuzz } from '../runner/fuzz.ts';
import { hasTool } from './core.ts';
import { countInstructions, countWays, crossCompiler } from './evidence/counts.ts';
import { others } from './evidence/figures.ts';
import { optimisations } from './evidence/memcheck.ts';
import { balancedBranch, planted, removeScratchFolders, unequalCounts } from './evidence/plants.ts';

const isLong = fuzz(1).numRuns > 1;
const runs = { runs: fuzz(50).numRuns, longRuns: isLong ? 8 : 2 };
const levels = isLong ? optimisations : optimisations.slice(0, 1);
const plants = isLong ? unequalCounts : unequalCounts.slice(0, 1);
const inLongRun = isLong ? false : 'in the long run';
const missing =
  (hasTool(crossCompiler) && hasTool('qemu-system-riscv32')) || process.env.CI === 'true'
    ? false
    : `no ${crossCompiler} or qemu-system-riscv32: instructions were not counted`;

after(removeScratchFolders);

describe('instructions on rv32imac', { skip: missing }, () => {
  for (const optimisation of levels) {
    test(`are the same for every secret, and fewer than elsewhere, built with ${optimisation}`, () => {
      const counts = countInstructions(optimisation, runs);
      const secret = counts.filter(({ isPublic }) => !isPublic);
      assert.ok(secret.length >= 70);
      for (const each of secret) {
        assert.equal(each.least, each.most, each.name);
        assert.equal(each.failures, 0, each.name);
      }
      for (const [name, other] of Object.entries(others)) {
        const ours = counts.find((each) => each.name === name);
        assert.ok(ours && ours.most < other, `${name}: ${ours?.most} instead of ${other}`);
      }
    });

    test(`come in the same order for every secret, built with ${optimisation}`, {
      skip: inLongRun,
    }, async () => {
      const ways = await countWays(optimisation, { runs: 10, longRuns: 0 });
      assert.ok(ways.length >= 60);
      for (const { name, ways: count } of ways) assert.equal(count, 1, name);
    });
  }

  for (const plant of plants)
    test(`would differ with ${plant.name}`, () => {
      const counts = countInstructions('-Os', { runs: 2, longRuns: 2 }, planted(plant));
      const count = counts.find(({ name }) => name === plant.operation);
      assert.ok(count && count.least < count.most);
    });

  test(`would come in another order with ${balancedBranch.name}`, {
    skip: inLongRun,
  }, async () => {
    const core = planted(balancedBranch);
    const { operation } = balancedBranch;
    const count = countInstructions('-Os', { runs: 4, longRuns: 0 }, core);
    const { least, most } = count.find(({ name }) => name === operation)!;
    assert.equal(least, most, 'the plant is not balanced');
    const ways = await countWays('-Os', { runs: 4, longRuns: 0 }, core);
    assert.ok(ways.find(({ name }) => name === operation)!.ways > 1);
  });
});
