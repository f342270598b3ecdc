// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { kinds } from '../../src/flow/kinds.ts';
import { balanceOf, totalsText } from '../../src/host/settlement-requests.ts';
import { encodeRecordOf, recordTypes } from '../../src/journal/records.ts';
import { countedIn, countedLayout, sumOf, totalsOf } from '../../src/journal/totals.ts';
import { receipt, sale } from './support/money-records.ts';

const by = { batch: '000001', domesticRid: 'A000000333' };

/** As the log hands them out, numbered from 1. */
function logged(...entries: readonly ReturnType<typeof encodeRecordOf>[]) {
  return entries.map((entry, i) => ({
    ...entry,
    sequence: i + 1,
    offset: 0,
    end: 0,
    link: new Uint8Array(16),
  }));
}

describe('totals', () => {
  test('count what stands: no request, no refusal, no reversal, no other batch', () => {
    const approved = (change: object) => encodeRecordOf('saleApproved', { ...receipt, ...change });
    const records = logged(
      encodeRecordOf('saleConfirmed', sale),
      approved({}),
      encodeRecordOf('saleConfirmed', sale),
      encodeRecordOf('saleEnded', { stan: '000008', operator: '01', code: '51' }),
      encodeRecordOf('reversalOwed', { stan: '000009', operator: '01', cause: '98' }),
      encodeRecordOf('reversalDone', { stan: '000009', operator: '01' }),
      approved({ amountMinor: 5, batch: '000002' }),
      approved({ amountMinor: 999_999_999_999 }),
      approved({ amountMinor: 300, aid: 'A0000000031010' }),
    );
    const totals = totalsOf(records, by);
    assert.deepEqual(totals, {
      debitMinor: 1_000_000_001_249,
      debitCount: 2,
      creditMinor: 0,
      creditCount: 0,
      foreignDebitMinor: 300,
      foreignDebitCount: 1,
      foreignCreditMinor: 0,
      foreignCreditCount: 0,
    });
    assert.deepEqual(sumOf(totals), {
      debitMinor: 1_000_000_001_549,
      debitCount: 3,
      creditMinor: 0,
      creditCount: 0,
    });
  });

  test('leave a transaction of another batch alone, one by one, too', () => {
    const [ours, other, declined] = logged(
      encodeRecordOf('saleApproved', receipt),
      encodeRecordOf('saleApproved', { ...receipt, batch: '000002' }),
      encodeRecordOf('saleEnded', { stan: '000008', operator: '01', code: '51' }),
    );
    assert.equal(countedIn(ours!, by)?.amountMinor, receipt.amountMinor);
    assert.equal(countedIn(other!, by), undefined);
    assert.equal(countedIn(declined!, by), undefined);
  });

  test('put each kind of transaction on the side of its direction', () => {
    for (const { number: transaction, direction, name } of Object.values(kinds)) {
      const { debitMinor, creditMinor } = totalsOf(
        logged(encodeRecordOf('saleApproved', { ...receipt, transaction, amountMinor: 7 })),
        by,
      );
      assert.equal(debitMinor, direction === 1 ? 7 : 0, name);
      assert.equal(creditMinor, direction === -1 ? 7 : 0, name);
    }
  });

  test('count what has no AID as domestic', () => {
    const { creditMinor, foreignCreditMinor } = totalsOf(
      logged(encodeRecordOf('saleApproved', { ...receipt, transaction: 2, aid: '' })),
      by,
    );
    assert.deepEqual([creditMinor, foreignCreditMinor], [receipt.amountMinor, 0]);
  });

  test('an approval begins as the totals read it', () => {
    const all = Object.entries(recordTypes.saleApproved.layout);
    const read = Object.entries(countedLayout);
    assert.deepEqual(all.slice(0, read.length), read);
  });
});

describe('field 48 of a settlement', () => {
  const totals = {
    debitMinor: 1250,
    debitCount: 1,
    creditMinor: 200,
    creditCount: 2,
    foreignDebitMinor: 30,
    foreignDebitCount: 3,
    foreignCreditMinor: 0,
    foreignCreditCount: 0,
  };

  test('is amounts of twelve digits, counts of three and a result, twice', () => {
    assert.equal(
      totalsText(totals),
      '00000000125000100000000020000200000000000300030000000000000000'.slice(0, 30) +
        '0' +
        '000000000030003000000000000000' +
        '0',
    );
    assert.throws(() => totalsText({ ...totals, debitCount: 1000 }), /field 48/);
  });

  test('agrees only where both results are 1, differs where one is 2, and says nothing otherwise', () => {
    const answer = (home: string, foreign: string) => {
      const half = '0'.repeat(30);
      return balanceOf({ mti: '0510', fields: { field48Totals: half + home + half + foreign } });
    };
    assert.equal(answer('1', '1'), true);
    assert.equal(answer('2', '1'), false);
    assert.equal(answer('1', '2'), false);
    assert.equal(answer('1', '3'), undefined);
    assert.equal(answer('0', '0'), undefined);
    assert.equal(balanceOf({ mti: '0510', fields: {} }), undefined);
  });
});
