// SPDX-License-Identifier: Apache-2.0
//
// The explorer itself: one seed, one run; failures are made small and replay; what it knows of still fails.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { optionsOf } from '../../host-sim/cli/explore-options.ts';
import { knownFailures, knownFor } from '../../host-sim/explore/known.ts';
import { stackOf } from '../../host-sim/explore/on-debug.ts';
import { draw, elementsOf, kept } from '../../host-sim/explore/plan.ts';
import { run, type Tools } from '../../host-sim/explore/run.ts';
import { shrink } from '../../host-sim/explore/shrink.ts';
import { runJob } from '../../host-sim/explore/summary.ts';
import { makeTools } from '../../host-sim/explore/tools.ts';
import { traceOf } from '../../host-sim/explore/trace.ts';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { longRun } from '../budgets.ts';
import { plantedBugs, programWith } from './planted.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined;

let tools: Tools;
before(async () => {
  tools = await makeTools();
});

test('one seed gives one run, to the last byte on the link; another seed gives another', () => {
  const [first, again, other] = ['42', '42', '43'].map((seed) => run(draw(seed), tools));
  assert.equal(first!.fingerprint, again!.fingerprint);
  assert.deepEqual(traceOf(first!), traceOf(again!));
  assert.notEqual(first!.fingerprint, other!.fingerprint);
});

test('the emulated board runs the same', {
  skip: process.env.CI === 'true' ? false : (noEmulator() ?? false),
}, () => {
  const count = isLong ? longRun.exploreRv32Seeds : 1;
  for (let seed = 100; seed < 100 + count; seed++) {
    const plan = draw(String(seed), { workload: 'sale' });
    const [onDesk, onBoard] = [run(plan, tools), run(plan, { ...tools, engine: rv32 })];
    assert.equal(onBoard.fingerprint, onDesk.fingerprint, `seed ${seed}`);
    assert.deepEqual(onBoard.findings, onDesk.findings);
  }
});

test('elements that are left out of a plan are no part of the run', () => {
  const plan = draw('7', { layers: ['line', 'host', 'finger'] });
  const names = elementsOf(plan);
  assert.ok(names.length > 1);
  const smaller = kept(plan, names.slice(1));
  assert.equal(elementsOf(smaller).length, names.length - 1);
  assert.deepEqual(elementsOf(kept(plan, ['g0'])), ['g0']);
});

describe('a power cut', () => {
  const job = (cuts: readonly number[]) => ({
    seed: '1',
    restrictions: { workload: 'sale', layers: [], cuts },
  });

  test('at a crash point by its number and by its name is the same', () => {
    const cut = { act: 'line 0200', moment: 'after', ordinal: 1 } as const;
    const byName = runJob(
      { seed: '1', restrictions: { workload: 'sale', layers: [], cuts: [cut] } },
      tools,
    );
    assert.equal(byName.cuts.length, 1);
    const byNumber = runJob(job(byName.cuts), tools);
    assert.deepEqual(byNumber.cuts, byName.cuts);
    assert.equal(byName.fingerprint, byNumber.fingerprint);
  });
});

describe('a known failure', () => {
  for (const { name, replay, issue } of knownFailures) {
    test(`still fails: ${name} (issue ${issue})`, () => {
      const { seed, restrictions } = optionsOf([...replay]);
      const report = run(draw(seed, restrictions), tools);
      const known = report.findings.map((finding) => knownFor(finding, report)?.name);
      assert.ok(known.includes(name), 'it is gone: take its row out of host-sim/explore/known.ts');
      assert.ok(known.every((each) => each !== undefined));
    });
  }
});

test('a failing run is made small, and what is printed runs it again', async () => {
  const bug = plantedBugs.find(({ name }) => name === 'an unknown result is taken for a failure')!;
  const broken = { ...tools, program: await programWith(bug) };
  const job = {
    seed: '4',
    restrictions: { workload: 'shop', layers: ['host', 'finger', 'clock'] as const },
  };
  let failing = job;
  for (let seed = 0; runJob(failing, broken).findings[0]?.oracle !== 'money'; seed++) {
    assert.ok(seed < 60, 'no seed fails');
    failing = { ...job, seed: String(seed) };
  }
  const report = run(draw(failing.seed, failing.restrictions), broken);
  const finding = report.findings.find(({ oracle }) => oracle === 'money')!;
  const small = shrink(failing, report, finding, broken);
  assert.ok(elementsOf(small.report.plan).length <= 3, elementsOf(small.report.plan).join(' '));
  const { seed, restrictions } = optionsOf([...small.replay]);
  const again = run(draw(seed, restrictions), broken);
  assert.equal(again.fingerprint, small.report.fingerprint);
  assert.deepEqual(again.findings, small.report.findings);
});

test('where the program died, the debug engine says with file and line', async () => {
  const bug = {
    name: 'an answer kills',
    file: 'src/flow/perform.ts',
    edits: [
      [
        'const update = isPinWrong ?',
        "if (reply.kind === 'answer') throw new Error('planted');\n  const update = isPinWrong ?",
      ],
    ],
  } as const;
  const dying = { ...tools, program: await programWith(bug), untilDeath: true };
  const report = run(draw('1', { workload: 'sale', layers: [] }), dying);
  assert.ok(report.deaths.length > 0);
  const stack = stackOf(report, dying, await programWith(bug, true));
  assert.match(stack!, /planted[\s\S]*perform\.ts:\d+/);
});
