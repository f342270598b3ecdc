// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { TraceCounter } from '../../src/journal/trace-counter.ts';

const blockNumbers = 50;

/** A counter whose limit outlives it. */
function counterAfter(limits: number[]): TraceCounter {
  return new TraceCounter(limits.at(-1) ?? 0, (limit) => limits.push(limit));
}

const take = (counter: TraceCounter, count: number) =>
  Array.from({ length: count }, () => counter.take());

describe('trace numbers', () => {
  test('count from 000001 without a gap, a record for each block', () => {
    const limits: number[] = [];
    const counter = counterAfter(limits);
    assert.deepEqual(take(counter, 3), ['000001', '000002', '000003']);
    assert.deepEqual(limits, [50]);
    assert.equal(take(counter, 2 * blockNumbers).at(-1), '000103');
    assert.deepEqual(limits, [50, 100, 150]);
  });

  test('go on with the next block after a boot, whatever was left of the last', () => {
    const limits: number[] = [];
    take(counterAfter(limits), 3);
    assert.equal(counterAfter(limits).take(), '000051');
    take(counterAfter(limits), blockNumbers + 1);
    assert.equal(counterAfter(limits).take(), '000201');
  });

  test('a boot that takes no number writes nothing', () => {
    const limits: number[] = [];
    counterAfter(limits);
    assert.deepEqual(limits, []);
  });

  test('are given out after their limit is durable, and not at all when it cannot be made so', () => {
    const counter = new TraceCounter(0, () => {
      throw new Error('no flash');
    });
    assert.throws(() => counter.take());
    assert.throws(() => counter.take());
  });

  test('may be left out, also beyond the limit', () => {
    const limits: number[] = [];
    const counter = counterAfter(limits);
    counter.skip(60);
    assert.equal(counter.take(), '000061');
    assert.equal(counterAfter(limits).take(), '000111');
  });

  test('begin again after 999999, and 000000 is none', () => {
    const counter = counterAfter([]);
    counter.skip(999_998);
    assert.deepEqual(take(counter, 3), ['999999', '000001', '000002']);
  });
});
