// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import { decodeFrame, encodeFrame, messageOffset } from '../../src/host/iso8583/frame.ts';
import {
  decodeMessage,
  encodeMessage,
  type FieldValue,
  wipeFields,
} from '../../src/host/iso8583/message.ts';
import type { FieldRow } from '../../src/host/iso8583/spec.ts';
import {
  unionPayTerminal as spec,
  type TerminalMessage,
} from '../../src/host/iso8583/unionpay-terminal.ts';
import { fromAscii, fromHex, toAscii, toHex } from '../../src/lib/bytes.ts';
import { must } from './must.ts';
import { sampleA, sampleD } from './samples.ts';

/** A value of `count` digits or bytes that differs from place to place. */
function sampleValue(row: FieldRow, count: number): FieldValue {
  const digits = '1234567890'.repeat(100).slice(0, count);
  switch (row.form) {
    case 'digits':
    case 'text':
      return digits;
    case 'packed':
      return digitsFromText(row.type === 'z' ? `${digits.slice(0, count - 1)}D` : digits);
    case 'bytes':
      return fromAscii(digits);
  }
}

function messageOf(fields: Record<string, FieldValue>): TerminalMessage {
  return { mti: '0200', fields: fields as TerminalMessage['fields'] };
}

describe('every row of the table', () => {
  for (const row of spec as readonly FieldRow[]) {
    const { max, prefixBytes } = row.length;
    const counts = prefixBytes === 0 ? [max] : [1, max - 1, max];
    for (const count of counts) {
      test(`F${row.id} of ${count} comes back as it went`, () => {
        const message = messageOf({ [row.name]: sampleValue(row, count) });
        const bytes = encodeMessage(spec, message);
        const decoded = decodeMessage(spec, bytes);
        assert.deepEqual(decoded, { ok: true, value: { ...message, tolerated: [] } });
      });
    }
    test(`F${row.id} that is too long is not encoded`, () => {
      const message = messageOf({ [row.name]: sampleValue(row, max + 1) });
      assert.throws(
        () => encodeMessage(spec, message),
        new RegExp(`^.*field ${row.id}: does not fit`),
      );
    });
  }

  test('ids ascend and names begin with theirs', () => {
    let previous = 1;
    for (const { id, name } of spec) {
      assert.ok(id > previous && id <= 64, `${id} after ${previous}`);
      assert.ok(new RegExp(`^field${id}[A-Z]`).test(name), name);
      previous = id;
    }
  });
});

describe('public samples', () => {
  test('A decodes to what jPOS reads in it', () => {
    const bytes = fromHex(sampleA);
    const { mti, fields, tolerated } = must(decodeMessage(spec, bytes, messageOffset));
    const { field62KeysAndParameters, field64Mac, ...others } = fields;
    assert.equal(mti, '0200');
    assert.deepEqual(others, {
      field3ProcessingCode: '000000',
      field4Amount: '000000001234',
      field11Stan: '000002',
      field22EntryMode: '030',
      field25ConditionCode: '99',
      field41TerminalId: '00000001',
      field42MerchantId: '952718182217875',
      field49Currency: '156',
      field60TransactionData: '2600000100060000000',
    });
    assert.equal(field62KeysAndParameters?.length, 43);
    assert.equal(toAscii(field64Mac!), 'B3A092AE');
    assert.deepEqual(tolerated, []);
  });

  test('D decodes to a sign-in', () => {
    const { fields } = must(decodeMessage(spec, fromHex(sampleD), messageOffset));
    const { field62KeysAndParameters, field63OperatorAndText, ...others } = fields;
    assert.deepEqual(others, {
      field11Stan: '000074',
      field41TerminalId: '12345678',
      field42MerchantId: '123456789123456',
      field60TransactionData: '00000000003',
    });
    assert.equal(toAscii(field62KeysAndParameters!), 'Sequence No249491000001041812CA859291');
    assert.equal(toAscii(field63OperatorAndText!), '123');
  });

  for (const [name, sample] of [
    ['A', sampleA],
    ['D', sampleD],
  ] as const) {
    test(`${name} encodes to the same bytes`, () => {
      const bytes = fromHex(sample);
      const frame = must(decodeFrame(bytes));
      const message = must(decodeMessage(spec, bytes, messageOffset));
      const again = encodeFrame({ ...frame, message: encodeMessage(spec, message) });
      assert.equal(toHex(again), toHex(bytes));
    });

    test(`${name} cut anywhere is an error at the cut, not an exception`, () => {
      const message = fromHex(sample).subarray(messageOffset);
      for (let end = 0; end < message.length; end++) {
        const decoded = decodeMessage(spec, message.subarray(0, end));
        assert.ok(!decoded.ok && decoded.at === end, `cut at ${end}`);
      }
    });
  }
});

describe('errors', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['second bitmap', '0200 8000000000000000', 2, 'field 1 is not in this dialect'],
    ['unknown field', '0200 0800000000000000', 2, 'field 5 is not in this dialect'],
    ['unknown field in the middle', '0200 0000000040000000', 6, 'field 34 is not in this dialect'],
    ['MTI of letters', '02A0 0000000000000000', 1, 'MTI: not a digit'],
    ['no bitmap', '0200 00', 3, 'cut before the first field'],
    ['bytes after the end', '0200 0000000000000000 0102', 10, '2 bytes after the last field'],
    ['letter in F3', '0200 2000000000000000 0000F0', 12, 'field 3: not a digit'],
    ['F32 too long', '0200 0000000100000000 12', 10, 'field 32: length 12, at most 11'],
    [
      'F41 not ASCII',
      '0200 0000000000800000 3030303030308030',
      16,
      'field 41: not printable ASCII',
    ],
    ['F55 cut', '0200 0000000000000200 0004 9A01', 14, 'field 55: cut: 4 bytes expected, 2 left'],
  ];
  for (const [name, hex, at, reason] of cases) {
    test(`${name}: byte ${at}, ${reason}`, () => {
      assert.deepEqual(decodeMessage(spec, fromHex(hex)), { ok: false, at, reason });
    });
  }

  test('offsets count from the start of the bytes, not of the message', () => {
    const decoded = decodeMessage(spec, fromHex('FFFF 0200 2000000000000000 0000F0'), 2);
    assert.ok(!decoded.ok && decoded.at === 14);
  });

  test('an error text holds no digit of the PAN', () => {
    // Field 3 is bad after a good field 2.
    const decoded = decodeMessage(
      spec,
      fromHex('0200 6000000000000000 16 6230991234567890 0000F0'),
    );
    assert.ok(!decoded.ok && decoded.reason === 'field 3: not a digit');
  });
});

describe('what is tolerated', () => {
  test('pad F where we pad 0 is read, and listed', () => {
    const message = must(decodeMessage(spec, fromHex('0200 4000000000000000 05 12345F')));
    assert.deepEqual(message.tolerated, [{ id: 2, form: 'pad nibble' }]);
    assert.equal(toHex(encodeMessage(spec, message)), '0200400000000000000005123450');
  });
});

describe('programmers’ mistakes', () => {
  test('a field that is not in the table', () => {
    assert.throws(
      () => encodeMessage(spec, messageOf({ field99Nothing: '1' })),
      /not in this dialect/,
    );
  });
  test('a string where bytes belong, and the reverse', () => {
    assert.throws(() => encodeMessage(spec, messageOf({ field55ChipData: '9F26' })), /field 55/);
    assert.throws(
      () => encodeMessage(spec, messageOf({ field11Stan: fromHex('000001') })),
      /field 11/,
    );
    assert.throws(
      () => encodeMessage(spec, messageOf({ field2Pan: '6230990000000001' })),
      /field 2/,
    );
  });
  test('an MTI that is not four digits', () => {
    assert.throws(() => encodeMessage(spec, { mti: '200', fields: {} }));
  });
});

describe('card data', () => {
  test('decoded buffers are copies, and wiping zeroes every one of them', () => {
    const bytes = encodeMessage(
      spec,
      messageOf({
        field2Pan: digitsFromText('6230990000000001'),
        field55ChipData: fromHex('9A03260101'),
      }),
    );
    const { fields } = must(decodeMessage(spec, bytes));
    const { field2Pan, field55ChipData } = fields;
    wipeFields(fields);
    assert.equal(toHex(field2Pan!.packed), '0000000000000000');
    assert.equal(toHex(field55ChipData!), '0000000000');
    assert.ok(toHex(bytes).includes('6230990000000001'));
  });

  test('encoding leaves the message as it was', () => {
    const pan = digitsFromText('6230990000000001');
    encodeMessage(
      spec,
      messageOf({ field2Pan: pan, field52PinBlock: fromHex('0102030405060708') }),
    );
    assert.equal(toHex(pan.packed), '6230990000000001');
  });
});
