// SPDX-License-Identifier: Apache-2.0
//
// The program of today survives a swarm of seeds, which gets to the interesting places.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marks } from '../../host-sim/explore/marks.ts';
import { runInWorkers } from '../../host-sim/explore/pool.ts';
import { type Job, Tally } from '../../host-sim/explore/summary.ts';
import { workloads } from '../../host-sim/explore/workloads/index.ts';
import { longRun } from '../budgets.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined;

test('a swarm finds nothing that is not known, and gets to the marks', async () => {
  const tally = new Tally();
  const failures: string[] = [];
  function* jobs(): Generator<Job> {
    const count = isLong ? longRun.exploreSeeds : longRun.exploreSeedsOfTest;
    for (let seed = 0; seed < count; seed++) yield { seed: String(seed), restrictions: {} };
    // Some marks want one workload and one moment: a swarm of some hundred may miss them, each workload by name may not.
    for (let round = 0; isLong && round < longRun.exploreRounds; round++)
      for (const { name } of workloads)
        if (tally.unreached.length > 0)
          yield { seed: String(round), restrictions: { workload: name } };
  }
  await runInWorkers(jobs(), 1, (summary) => {
    const { job, findings } = summary;
    tally.add(summary);
    for (const { oracle, text } of findings)
      failures.push(`${job.restrictions.workload ?? 'any'}, seed ${job.seed}: ${oracle}: ${text}`);
    return false;
  });
  assert.deepEqual(failures, []);
  const missing = tally.unreached;
  const mayMiss = isLong ? 0 : Object.keys(marks).length - longRun.exploreMarksOfTest;
  assert.ok(missing.length <= mayMiss, `not reached: ${missing.join(', ')}`);
  assert.match(tally.json(1000), /^\{"runs":\d+,"cuts":\d+,"transactions":\{\S+\}$/);
});
