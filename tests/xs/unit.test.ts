// SPDX-License-Identifier: Apache-2.0
//
// Every test file that imports `mcu-test-harness`, on the XS engine. JIAOZI_XS_FILES names some of them instead.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOnDesk } from '../harness/desk.ts';
import { xsTestFiles } from '../runner/files.ts';

const named = process.env.JIAOZI_XS_FILES;

for (const file of named ? named.split(' ') : xsTestFiles()) {
  test(file, async (t) => {
    const { results, trouble } = await runOnDesk(file);
    for (const { name, passed, detail } of results) {
      await t.test(name, () => assert.ok(passed, detail));
    }
    assert.equal(trouble, undefined);
  });
}
