// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { isApproved, responseFor, responses, wantsSignIn } from '../../src/host/response-codes.ts';

describe('response codes', () => {
  test('only 00, 10, 11, A2, A4, A5 and A6 are approvals', () => {
    const approvals = Object.keys(responses).filter(isApproved).sort();
    assert.deepEqual(approvals, ['00', '10', '11', 'A2', 'A4', 'A5', 'A6']);
  });

  test('every code has two characters and words in both languages', () => {
    for (const [code, { zh, en }] of Object.entries(responses)) {
      assert.ok(/^[0-9A][0-9]$/.test(code), code);
      assert.ok(/^[\u4e00-\u9fff，]+$/.test(zh), code);
      assert.ok(/^[A-Z][A-Za-z ,-]+$/.test(en), code);
    }
  });

  for (const code of ['ZZ', '', '__proto__', 'toString']) {
    test(`'${code}' is a refusal without words of its own`, () => {
      assert.equal(isApproved(code), false);
      assert.equal(responseFor(code).en, 'Declined');
    });
  }

  test('lost keys ask for a sign-in', () => {
    const lost = Object.keys(responses).filter((code) => wantsSignIn(code));
    assert.deepEqual(lost.sort(), ['22', '77', '99', 'A0']);
  });

  test('a card is kept where an operator must act', () => {
    for (const code of Object.keys(responses)) {
      const { class: letter, todo, en } = responseFor(code);
      if (letter === 'D') assert.ok(todo, code);
      assert.equal(todo === 'keep-card', /[Pp]ick up|Capture/.test(en), code);
    }
  });
});
