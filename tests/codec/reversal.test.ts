// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import { afterReversal, type ReversalReply } from '../../src/host/reversal.ts';

const answered = (code: string, isAuthentic = true): ReversalReply => ({
  kind: 'answered',
  code,
  isAuthentic,
});

describe('after a reversal attempt', () => {
  const cases: readonly (readonly [string, ReversalReply, number, string, number])[] = [
    // reply, sends before, step, sends after
    ['00', answered('00'), 0, 'done', 1],
    ['25, original not found', answered('25'), 0, 'done', 1],
    ['12, nothing to reverse', answered('12'), 0, 'done', 1],
    ['00 at the last attempt', answered('00'), 2, 'done', 3],
    ['00 without MAC', answered('00', false), 0, 'send-again', 1],
    ['25 without MAC', answered('25', false), 0, 'send-again', 1],
    ['96, system fault', answered('96'), 0, 'send-again', 1],
    ['64, amount differs', answered('64'), 1, 'send-again', 2],
    ['an unknown code', answered('ZZ'), 0, 'send-again', 1],
    ['A0', answered('A0', false), 0, 'sign-in', 1],
    ['99', answered('99'), 0, 'sign-in', 1],
    ['wrong MAC', { kind: 'mac-wrong' }, 0, 'sign-in', 1],
    ['silence', { kind: 'unknown' }, 0, 'send-again', 1],
    ['no connection', { kind: 'not-sent' }, 0, 'send-again', 0],
    ['no connection, again', { kind: 'not-sent' }, 2, 'send-again', 2],
    ['silence a third time', { kind: 'unknown' }, 2, 'send-again', 3],
    ['wrong MAC a third time', { kind: 'mac-wrong' }, 2, 'sign-in', 3],
    ['77 a third time', answered('77'), 2, 'sign-in', 3],
    ['96 a third time', answered('96'), 2, 'send-again', 3],
    ['silence a fourth time', { kind: 'unknown' }, 3, 'send-again', 3],
    ['00 a fourth time', answered('00'), 3, 'done', 3],
  ];
  for (const [name, reply, sends, step, after] of cases) {
    test(`${name}, ${sends} sent before: ${step}`, () => {
      assert.deepEqual(afterReversal(profile, reply, sends), { step, sends: after });
    });
  }

  test('25 without MAC is done where the profile trusts it', () => {
    const trusting = { ...profile, trustsReversalAnswerWithoutMac: true };
    assert.equal(afterReversal(trusting, answered('25', false), 0).step, 'done');
  });
});
