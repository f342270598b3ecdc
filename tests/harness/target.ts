// SPDX-License-Identifier: Apache-2.0
//
// `mcu-test-harness` on a target that has the native `xs_harness_report`: the tests run by themselves once their file has
// loaded, and each line of the report goes to the native.

import { runTests } from './tests.ts';

export { assert, describe, test } from './tests.ts';

function report(this: unknown, line: string): void {
  return native('xs_harness_report').call(this, line);
}

// The test file registers its tests after this module has run.
Promise.resolve().then(() => runTests((line) => report(line)));
