// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkValue,
  desDecrypt,
  desEncrypt,
  field64,
  oddParity,
  posMac,
  retailMac,
} from '../../host-sim/acquirer/des.ts';
import { messageOffset } from '../../src/host/iso8583/frame.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { sampleA, sampleAMac, sampleAMacKey, sampleE } from '../codec/samples.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

describe('the terminals’ MAC, docs/sources.md [vectors 8]', () => {
  const message = fromHex(sampleA).subarray(messageOffset, -8);

  test('sample A, single and double length key', () => {
    assert.equal(hex(posMac(fromHex(sampleAMacKey), message)), sampleAMac);
    assert.equal(hex(posMac(fromHex(sampleAMacKey + sampleAMacKey), message)), sampleAMac);
    assert.equal(field64(fromHex(sampleAMacKey), message), 'B3A092AE');
  });

  test('sample C, three bytes', () => {
    assert.equal(hex(posMac(fromHex('5CBE7E38A146FD5C'), fromHex('010203'))), 'F11F2C27A9B2246F');
  });
});

describe('working keys', () => {
  test('sample B', () => {
    const tmk = fromHex('70F2A84CCBC2AE8625CBB0F2C22AB923');
    assert.equal(hex(desDecrypt(tmk, fromHex('96D605EA176B7E9E'))), 'C24A8FB57AA20123');
  });

  test('sample E with its check values', () => {
    const tmk = fromHex(sampleE.tmk);
    const field62 = fromHex(sampleE.field62);
    const pinKey = desDecrypt(tmk, field62.subarray(0, 16));
    const macKey = desDecrypt(tmk, field62.subarray(20, 28));
    assert.equal(hex(pinKey), sampleE.pinKey);
    assert.equal(hex(macKey), sampleE.macKey);
    assert.equal(hex(checkValue(pinKey)), hex(field62.subarray(16, 20)));
    assert.equal(hex(checkValue(macKey)), hex(field62.subarray(36, 40)));
    assert.equal(hex(desEncrypt(tmk, macKey)), hex(field62.subarray(20, 28)));
  });
});

describe('ISO 9797-1 algorithm 3, padding 2, docs/sources.md [vectors 5]', () => {
  const key = '0123456789ABCDEFFEDCBA9876543210';
  const cases = [
    [key, Buffer.from('Now is the time for all ').toString('hex'), 'E9086230CA3BE796'],
    [key, Buffer.from('Now is the time for it').toString('hex'), '5A692CE64F404145'],
    [
      '7962D9ECE03D1ACD4C76089DCE131543',
      '72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2',
      '5F1448EEA8AD90A7',
    ],
    [
      '41414141414141414242424242424242',
      Buffer.from('hello world').toString('hex'),
      'E16941032C3BC7D4',
    ],
  ] as const;
  for (const [k, data, mac] of cases) {
    test(mac, () => assert.equal(hex(retailMac(fromHex(k), fromHex(data))), mac));
  }
});

test('odd parity changes only the lowest bit of each byte', () => {
  assert.equal(hex(oddParity(fromHex('0001020304FEFF80'))), '01010202' + '04FEFE80');
});
