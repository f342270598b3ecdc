// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { hostClock } from '../../src/host/host-clock.ts';
import type { DateTime } from '../../src/io/clock.ts';

/** `2026-02-28 12:00:00` */
function time(text: string): DateTime {
  const [year, month, day, hour, minute, second] = text.split(/[- :]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { year, month, day, hour, minute, second };
}

describe('the host’s clock', () => {
  const cases = [
    // F12, F13, RTC, result
    ['101530', '0615', '2026-06-15 10:14:00', '2026-06-15 10:15:30'],
    ['000005', '0101', '2025-12-31 23:59:50', '2026-01-01 00:00:05'],
    ['235950', '1231', '2026-01-01 00:00:10', '2025-12-31 23:59:50'],
    ['120000', '1231', '2026-12-31 12:00:00', '2026-12-31 12:00:00'],
    ['120000', '0701', '2026-01-01 00:00:00', '2026-07-01 12:00:00'],
    ['120000', '0703', '2026-01-01 00:00:00', '2025-07-03 12:00:00'],
    ['120000', '0229', '2027-12-01 00:00:00', '2028-02-29 12:00:00'],
    ['120000', '0229', '2028-03-01 00:00:00', '2028-02-29 12:00:00'],
    ['120000', '0301', '2028-02-29 23:00:00', '2028-03-01 12:00:00'],
    // Exactly half a year from both: the earlier. 2000 is a leap year.
    ['000000', '0703', '2026-01-01 12:00:00', '2025-07-03 00:00:00'],
    ['000000', '0702', '2000-12-31 12:00:00', '2000-07-02 00:00:00'],
    ['235959', '1231', '2000-01-01 00:00:00', '1999-12-31 23:59:59'],
  ] as const;
  for (const [field12, field13, rtc, result] of cases) {
    test(`${field13} ${field12} near ${rtc} is ${result}`, () => {
      assert.deepEqual(hostClock(field12, field13, time(rtc)), time(result));
    });
  }

  const bad = [
    ['240000', '0101'],
    ['126000', '0101'],
    ['120060', '0101'],
    ['120000', '0001'],
    ['120000', '1301'],
    ['120000', '0100'],
    ['120000', '0132'],
    ['120000', '0431'],
    ['12000', '0101'],
    ['120000', '101'],
    ['12:000', '0101'],
  ] as const;
  for (const [field12, field13] of bad) {
    test(`${field13} ${field12} is no time`, () => {
      assert.equal(hostClock(field12, field13, time('2026-06-15 10:14:00')), undefined);
    });
  }

  test('29 February is no date when no near year has one', () => {
    assert.equal(hostClock('120000', '0229', time('2026-06-15 10:14:00')), undefined);
    // 2100 is not a leap year.
    assert.equal(hostClock('120000', '0229', time('2100-02-28 10:14:00')), undefined);
  });
});
