// SPDX-License-Identifier: Apache-2.0
//
// The cards' cryptography: published vectors for the MAC, and agreement with the acquirer double's own implementation.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as issuer from '../../host-sim/acquirer/issuer.ts';
import {
  applicationCryptogram,
  cardKey,
  oddParity,
  retailMac,
  sessionKey,
  tdes,
} from '../../host-sim/cards/cryptogram.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';

describe('retail MAC', () => {
  const rows = [
    // ISO 9797-1 Annex B data; ICAO 9303 BAC; docs/sources.md [vectors].
    [
      '0123456789ABCDEFFEDCBA9876543210',
      toHex(fromAscii('Now is the time for all ')),
      'E9086230CA3BE796',
    ],
    [
      '0123456789ABCDEFFEDCBA9876543210',
      toHex(fromAscii('Now is the time for it')),
      '5A692CE64F404145',
    ],
    [
      '7962D9ECE03D1ACD4C76089DCE131543',
      '72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2',
      '5F1448EEA8AD90A7',
    ],
    [
      '5775204D69616F6A756E404726444311',
      '4348454E48414F2D50437C424645424642464630303033303643337E39425030504432434E3730313633363649303034337C32303234303131317C32303235303130317C383139317C30',
      '4089819D3D991CC7',
    ],
  ] as const;
  for (const [key, data, mac] of rows) {
    test(mac, () => assert.equal(toHex(retailMac(fromHex(key), fromHex(data))), mac));
  }
});

describe('card keys', () => {
  const issuerMasterKey = fromHex('0123456789ABCDEFFEDCBA9876543210');

  test('every byte has odd parity', () => {
    for (const byte of cardKey(issuerMasterKey, '6230990000000000017', '01')) {
      assert.equal(byte.toString(2).replaceAll('0', '').length % 2, 1);
    }
    assert.equal(toHex(oddParity(fromHex('0001FEFF'))), '0101FEFE');
  });

  test('the two halves are the master key over the digits and over their complement', () => {
    // The rightmost 16 digits of PAN and sequence number.
    const y = fromHex('0990000000000170');
    const complement = y.map((byte) => byte ^ 0xff);
    const expected =
      toHex(oddParity(tdes(issuerMasterKey, y))) +
      toHex(oddParity(tdes(issuerMasterKey, complement)));
    assert.equal(toHex(cardKey(issuerMasterKey, '62309900000000001', '70')), expected);
  });

  test('a session key holds ATC and its complement', () => {
    const key = fromHex('0123456789ABCDEFFEDCBA9876543210');
    const expected =
      toHex(tdes(key, fromHex('000000000000010F'))) + toHex(tdes(key, fromHex('000000000000FEF0')));
    assert.equal(toHex(sessionKey(key, 0x010f)), expected);
  });
});

test('a hundred cryptograms of random data are right for the acquirer double', () => {
  const random = new Random('cryptograms');
  const digit = () => String(random.below(10));
  for (let i = 0; i < 100; i++) {
    const issuerMasterKey = random.bytes(16);
    const pan = `6230${Array.from({ length: random.between(12, 15) }, digit).join('')}`;
    const sequence = digit() + digit();
    const data = {
      tag9F02Amount: random.bytes(6),
      tag9F03OtherAmount: random.bytes(6),
      tag9F1ATerminalCountry: random.bytes(2),
      tag95Tvr: random.bytes(5),
      tag5F2ACurrency: random.bytes(2),
      tag9ADate: random.bytes(3),
      tag9CType: random.bytes(1),
      tag9F37Unpredictable: random.bytes(4),
      tag82Aip: random.bytes(2),
      tag9F36Atc: random.bytes(2),
      cvr: fromHex('03A00000'),
    };
    const cryptogram = applicationCryptogram(cardKey(issuerMasterKey, pan, sequence), data);
    const objects = new Map([
      ...Object.entries(data)
        .filter(([name]) => name !== 'cvr')
        .map(([name, value]) => [tagOf(name), toHex(value)] as const),
      ['9F10', '07010103A0000001'] as const,
      ['9F26', toHex(cryptogram)] as const,
    ]);
    assert.ok(issuer.verifyCryptogram(issuerMasterKey, { pan, sequence }, objects), `number ${i}`);
    objects.set('9F02', toHex(random.bytes(6)));
    assert.equal(issuer.verifyCryptogram(issuerMasterKey, { pan, sequence }, objects), undefined);
  }
});

/** tag9F02Amount → 9F02 */
const tagOf = (name: string) => /^tag((?:[9B5D]F)?[0-9A-F]{2})/.exec(name)![1]!;
