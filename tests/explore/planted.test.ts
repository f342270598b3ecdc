// SPDX-License-Identifier: Apache-2.0
//
// The explorer finds each planted bug within its number of seeds. `npm test` plants those that take a few; the long run all.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { knownFor } from '../../host-sim/explore/known.ts';
import { draw } from '../../host-sim/explore/plan.ts';
import { run, type Tools } from '../../host-sim/explore/run.ts';
import { makeTools } from '../../host-sim/explore/tools.ts';
import { longRun } from '../budgets.ts';
import { type PlantedBug, plantedBugs, programWith, sourceWith } from './planted.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined;

let shared: Tools;
before(async () => {
  shared = await makeTools();
});

/** The first seed that finds it. */
async function foundAt(bug: PlantedBug): Promise<number | undefined> {
  const tools = { ...shared, program: await programWith(bug) };
  for (let seed = 0; seed < bug.seeds; seed++) {
    const plan = draw(String(seed), { workload: bug.workload, layers: bug.layers });
    const looksForSecrets = bug.looksForSecrets ?? false;
    const report = run({ ...plan, options: {}, looksForSecrets }, tools);
    const isIt = report.findings.some(
      (finding) => finding.oracle === bug.oracle && !knownFor(finding, report),
    );
    if (isIt) return seed;
  }
  return undefined;
}

describe('a planted bug is found:', () => {
  for (const bug of plantedBugs) {
    const skip = isLong || bug.seeds <= longRun.plantedSeedsOfTest ? false : 'in the long run';
    test(bug.name, { skip }, async () => {
      const seed = await foundAt(bug);
      assert.notEqual(
        seed,
        undefined,
        `the oracle '${bug.oracle}' is silent after ${bug.seeds} seeds`,
      );
    });
  }
});

test('every edit applies, also those that only the long run plants', () => {
  for (const bug of plantedBugs) sourceWith(bug);
});

test('an edit that no longer applies fails', () => {
  const [bug] = plantedBugs;
  assert.throws(() => sourceWith({ ...bug!, edits: [['no such text', '']] }), /no longer applies/);
});
