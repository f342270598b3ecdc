// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import {
  digitsFromCompressed,
  digitsFromText,
  equalDigits,
} from '../../src/host/iso8583/digits.ts';
import { decodeLength, parts, putLength, setBit } from '../../src/host/iso8583/parts.ts';
import { type FieldRow, fixed, ll, lll } from '../../src/host/iso8583/spec.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';

function row(partial: Partial<FieldRow>): FieldRow {
  return { id: 9, name: 'x', type: 'n', form: 'digits', length: ll(99), mask: 'none', ...partial };
}

type Length = Parameters<typeof putLength>[0];

function prefixOf(length: Length, count: number): Uint8Array {
  const prefix = new Uint8Array(length.prefixBytes);
  putLength(length, count, prefix, 0);
  return prefix;
}

describe('length prefix', () => {
  const cases = [
    [ll(99), 0, '00'],
    [ll(19), 19, '19'],
    [lll(999), 7, '0007'],
    [lll(999), 120, '0120'],
    [lll(999), 999, '0999'],
    [fixed(6), 6, ''],
  ] as const;
  for (const [length, count, hex] of cases) {
    test(`${count} is '${hex}' and back`, () => {
      assert.equal(toHex(prefixOf(length, count)), hex);
      assert.deepEqual(decodeLength(length, fromHex(hex), 0), { ok: true, value: count });
    });
  }

  const bad = [
    [ll(19), '20', 0, 'length 20, at most 19'],
    [ll(19), 'A1', 0, 'length is not BCD'],
    [lll(99), '000B', 1, 'length is not BCD'],
    [lll(999), '1000', 0, 'length 1000, at most 999'],
    [lll(999), '01', 1, 'length is cut'],
    [ll(19), '', 0, 'length is cut'],
  ] as const;
  for (const [length, hex, at, reason] of bad) {
    test(`'${hex}' is refused at ${at}: ${reason}`, () => {
      assert.deepEqual(decodeLength(length, fromHex(hex), 0), { ok: false, at, reason });
    });
  }

  test('a length that the field does not have is a programmer’s mistake', () => {
    assert.throws(() => prefixOf(fixed(6), 5));
    assert.throws(() => prefixOf(ll(19), 20));
  });
});

describe('digits', () => {
  const cases = [
    ['even', 'right-0', '000123', '000123'],
    ['F22 pads right', 'right-0', '071', '0710'],
    ['F23 pads left', 'left-0', '001', '0001'],
    ['pad F', 'right-F', '12345', '12345F'],
    ['none', 'right-0', '', ''],
  ] as const;
  for (const [name, pad, text, hex] of cases) {
    test(`${name}: ${text} is ${hex} and back`, () => {
      const field = row({ pad });
      assert.equal(toHex(parts.digits.encode(field, text)), hex);
      const decoded = parts.digits.decode(field, fromHex(hex), 0, text.length);
      assert.deepEqual(decoded, { ok: true, value: text });
    });
  }

  test('a nibble above 9 is refused at its byte', () => {
    const decoded = parts.digits.decode(row({}), fromHex('00 12 3A'), 1, 4);
    assert.deepEqual(decoded, { ok: false, at: 2, reason: 'not a digit' });
  });

  test('a pad nibble is 0 or F and nothing else', () => {
    const field = row({ pad: 'right-0' });
    assert.ok(parts.digits.decode(field, fromHex('12 30'), 0, 3).ok);
    assert.ok(parts.digits.decode(field, fromHex('12 3F'), 0, 3).ok);
    const decoded = parts.digits.decode(field, fromHex('12 34'), 0, 3);
    assert.deepEqual(decoded, { ok: false, at: 1, reason: 'bad pad nibble' });
  });

  test('letters are not encoded as digits', () => {
    assert.throws(() => parts.digits.encode(row({}), '12a4'));
    assert.throws(() => parts.digits.encode(row({}), '１２'));
  });
});

describe('packed digits', () => {
  test('the spare nibble is ours whatever it was', () => {
    const field = row({ form: 'packed', pad: 'right-0' });
    const decoded = parts.packed.decode(field, fromHex('12345F'), 0, 5);
    assert.ok(decoded.ok && toHex(decoded.value.packed) === '123450' && decoded.value.count === 5);
    const value = { packed: fromHex('12345D'), count: 5 };
    assert.equal(toHex(parts.packed.encode(field, value)), '123450');
    assert.equal(toHex(value.packed), '12345D');
  });

  test('a PAN has digits only, a track any nibble', () => {
    const pan = row({ form: 'packed', type: 'n' });
    const track = row({ form: 'packed', type: 'z' });
    assert.ok(!parts.packed.decode(pan, fromHex('12D4'), 0, 4).ok);
    assert.ok(parts.packed.decode(track, fromHex('12D4'), 0, 4).ok);
    assert.throws(() => parts.packed.encode(pan, digitsFromText('12D4')));
  });

  test('a count that does not fit its bytes is a programmer’s mistake', () => {
    assert.throws(() => parts.packed.count({ packed: fromHex('1234'), count: 6 }));
  });

  const compressed = [
    ['6230990000000001', '6230990000000001', 16],
    ['62309900000000012F', '62309900000000012F', 17],
    ['6230D2812FFF', '6230D2812F', 9],
    ['FFFF', '', 0],
  ] as const;
  for (const [hex, packed, count] of compressed) {
    test(`${hex} of a chip has ${count} digits`, () => {
      const digits = digitsFromCompressed(fromHex(hex));
      assert.equal(digits.count, count);
      assert.equal(toHex(digits.packed), packed);
    });
  }

  test('equal digits are equal whatever the spare nibble holds', () => {
    const a = { packed: fromHex('123F'), count: 3 };
    assert.ok(equalDigits(a, digitsFromText('123')));
    assert.ok(!equalDigits(a, digitsFromText('124')));
    assert.ok(!equalDigits(a, digitsFromText('1234')));
  });
});

describe('text', () => {
  const field = row({ form: 'text', type: 'ans' });

  test('printable characters go through', () => {
    const text = ' 09AZaz~';
    assert.equal(toHex(parts.text.encode(field, text)), '20303941 5A617A7E'.replace(' ', ''));
    assert.deepEqual(parts.text.decode(field, fromHex('20 30 39'), 1, 2), {
      ok: true,
      value: '09',
    });
  });

  for (const hex of ['1B', '00', '7F', '80', 'C4']) {
    test(`byte ${hex} is refused, since text reaches the printer`, () => {
      const decoded = parts.text.decode(field, fromHex(`30 ${hex} 30`), 0, 3);
      assert.deepEqual(decoded, { ok: false, at: 1, reason: 'not printable ASCII' });
    });
  }

  test('characters that are not printable ASCII are not encoded', () => {
    assert.throws(() => parts.text.encode(field, '交子'));
    assert.throws(() => parts.text.encode(field, '\n'));
  });
});

describe('bitmap', () => {
  test('bit 1 is the first of the first byte, bit 64 the last of the last', () => {
    const bitmap = new Uint8Array(8);
    for (const id of [1, 8, 9, 64]) setBit(bitmap, 0, id);
    assert.equal(toHex(bitmap), '8180000000000001');
  });
});
