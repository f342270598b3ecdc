// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import type { Money, SaleRecord } from '../../src/flow/money.ts';
import { Till } from '../../src/flow/till.ts';
import { RamJournal } from '../../src/journal/journal.ts';

const sale: SaleRecord = {
  stan: '000007',
  batch: '000001',
  amountMinor: 1250,
  sealedReversal: new Uint8Array(4),
};

describe('the till', () => {
  test('keeps each state in the journal, and hands out the other effects', () => {
    const journal = new RamJournal<Money>();
    const till = new Till(journal);
    assert.equal(journal.last, undefined);
    assert.deepEqual(till.apply({ kind: 'sale-confirmed', sale }), [{ kind: 'send-sale', sale }]);
    assert.deepEqual(journal.last, { kind: 'authorising', sale });
    assert.deepEqual(till.apply({ kind: 'host-unknown', cause: '98' }), []);
    assert.deepEqual(journal.last, { kind: 'reversing', sale, cause: '98', sends: 0 });
    till.apply({ kind: 'reversal-done' });
    assert.deepEqual(journal.last, { kind: 'free' });
  });

  test('goes on from what the journal holds: a sale under way is owed after a boot', () => {
    const journal = new RamJournal<Money>();
    new Till(journal).apply({ kind: 'sale-confirmed', sale });
    const till = new Till(journal);
    assert.equal(till.owed, undefined);
    assert.equal(till.isFree, false);
    till.apply({ kind: 'booted' });
    assert.deepEqual(till.owed, sale);
  });

  test('is free with an empty journal', () => {
    const till = new Till(new RamJournal<Money>());
    assert.equal(till.isFree, true);
    assert.equal(till.owed, undefined);
  });
});
