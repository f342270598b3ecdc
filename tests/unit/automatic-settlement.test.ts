// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { lastPassed } from '../../src/flow/automatic-settlement.ts';
import { afterTotals } from '../../src/flow/settlement-state.ts';

const at = (text: string) => {
  const [year, month, day, hour, minute] = text.split(/\D/).map(Number);
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: 0 };
};

describe('a settlement by the clock', () => {
  test('is due since the set time of today, or of the day before when that has not come', () => {
    for (const [now, settleAt, expected] of [
      ['2026-11-21 23:30', '2330', '261121233000'],
      ['2026-11-21 23:29', '2330', '261120233000'],
      ['2026-11-21 00:00', '0000', '261121000000'],
      ['2026-11-01 08:00', '2330', '261031233000'],
      ['2026-03-01 08:00', '2330', '260228233000'],
      ['2028-03-01 08:00', '2330', '280229233000'],
      ['2028-05-01 08:00', '2330', '280430233000'],
      ['2027-01-01 08:00', '2330', '261231233000'],
    ] as const)
      assert.equal(lastPassed(at(now), settleAt), expected, now);
  });
});

describe('after the host has compared the totals', () => {
  test('details only when they differ, and an end message where the host wants one', () => {
    const step = (isBalanced: boolean, endsBalanced: boolean) =>
      afterTotals(isBalanced, endsBalanced).step;
    assert.equal(step(true, false), 'settled');
    assert.equal(step(true, true), 'ending');
    assert.equal(step(false, false), 'uploading');
    assert.equal(step(false, true), 'uploading');
  });
});
