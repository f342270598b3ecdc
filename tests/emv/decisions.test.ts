// SPDX-License-Identifier: Apache-2.0
//
// Which decisions of the kernels' notes have a case, and which have none.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';
import { type Decision, decisions } from './decisions.ts';

/** Not done in this release. A row that goes from here to a case is progress; one that comes needs a reason in the commit. */
const withoutCaseMax = 1;

function wrong(rows: readonly Decision[]): string[] {
  return rows
    .filter(([, , file, words]) => {
      if (file === undefined) return false;
      return !readFileSync(join(root, file), 'utf8').includes(words!);
    })
    .map(([block, decision, file, words]) => `${block} ${decision}: no "${words}" in ${file}`);
}

test('each decision names a case that is there, and those without one are told', (t) => {
  assert.deepEqual(wrong(decisions), []);
  const without = decisions.filter(([, , file]) => file === undefined);
  for (const [block, decision] of without) t.diagnostic(`no case: ${block} ${decision}`);
  assert.ok(without.length <= withoutCaseMax, `${without.length} decisions have no case`);
});

test('a case that is not there is found', () => {
  const gone: Decision = ['B1', 'nothing', 'tests/unit/emv-oda.test.ts', 'a case of this name'];
  assert.equal(wrong([gone]).length, 1);
});
