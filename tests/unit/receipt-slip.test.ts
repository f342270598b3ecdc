// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { encodeSlip } from '../../src/receipt/escpos-encoder.ts';
import {
  amountText,
  columns,
  composeSlip,
  type SlipData,
  type SlipLine,
  textColumns,
} from '../../src/receipt/slip.ts';

const sale: SlipData = {
  language: 'zh',
  copy: 'merchant',
  reprint: false,
  outcome: 'approved',
  transaction: 'sale',
  merchantName: '交子茶馆',
  merchantNumber: '898510158140001',
  terminalNumber: '10000001',
  operator: '01',
  maskedPan: '623456******0008',
  entryMode: 'contactless',
  batchNumber: '000001',
  traceNumber: '000042',
  dateTime: { year: 2025, month: 3, day: 4, hour: 1, minute: 2, second: 3 },
  amountMinor: 1250,
  verification: 'none',
};

function textsOf(lines: readonly SlipLine[]): string[] {
  const texts: string[] = [];
  for (const line of lines) if (line.kind === 'text') texts.push(line.text);
  return texts;
}

function has(data: SlipData, part: string): boolean {
  return textsOf(composeSlip(data)).some((text) => text.includes(part));
}

/** Bytes as Latin letters, everything else as two underscores. */
function fakeText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    if (character < '\u0080') bytes.push(character.charCodeAt(0));
    else bytes.push(0x5f, 0x5f);
  }
  return Uint8Array.from(bytes);
}

describe('the amount on a slip', () => {
  test('is exact, whatever its size', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0.00'],
      [1, '0.01'],
      [10, '0.10'],
      [100, '1.00'],
      [1250, '12.50'],
      [-305, '-3.05'],
      [999_999_999_999, '9999999999.99'],
      [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    ];
    for (const [amountMinor, text] of cases) assert.equal(amountText(amountMinor), text);
  });

  test('must be a whole number of fen', () => {
    assert.throws(() => amountText(12.5), /fen/);
    assert.throws(() => amountText(Number.MAX_SAFE_INTEGER + 1), /fen/);
  });

  test('is printed as large as fits the paper', () => {
    const size = (amountMinor: number) => {
      for (const line of composeSlip({ ...sale, amountMinor })) {
        if (line.kind === 'text' && line.text.startsWith('RMB ')) return line.size;
      }
      return undefined;
    };
    assert.equal(size(1250), 'large');
    assert.equal(size(99_999_999_999), 'large');
    assert.equal(size(999_999_999_999), 'tall');
  });
});

describe('a slip', () => {
  test('has no line wider than the paper, whatever the names are', () => {
    const long = '北京市朝阳区建国门外大街甲六号华熙国际中心地下一层交子茶馆';
    const slips: SlipData[] = [];
    for (const language of ['zh', 'en'] as const) {
      for (const verification of ['none', 'device', 'pin', 'signature'] as const) {
        for (const outcome of ['approved', 'unknown'] as const) {
          const names = {
            merchantName: long,
            issuer: long,
            acquirer: `${long} A B`,
            remarks: [`${long} ${long}`],
          };
          slips.push({
            ...sale,
            ...names,
            language,
            verification,
            outcome,
            transaction: 'completionVoid',
          });
        }
      }
    }
    for (const slip of slips) {
      for (const line of composeSlip(slip)) {
        if (line.kind !== 'text') continue;
        const width = textColumns(line.text) * (line.size === 'large' ? 2 : 1);
        assert.ok(width <= (line.size === 'small' ? 42 : columns), line.text);
      }
    }
  });

  test('loses nothing of a long merchant name', () => {
    const merchantName = '北京市朝阳区建国门外大街甲六号华熙国际中心地下一层交子茶馆';
    assert.ok(
      textsOf(composeSlip({ ...sale, merchantName }))
        .join('')
        .includes(merchantName),
    );
  });

  test('never takes a card number that is not masked', () => {
    for (const maskedPan of ['6234561234560008', '62345612******08', '623456******00089']) {
      assert.throws(() => composeSlip({ ...sale, maskedPan }), /not masked/);
    }
  });

  test('shows how the card was read', () => {
    assert.ok(has(sale, '623456******0008 /C'));
    assert.ok(has({ ...sale, entryMode: 'contact' }, '/I'));
  });

  test('is marked when it is printed again, and only then', () => {
    assert.ok(has({ ...sale, reprint: true }, '重印 REPRINT'));
    assert.ok(!has(sale, 'REPRINT'));
  });

  test('says whose copy it is', () => {
    assert.ok(has(sale, '商户存根 MERCHANT COPY'));
    assert.ok(has({ ...sale, copy: 'cardholder' }, '持卡人存根 CARDHOLDER COPY'));
  });

  test('of an unknown result promises the reversal and claims no verification', () => {
    const unknown: SlipData = { ...sale, outcome: 'unknown' };
    assert.ok(has(unknown, '交易结果未知'));
    assert.ok(has(unknown, '将自动冲正'));
    assert.ok(!has(unknown, '免密免签'));
    assert.ok(!has(sale, '未知'));
  });

  test('has room for a signature on the merchant copy alone', () => {
    const signed: SlipData = { ...sale, verification: 'signature' };
    assert.ok(has(signed, '持卡人签名'));
    assert.ok(!has({ ...signed, copy: 'cardholder' }, '持卡人签名'));
    assert.ok(has(sale, '免密免签'));
  });

  test('leaves out what is not known', () => {
    assert.ok(!has(sale, '授权码'));
    assert.ok(has({ ...sale, authorizationCode: 'A1B2C3' }, 'A1B2C3'));
  });

  test('shows of a card label only what can be printed', () => {
    const chip = {
      tag9F26Cryptogram: '0123456789ABCDEF',
      cryptogramKind: 'TC',
      tag95Tvr: '0000000000',
      tag84Aid: 'A000000333010101',
      tag50Label: 'A\u001b@B',
      tag9F36Atc: '0001',
      tag9F37UnpredictableNumber: '01020304',
    } as const;
    assert.ok(has({ ...sale, chip }, 'LABEL:A?@B'));
    assert.ok(has({ ...sale, chip }, 'TC:0123456789ABCDEF'));
  });
});

describe('the bytes of a slip', () => {
  const style = { align: 'left', size: 'normal' } as const;

  test('of a plain line are the text, a line feed and a mark', () => {
    const bytes = encodeSlip([{ kind: 'text', text: 'A', ...style }], fakeText);
    assert.deepEqual([...bytes], [0x1b, 0x40, 0x1c, 0x26, 0x41, 0x0a, 0x1d, 0x72, 1]);
  });

  test('of a styled line put back all that they set', () => {
    const line: SlipLine = {
      kind: 'text',
      text: 'A',
      align: 'center',
      size: 'large',
      bold: true,
      inverted: true,
    };
    const expected = [
      0x1b, 0x61, 1, 0x1d, 0x21, 0x11, 0x1b, 0x45, 1, 0x1d, 0x42, 1, 0x1b, 0x33, 54, 0x41, 0x0a,
      0x1b, 0x61, 0, 0x1d, 0x21, 0, 0x1b, 0x45, 0, 0x1d, 0x42, 0, 0x1b, 0x32,
    ];
    assert.deepEqual([...encodeSlip([line], fakeText).subarray(4, -3)], expected);
  });

  test('of rule, space, QR code and end', () => {
    const bytes = (line: SlipLine) => [...encodeSlip([line], fakeText).subarray(4, -3)];
    assert.equal(bytes({ kind: 'rule' }).length, columns + 1);
    assert.deepEqual(bytes({ kind: 'space', dots: 6 }), [0x1b, 0x4a, 6]);
    assert.deepEqual(bytes({ kind: 'end' }), [0x1d, 0x56, 0x42, 96]);
    const qr = bytes({ kind: 'qr', content: 'abc' });
    assert.deepEqual(
      qr.slice(28, 39),
      [0x1d, 0x28, 0x6b, 6, 0, 0x31, 0x50, 0x30, 0x61, 0x62, 0x63],
    );
  });

  test('of a QR code are limited to what fits the paper', () => {
    assert.throws(
      () => encodeSlip([{ kind: 'qr', content: 'x'.repeat(501) }], fakeText),
      /501 bytes/,
    );
  });
});
