// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';
import { runJobs, type SuiteResult } from './job.ts';
import { nodeJob } from './node-job.ts';
import { compare } from './scenario-job.ts';

const verdict = (name: string, passed: boolean, trace: string) => ({ name, passed, trace });

test('a scenario passes when it passes twice with one trace', () => {
  const run = { verdicts: [verdict('a', true, '01')], errors: '' };
  assert.deepEqual(compare(run, run), { passed: 1, failures: [], skipped: [] });
});

test('a scenario fails when its story fails once, when its traces differ, and when one run lacks it', () => {
  const first = { verdicts: ['a', 'b', 'c'].map((name) => verdict(name, true, '01')), errors: '' };
  const second = { verdicts: [verdict('a', false, '01'), verdict('b', true, '02')], errors: 'why' };
  const { passed, failures } = compare(first, second);
  assert.equal(passed, 0);
  assert.deepEqual(
    failures.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.equal(failures[0]!.detail, 'why');
  assert.match(failures[1]!.detail, /two runs of one seed differ/);
});

test('a process that says nothing but an error is a failure', () => {
  const { failures } = compare({ verdicts: [], errors: 'crashed' }, { verdicts: [], errors: '' });
  assert.deepEqual(failures, [{ name: 'jiaozi scenario', detail: 'crashed' }]);
});

test('the jobs of a suite add up to one result, also when they run side by side', async () => {
  const results: SuiteResult[] = [];
  const job = (suite: string, passed: number) => ({
    suite,
    name: suite,
    run: async () => ({ passed, failures: [], skipped: ['s'] }),
  });
  await runJobs([job('a', 1), job('b', 2), job('a', 3)], 2, (result) => results.push(result));
  assert.deepEqual(
    results.map(({ suite, passed, skipped }) => [suite, passed, skipped.length]).sort(),
    [
      ['a', 4, 2],
      ['b', 2, 1],
    ],
  );
});

const sample = `
import { describe, test } from 'node:test';
test('holder', async (t) => {
  await t.test('good', () => {});
  await t.test('bad', () => { throw new Error('planted'); });
});
describe('suite', () => { test('also good', () => {}); });
test('left out', { skip: 'no tool' }, () => {});
`;

test('tests are counted at the leaves, failures told with their message, skips with their reason', async () => {
  const folder = mkdtempSync(join(root, 'build', 'runner-'));
  // node:test refuses to run files from inside a test, which it knows by this.
  const { NODE_TEST_CONTEXT } = process.env;
  delete process.env.NODE_TEST_CONTEXT;
  try {
    const path = join(folder, 'sample.test.mjs');
    writeFileSync(path, sample);
    const { passed, failures, skipped } = await nodeJob('x', path, 60_000).run();
    assert.equal(passed, 2);
    assert.deepEqual(
      failures.map(({ name }) => name),
      [`${path}: bad`],
    );
    assert.match(failures[0]!.detail, /planted/);
    assert.deepEqual(skipped, [`${path}: left out (no tool)`]);
    writeFileSync(path, "import './none.mjs';");
    const broken = await nodeJob('x', path, 60_000).run();
    assert.match(broken.failures[0]!.detail, /ERR_MODULE_NOT_FOUND/);
    writeFileSync(path, '');
    const empty = await nodeJob('x', path, 60_000).run();
    assert.deepEqual([empty.passed, empty.failures[0]?.detail], [0, 'the file has no test']);
  } finally {
    if (NODE_TEST_CONTEXT !== undefined) process.env.NODE_TEST_CONTEXT = NODE_TEST_CONTEXT;
    rmSync(folder, { recursive: true });
  }
});
