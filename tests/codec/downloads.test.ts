// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import {
  readCaKey,
  readCaKeyList,
  readContactlessParameters,
  readTerminalParameters,
} from '../../src/host/downloads.ts';
import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';

const parameters = concat(
  fromAscii('1245'),
  fromAscii('211'),
  fromAscii('233'),
  fromHex('3236FE00FF00'),
);
const contactless = fromAscii('FF805D0010FF8058012000000050000FF80540011');
const caKey = concat(
  fromAscii('1'),
  fromHex('9F0605A000000333 9F22010C DF0508'),
  fromAscii('20301231'),
  fromHex('DF060101 DF070101'),
  fromHex(`DF028190${'C5'.repeat(144)}`),
  fromHex('DF040103'),
  fromHex(`DF0314${'AB'.repeat(20)}`),
);
const list = concat(
  fromAscii('2'),
  fromHex('9F0605A000000333 9F22010C DF0508'),
  fromAscii('20301231'),
);

describe('downloads', () => {
  test('a list of parameters is read by its codes', () => {
    const read = readTerminalParameters(parameters);
    assert.deepEqual(read.ok && read.value, {
      answerTimeoutMs: 45_000,
      signOutAfterSettlement: true,
      reversalSendsMax: 3,
      functionBitmap: 'FE00FF00',
    });
  });

  test('the PIN-free limit is read, and is nothing where the service is off', () => {
    const on = readContactlessParameters(contactless);
    assert.deepEqual(on.ok && on.value, { pinFreeLimitMinor: 50_000 });
    const off = readContactlessParameters(fromAscii('FF8054001' + '0'));
    assert.deepEqual(off.ok && off.value, { pinFreeLimitMinor: 0 });
  });

  test('switches and limits of the rule for PIN and signature, and times of half-read cards', () => {
    const objects = ['FF80550010', 'FF80560011', 'FF80570010', 'FF805A0011'].join('');
    const limits = 'FF8059012000000030000FF803A003005FF803C003120';
    const read = readContactlessParameters(fromAscii(objects + limits));
    assert.deepEqual(read.ok && read.value, {
      ...{ listA: false, listB: true, deviceCvm: false, signatureFree: true },
      ...{ signatureFreeLimitMinor: 30_000, flashAgainS: 5, flashKeptS: 120 },
    });
    const bad = ['FF805901200000003000A', 'FF803A00205', 'FF803A00300X'];
    for (const each of bad) assert.equal(readContactlessParameters(fromAscii(each)).ok, false);
  });

  test('a key becomes a row of the table of keys', () => {
    const key = readCaKey(caKey);
    const row = `A0000003330C01013012310103${'90'}${'C5'.repeat(144)}${'AB'.repeat(20)}`;
    assert.equal(key.ok && toHex(key.value), row);
  });

  test('a list of keys says which, and whether there are more', () => {
    const read = readCaKeyList(list);
    assert.ok(read.ok);
    if (read.ok) {
      assert.equal(read.value.more, true);
      assert.deepEqual(read.value.names.map(toHex), ['9F0605A0000003339F22010C']);
    }
  });

  test('what is cut anywhere, or has another byte anywhere, never throws', () => {
    const readers = [readTerminalParameters, readContactlessParameters, readCaKey, readCaKeyList];
    const samples = [parameters, contactless, caKey, list];
    for (let which = 0; which < readers.length; which++) {
      const [read, sample] = [readers[which]!, samples[which]!];
      for (let at = 0; at < sample.length; at++) {
        read(sample.subarray(0, at));
        for (const byte of [0x00, 0x39, 0x81, 0xff]) {
          const other = sample.slice();
          other[at] = byte;
          read(other);
        }
      }
    }
    assert.equal(readCaKey(caKey.subarray(0, 100)).ok, false);
    assert.equal(readTerminalParameters(parameters.subarray(0, 12)).ok, false);
  });
});
