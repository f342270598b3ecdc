// SPDX-License-Identifier: Apache-2.0
//
// Field 54, whole and broken.

import { assert, describe, test } from 'mcu-test-harness';
import { availableBalance, decodeBalances } from '../../src/host/balances.ts';

const ledger = '1001156C000000123456';
const available = '1002156C000000100000';
const overdrawn = '1002156D000000001250';
const dollars = '1002840C000000009999';

function told(field54: string): number | undefined {
  const balances = decodeBalances(field54);
  return balances.ok ? availableBalance(balances.value, '156')?.amountMinor : undefined;
}

describe('field 54', () => {
  const rows: readonly (readonly [
    what: string,
    field54: string,
    amountMinor: number | undefined,
  ])[] = [
    ['what can be spent is told, wherever it stands', ledger + available, 100_000],
    ['what can be spent is told, when it stands first', available + ledger, 100_000],
    ['the only amount there is will do', ledger, 123_456],
    ['D is below zero', overdrawn, -1250],
    ['another currency is left out', dollars + available, 100_000],
    ['another currency alone is none', dollars, undefined],
    ['nothing is none', '', undefined],
    ['a sign that is none', available.replace('C', 'X'), undefined],
    ['a letter among the digits', available.replace('1000', '1O00'), undefined],
  ];
  for (const [what, field54, amountMinor] of rows)
    test(what, () => assert.equal(told(field54), amountMinor));

  test('cut anywhere it is refused where it is cut', () => {
    const whole = ledger + available;
    for (let size = 1; size < whole.length; size++) {
      const cut = decodeBalances(whole.slice(0, size));
      assert.equal(cut.ok, size === 20);
      if (!cut.ok) assert.equal(cut.at, size < 20 ? 0 : 20);
    }
  });
});
