// SPDX-License-Identifier: Apache-2.0
//
// Images of card parameters that are damaged, cut, or made by somebody who should not: refused with a reason, never an exception.
// docs/adr/0066

import { assert, describe, test } from 'mcu-test-harness';
import { decodeParameters, parameterImageBytes } from '../../src/emv/parameter-image.ts';
import { builtInParameters } from '../../src/emv/parameters-built-in.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { crc32 } from '../../src/lib/crc32.ts';

const hex = toHex(builtInParameters);

/** Other bytes under a right CRC. */
function resealed(image: Uint8Array): Uint8Array {
  const sealed = image.slice();
  const end = sealed.length - 4;
  new DataView(sealed.buffer).setUint32(end, crc32(sealed.subarray(0, end)));
  return sealed;
}

/** With one piece in place of another, all lengths around it right. */
function edited(from: string, to: string): Uint8Array {
  const at = hex.indexOf(from);
  assert.ok(at > 0, 'the row no longer applies');
  const bytes = fromHex(hex.slice(0, at) + to + hex.slice(at + from.length));
  const difference = (to.length - from.length) / 2;
  const length = new DataView(bytes.buffer);
  length.setUint16(4, length.getUint16(4) + difference);
  for (const template of ['E120', 'E26A']) {
    const start = hex.indexOf(template) / 2;
    const end = start + 2 + Number.parseInt(template.slice(2), 16);
    if (at / 2 > start && at / 2 < end) bytes[start + 1]! += difference;
  }
  return resealed(bytes);
}

const told = (image: Uint8Array) => {
  const read = decodeParameters(image);
  return read.ok ? 'good' : read.reason;
};

describe('an image of card parameters', () => {
  test('with any byte changed, or cut anywhere, is refused', () => {
    assert.equal(told(builtInParameters), 'good');
    for (let at = 0; at < builtInParameters.length; at += at < 20 ? 1 : 7) {
      const changed = builtInParameters.slice();
      changed[at]! ^= 0x10;
      assert.ok(told(changed) !== 'good', `byte ${at}`);
      assert.ok(told(builtInParameters.slice(0, at)) !== 'good', `cut at ${at}`);
    }
    assert.equal(told(builtInParameters.slice(0, 4)), 'no parameters');
    assert.equal(told(builtInParameters.slice(0, 40)), 'the length is wrong');
    const flipped = builtInParameters.slice();
    flipped[40]! ^= 1;
    assert.equal(told(flipped), 'the CRC is wrong');
  });

  test('with any byte changed under a right CRC is no exception', () => {
    let refused = 0;
    for (let at = 6; at < builtInParameters.length - 4; at += at < 60 || at > 880 ? 1 : 97) {
      for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
        const changed = builtInParameters.slice();
        changed[at] = byte;
        if (told(resealed(changed)) !== 'good') refused++;
      }
    }
    assert.ok(refused > 150, `${refused}`);
  });

  const rows: readonly (readonly [string, string, string, string])[] = [
    ['flags of no byte', 'DF020100', 'DF0200', 'flags'],
    ['flags of two bytes', 'DF020100', 'DF02020000', 'flags'],
    ['a unit with a letter', 'DF0306000000000100', 'DF030600000000010F', 'unit of currency'],
    ['a unit with a letter first', 'DF0306000000000100', 'DF03060000000001A0', 'unit of currency'],
    ['a unit of five bytes', 'DF0306000000000100', 'DF03050000000100', 'unit of currency'],
    ['CVM results that are cut', 'DF050C3F0000', 'DF050B3F00', 'CVM results'],
    ['a country of one byte', '9F1A020156', '9F1A0156', 'terminal data'],
    ['a type of two bytes', '9F350121', '9F35022121', 'terminal data'],
    ['no country', '9F1A020156', '', 'not all of the terminal data'],
    ['no currency', '5F2A020156', '', 'not all of the terminal data'],
    ['no capabilities', '9F3303006800', '', 'not all of the terminal data'],
    ['no type', '9F350121', '', 'not all of the terminal data'],
    ['terminal data that are no TLV', '9F350121', '9F358321', 'terminal data'],
    ['a TTQ of three bytes', '9F660426000080', '9F6603260000', 'a combination'],
    ['a version of one byte', '9F09020030', '9F090130', 'a combination'],
    ['a kernel of two bytes', 'DF110107', 'DF11020007', 'a combination'],
    ['flags of a combination of no byte', 'DF130102', 'DF1300', 'a combination'],
    ['a limit that is no number', 'DF1706000000100001', 'DF170600000010000A', 'a combination'],
    ['an AID of four bytes', '4F08A000000333010101', '4F04A0000003', 'a combination'],
    ['a kernel’s data of a wrong length', 'E300', 'E3059F35020000', 'a combination'],
    ['a combination that is no TLV', 'E300', 'E383', 'a combination'],
    [
      'a kernel that is not here',
      'DF110107',
      'DF110163',
      'no combination with a kernel that is here',
    ],
    [
      'a PIN-free limit that is none',
      'DF040703000000100000',
      'DF0407030000001000FF',
      'PIN-free payments',
    ],
    ['a list of half a BIN', 'DF050C', 'DF0903621234DF050C', 'PIN-free payments'],
    ['a signature limit that is none', 'DF050C', 'DF0C0101DF050C', 'PIN-free payments'],
    ['a serial number that is cut', 'DF0700', 'DF070101', 'revoked certificates'],
    ['an account number that is cut', 'DF0800', 'DF080101', 'exception file'],
    ['a field that runs past the end', 'DF0800', 'DF08820FFF', 'the value runs past the end'],
  ];
  for (const [name, from, to, reason] of rows) {
    test(`${name} is refused under a right CRC: ${reason}`, () =>
      assert.equal(told(edited(from, to)), reason));
  }

  test('may do without the PIN-free rule, and say other flags', () => {
    const read = decodeParameters(edited('DF040703000000100000', ''));
    assert.ok(read.ok && read.value.pinFree === undefined);
    const flags = decodeParameters(edited('DF020100', 'DF020103'));
    assert.ok(flags.ok && flags.value.isTest && flags.value.offlineApprovals === true);
    const rule = decodeParameters(edited('DF040703', 'DF040702'));
    assert.ok(rule.ok);
    if (rule.ok)
      assert.deepEqual(rule.value.pinFree, {
        enabled: false,
        deviceCvmAccepted: true,
        limitMinor: 100_000,
      });
    for (const [flag, enabled] of [
      ['00', false],
      ['01', true],
    ] as const) {
      const signed = decodeParameters(edited('DF050C', `DF0C07${flag}000000050000DF050C`));
      assert.ok(signed.ok);
      if (!signed.ok) return;
      assert.deepEqual(signed.value.pinFree!.signatureFree, { enabled, limitMinor: 50_000 });
    }
    const other = decodeParameters(edited('DF130102', 'DF130105'));
    assert.ok(other.ok);
    if (!other.ok) return;
    const { statusCheckSupported, zeroAmountAllowed, extendedSelectionSupported } =
      other.value.combinations[0]!;
    assert.deepEqual(
      [statusCheckSupported, zeroAmountAllowed, extendedSelectionSupported],
      [true, true, true],
    );
  });

  test('says what the program has', () => {
    const read = decodeParameters(builtInParameters);
    assert.ok(read.ok);
    if (!read.ok) return;
    const { name, isTest, offlineApprovals, currencyUnitMinor, combinations, caKeys } = read.value;
    assert.deepEqual(
      [name, isTest, offlineApprovals, currencyUnitMinor],
      ['unionpay', false, false, 100],
    );
    assert.equal(combinations.length, 5);
    assert.equal(toHex(caKeys.subarray(0, 6)), 'A00000033301');
    const [first] = combinations;
    assert.deepEqual(first!.transactionTypes, [0, 3, 20, 31]);
    assert.deepEqual(
      [
        first!.transactionLimitMinor,
        first!.readerFloorLimitMinor,
        first!.terminalFloorLimitMinor,
        first!.cvmRequiredLimitMinor,
      ],
      [10_000_000, 0, undefined, 100_001],
    );
  });

  test('of more bytes than a terminal holds is none', () => {
    assert.equal(parameterImageBytes(fromHex('4A5A50311FF6')), 8192);
    assert.equal(parameterImageBytes(fromHex('4A5A50311FF7')), undefined);
    assert.equal(parameterImageBytes(fromHex('4A5A50320010')), undefined);
    assert.equal(parameterImageBytes(fromHex('4A5A503100')), undefined);
  });
});
