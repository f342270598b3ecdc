// SPDX-License-Identifier: Apache-2.0
//
// Every file of tests/unit, on the XS engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOnDesk, testFiles } from '../harness/desk.ts';

for (const file of testFiles('tests/unit')) {
  test(file, async (t) => {
    const { results, trouble } = await runOnDesk(file);
    for (const { name, passed, detail } of results) {
      await t.test(name, () => assert.ok(passed, detail));
    }
    assert.equal(trouble, undefined);
  });
}
