// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { decodeFields, encodeFields, type Layout } from '../../src/journal/record-layout.ts';
import {
  decodeRecordOf,
  encodeRecordOf,
  recordTypes,
  transactionOf,
} from '../../src/journal/records.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { receipt, sale } from './support/money-records.ts';

const layout = {
  a: 'u8',
  b: 'u16',
  c: 'u32',
  d: 'amount',
  e: 'digits2',
  f: 'digits6',
  g: 'time',
  h: 'hex',
  i: 'text',
  j: 'bytes',
} as const satisfies Layout;

const values = {
  a: 0x12,
  b: 0x3456,
  c: 0x789abcde,
  d: 999_999_999_999,
  e: '07',
  f: '001234',
  g: '261121103059',
  h: 'A0B1',
  i: 'AB',
  j: Uint8Array.of(9, 8, 7),
};

describe('the fields of a record', () => {
  test('are bytes in the order of the layout, integers with the low byte first', () => {
    const bytes = encodeFields(layout, values);
    assert.equal(
      toHex(bytes),
      '125634DEBC9A78FF0FA5D4E80007001234261121103059' + '02A0B1' + '024142' + '0300090807',
    );
    assert.deepEqual(decodeFields(layout, bytes), values);
  });

  test('that a field cannot hold are refused', () => {
    const bad: Partial<Record<keyof typeof values, unknown>>[] = [
      { a: 256 },
      { a: -1 },
      { b: 1.5 },
      { d: 2 ** 48 },
      { e: '7' },
      { f: '12345' },
      { f: 'x23456' },
      { h: 'A' },
      { j: new Uint8Array(1020) },
    ];
    for (const each of bad)
      assert.throws(
        () => encodeFields(layout, { ...values, ...each } as typeof values),
        /RangeError/,
      );
  });

  test('cut short do not decode', () => {
    const bytes = encodeFields(layout, values);
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => decodeFields(layout, bytes.slice(0, length)), /RangeError/);
  });
});

describe('the records of the money', () => {
  test('come back as they were', () => {
    const confirmed = encodeRecordOf('saleConfirmed', sale);
    assert.deepEqual(decodeRecordOf(confirmed), { name: 'saleConfirmed', values: sale });
    const approved = encodeRecordOf('saleApproved', receipt);
    assert.deepEqual(decodeRecordOf(approved), { name: 'saleApproved', values: receipt });
  });

  test('have numbers of their own', () => {
    const numbers = Object.values(recordTypes).map(({ type }) => type);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  test('of an approval tell its kind without being decoded', () => {
    const { payload } = encodeRecordOf('saleApproved', {
      ...receipt,
      ...{ transaction: 7, original: '000006', approver: 1 },
    });
    assert.equal(transactionOf({ payload }), 7);
  });

  test('of a version or type that nobody knows are not passed over', () => {
    const entry = encodeRecordOf('slipPrinted', { stan: '000001', operator: '01' });
    assert.throws(() => decodeRecordOf({ ...entry, version: 2 }), /type 10 version 2/);
    assert.throws(() => decodeRecordOf({ ...entry, type: 200 }), /type 200/);
  });
});
