// SPDX-License-Identifier: Apache-2.0
//
// Power cuts at every crash point of a story: each by itself, and in pairs.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { everyCut } from '../../host-sim/explore/cuts.ts';
import type { Restrictions } from '../../host-sim/explore/plan.ts';
import type { Tools } from '../../host-sim/explore/run.ts';
import type { Summary } from '../../host-sim/explore/summary.ts';
import { makeTools } from '../../host-sim/explore/tools.ts';
import { stories } from '../../host-sim/explore/workloads/index.ts';
import { longRun } from '../budgets.ts';

const notLong = process.env.JIAOZI_FUZZ !== undefined ? false : 'in the long run';

let tools: Tools;
before(async () => {
  tools = await makeTools();
});

/** Every cut in turn; what was found. */
async function cutEverywhere(restrictions: Restrictions, pairs: number): Promise<Summary[]> {
  const summaries: Summary[] = [];
  await everyCut({
    job: { seed: '1', restrictions },
    pairs: pairs > 0,
    most: pairs,
    // Thousands are worth a worker's while to get warm.
    width: pairs > 0 ? 1 : 0,
    tools,
    onSummary: (summary) => {
      summaries.push(summary);
      return false;
    },
  });
  return summaries;
}

const findingsOf = (summaries: readonly Summary[]) =>
  summaries.flatMap(({ findings, cuts }) =>
    findings.map(({ text }) => `${cuts.join(',')}: ${text}`),
  );

test('a cut at every single crash point of the first boot leads to nothing that is not known', async () => {
  const all = await cutEverywhere({ workload: 'service', layers: [], keep: [] }, 0);
  const [whole, ...cut] = all;
  assert.equal(cut.length, whole!.points);
  assert.ok(cut.length > 10, `${cut.length} crash points`);
  assert.deepEqual(
    cut.map(({ cuts }) => cuts[0]),
    [...cut.keys()].map((index) => index + 1),
  );
  assert.deepEqual(findingsOf(all), []);
});

for (const name of stories) {
  test(`a cut at every single crash point of '${name}'`, { skip: notLong }, async () => {
    assert.deepEqual(findingsOf(await cutEverywhere({ workload: name, layers: [] }, 0)), []);
  });
}

for (const name of stories.slice(0, 2)) {
  test(`cuts at pairs of crash points of '${name}'`, { skip: notLong }, async () => {
    const all = await cutEverywhere({ workload: name, layers: [] }, longRun.explorePairs);
    const ones = all.filter(({ cuts }) => cuts.length === 1);
    const pairs = ones.reduce((sum, { points, cuts }) => sum + points - cuts[0]!, 0);
    const played = all.filter(({ cuts }) => cuts.length === 2).length;
    assert.equal(played, Math.min(pairs, longRun.explorePairs));
    assert.deepEqual(findingsOf(all), []);
  });
}
