// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import type { Money, MoneyEvent } from '../../src/flow/money.ts';
import { Till } from '../../src/flow/till.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { sale } from './support/money-records.ts';

class RamJournal implements Journal<Money, MoneyEvent> {
  last: Money | undefined;
  readonly events: string[] = [];

  append(money: Money, event: MoneyEvent): void {
    this.last = money;
    this.events.push(event.kind);
  }
}

describe('the till', () => {
  test('keeps each state in the journal, and hands out the other effects', () => {
    const journal = new RamJournal();
    const till = new Till(journal);
    assert.equal(journal.last, undefined);
    assert.deepEqual(till.apply({ kind: 'sale-confirmed', sale }), [{ kind: 'send-sale', sale }]);
    assert.deepEqual(journal.last, { kind: 'authorising', sale });
    assert.deepEqual(till.apply({ kind: 'host-unknown', cause: '98' }), []);
    assert.deepEqual(journal.last, { kind: 'reversing', sale, cause: '98', sends: 0 });
    till.apply({ kind: 'reversal-done' });
    assert.deepEqual(journal.last, { kind: 'free' });
    assert.deepEqual(journal.events, ['sale-confirmed', 'host-unknown', 'reversal-done']);
  });

  test('goes on from what the journal holds: a sale under way is owed after a boot', () => {
    const journal = new RamJournal();
    new Till(journal).apply({ kind: 'sale-confirmed', sale });
    const till = new Till(journal);
    assert.equal(till.owed, undefined);
    assert.equal(till.isFree, false);
    till.apply({ kind: 'booted' });
    assert.deepEqual(till.owed, sale);
  });

  test('is free with an empty journal', () => {
    const till = new Till(new RamJournal());
    assert.equal(till.isFree, true);
    assert.equal(till.owed, undefined);
  });
});
