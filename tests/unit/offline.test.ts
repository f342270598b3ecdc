// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { type OfflineLimits, onlineReason } from '../../src/emv/offline-selection.ts';
import { adviceEnded, adviceQueued, noAdvices } from '../../src/flow/advice-queue.ts';
import { afterAdvice } from '../../src/host/advice.ts';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import type { ReversalReply } from '../../src/host/reversal.ts';

const limits: OfflineLimits = {
  floorLimitMinor: 5000,
  totalLimitMinor: 20_000,
  queueMax: 3,
  thresholdMinor: 1000,
  targetPercent: 10,
  targetPercentMax: 50,
};
const never = 99;

describe('a sale goes online', () => {
  const rows: readonly [string, number, number, number, number, string | undefined][] = [
    ['never at the floor limit', 5000, 0, 0, never, undefined],
    ['above the floor limit', 5001, 0, 0, never, 'floor-limit'],
    ['never with room for one more', 100, 2, 300, never, undefined],
    ['when the queue is full', 100, 3, 300, never, 'queue-full'],
    ['never up to the total limit', 5000, 1, 15_000, never, undefined],
    ['above the total limit', 5000, 1, 15_001, never, 'total-limit'],
    ['of small ones the target percentage', 999, 0, 0, 10, 'random'],
    ['of small ones no more', 999, 0, 0, 11, undefined],
    ['at the threshold no more', 1000, 0, 0, 11, undefined],
    ['half-way to the limit the mean', 3000, 0, 0, 30, 'random'],
    ['half-way to the limit no more', 3000, 0, 0, 31, undefined],
    ['at the floor limit the largest percentage', 5000, 0, 0, 50, 'random'],
    ['at the floor limit no more', 5000, 0, 0, 51, undefined],
  ];
  for (const [name, amountMinor, count, waitingMinor, draw, expected] of rows)
    test(name, () => {
      const waiting = { count, amountMinor: waitingMinor };
      assert.equal(onlineReason(limits, amountMinor, waiting, draw), expected);
    });
  test('with one percentage where the threshold is the floor limit', () => {
    const flat = { ...limits, thresholdMinor: 5000 };
    assert.equal(onlineReason(flat, 5000, noAdvices, 11), undefined);
    assert.equal(onlineReason(flat, 5000, noAdvices, 10), 'random');
  });
});

describe('after an attempt to upload', () => {
  const answered = (code: string, isAuthentic = true): ReversalReply => ({
    kind: 'answered',
    code,
    isAuthentic,
  });
  const rows: readonly [string, ReversalReply, number, string, number][] = [
    ['00: taken', answered('00'), 0, 'taken', 1],
    ['A2: taken', answered('A2'), 2, 'taken', 3],
    ['94: the host has it', answered('94'), 0, 'taken', 1],
    ['94 without a MAC may be anybody', answered('94', false), 0, 'later', 1],
    ['10: a part is not it', answered('10'), 0, 'refused', 1],
    ['05: refused', answered('05'), 0, 'refused', 1],
    ['05 without a MAC may be anybody', answered('05', false), 0, 'later', 1],
    ['79: later', answered('79'), 0, 'later', 1],
    ['A0: with new keys', answered('A0'), 1, 'later', 2],
    ['A0 for the third time: left', answered('A0'), 2, 'left', 3],
    ['no answer: later', { kind: 'unknown' }, 0, 'later', 1],
    ['no answer for the third time: left', { kind: 'unknown' }, 2, 'left', 3],
    ['a wrong MAC for the third time: left', { kind: 'mac-wrong' }, 2, 'left', 3],
    ['not sent does not count', { kind: 'not-sent' }, 2, 'later', 2],
  ];
  for (const [name, reply, sends, step, counted] of rows)
    test(name, () =>
      assert.deepEqual(afterAdvice(profile, reply, sends), { step, sends: counted }),
    );
});

describe('what waits', () => {
  const ended = (sale: number, amountMinor: number, result: number) => ({
    stan: '000001',
    operator: '01',
    sale,
    amountMinor,
    result,
    code: '',
  });
  test('is counted in and out, whatever the host said of it', () => {
    let queue = adviceQueued(adviceQueued(noAdvices, 7, 100), 12, 250);
    assert.deepEqual(queue, { ...noAdvices, first: 7, count: 2, amountMinor: 350 });
    queue = adviceEnded({ ...queue, sends: 2 }, ended(7, 100, 0));
    assert.deepEqual(queue, { ...noAdvices, first: 8, count: 1, amountMinor: 250 });
    queue = adviceEnded(queue, ended(12, 250, 2));
    assert.deepEqual(queue, { ...noAdvices, first: 13 });
    assert.equal(adviceQueued(queue, 40, 1).first, 40);
  });
});
