// SPDX-License-Identifier: Apache-2.0
//
// The same API on Node, for code that runs on both: backed by node:test.

import nodeAssert from 'node:assert/strict';

export { describe, test } from 'node:test';

export const assert = {
  ok: (value: unknown, message?: string) => nodeAssert.ok(value, message),
  equal: (actual: unknown, expected: unknown, message?: string) =>
    nodeAssert.equal(actual, expected, message),
  deepEqual: (actual: unknown, expected: unknown, message?: string) =>
    nodeAssert.deepEqual(actual, expected, message),
  throws: (body: () => unknown, pattern?: RegExp) =>
    pattern ? nodeAssert.throws(body, pattern) : nodeAssert.throws(body),
  rejects: (promise: Promise<unknown>, pattern?: RegExp) =>
    pattern ? nodeAssert.rejects(promise, pattern) : nodeAssert.rejects(promise),
};
