// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { describeMessage, maskPan } from '../../src/host/iso8583/describe.ts';
import { describeMessageInClear } from '../../src/host/iso8583/describe-clear.ts';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import {
  unionPayTerminal as spec,
  type TerminalMessage,
} from '../../src/host/iso8583/unionpay-terminal.ts';
import { fromAscii, fromHex } from '../../src/lib/bytes.ts';

const fields: TerminalMessage['fields'] = {
  field2Pan: digitsFromText('6230991234567890127'),
  field3ProcessingCode: '000000',
  field14Expiry: '3012',
  field35Track2: digitsFromText('6230991234567890127D30122011234567890'),
  field36Track3: digitsFromText('9962309912345678901270'),
  field48Totals: '0200000001',
  field52PinBlock: fromHex('1122334455667788'),
  field55ChipData: fromHex('9F360200AB'),
  field59TerminalData: fromAscii('A2003abc'),
  field62KeysAndParameters: fromHex('99'.repeat(40)),
};

function masked(mti: string): Record<number, string> {
  return Object.fromEntries(describeMessage(spec, { mti, fields }).map((l) => [l.id, l.text]));
}

describe('a description', () => {
  test('masks card data, PIN block and chip data', () => {
    assert.deepEqual(masked('0200'), {
      2: '623099*********0127',
      3: '000000',
      14: '****',
      35: '*37 digits',
      36: '*22 digits',
      48: '0200000001',
      52: '*8 bytes',
      55: '*5 bytes',
      59: '*8 bytes',
      62: '99'.repeat(40),
    });
  });

  test('masks the keys of a sign-in answer and the records of a batch upload', () => {
    assert.equal(masked('0810')[62], '*40 bytes');
    assert.equal(masked('0320')[48], '**********');
  });

  test('gives fields their names in words', () => {
    const lines = describeMessage(spec, {
      mti: '0200',
      fields: { field3ProcessingCode: '000000' },
    });
    assert.deepEqual(lines, [{ id: 3, name: 'processing code', text: '000000', inside: [] }]);
  });

  test('asks the caller what is inside binary fields', () => {
    const explain = (id: number, bytes: Uint8Array) => (id === 55 ? [`${bytes.length} bytes`] : []);
    const lines = describeMessage(spec, { mti: '0200', fields }, explain);
    assert.deepEqual(lines.find((line) => line.id === 55)?.inside, ['5 bytes']);
  });

  test('in clear hides nothing', () => {
    const lines = describeMessageInClear(spec, { mti: '0810', fields });
    assert.ok(lines.every((line) => !line.text.includes('*')));
    assert.equal(lines[0]?.text, '6230991234567890127');
  });
});

describe('a masked PAN', () => {
  const cases = [
    ['6230990000000001', '623099******0001'],
    ['6230990000009', '623099***0009'],
    ['623099000001', '************'],
    ['', ''],
  ] as const;
  for (const [pan, text] of cases) {
    test(`${pan} is ${text}`, () => assert.equal(maskPan(digitsFromText(pan)), text));
  }
});
