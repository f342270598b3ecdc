// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { decodeWorkingKeys, type WorkingKeyLayoutName } from '../../src/host/working-keys.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { must } from './must.ts';
import { sampleE } from './samples.ts';

const pin = '11'.repeat(16);
const mac = '2223242526272829';
const track = '33'.repeat(16);

/** Keys as `purpose:cryptogram:check value`, as they lie in F62. */
function read(layout: WorkingKeyLayoutName, hex: string): string[] {
  return must(decodeWorkingKeys(layout, fromHex(hex))).map(
    ({ purpose, cryptogram, checkValue }) => `${purpose}:${toHex(cryptogram)}:${toHex(checkValue)}`,
  );
}

describe('working keys', () => {
  test('sample E: a MAC key with a second half of zeros is single-length', () => {
    assert.deepEqual(read('double', sampleE.field62), [
      'pin:6701EAD6A9AD51E51AA406E2C27FCFA9:8D0A74B8',
      'mac:B651F9E9BACE9AE1:AB7153CA',
    ]);
  });

  test('a MAC key with a second half is double-length', () => {
    const keys = read('double', `${pin}A1A1A1A1${mac}${mac}B1B1B1B1`);
    assert.deepEqual(keys, [`pin:${pin}:A1A1A1A1`, `mac:${mac}${mac}:B1B1B1B1`]);
  });

  test('a PIN key is never taken for single-length', () => {
    const half = '11'.repeat(8) + '00'.repeat(8);
    assert.equal(read('double', `${half}A1A1A1A1${mac}${mac}B1B1B1B1`)[0], `pin:${half}:A1A1A1A1`);
  });

  test('the track key comes third', () => {
    const keys = read('double-track', `${pin}A1A1A1A1${mac}${mac}B1B1B1B1${track}C1C1C1C1`);
    assert.equal(keys[2], `track:${track}:C1C1C1C1`);
  });

  test('single and short layouts have eight-byte MAC keys', () => {
    assert.deepEqual(read('single', `${mac}A1A1A1A1${mac}B1B1B1B1`), [
      `pin:${mac}:A1A1A1A1`,
      `mac:${mac}:B1B1B1B1`,
    ]);
    assert.equal(
      read('double-short-mac', `${pin}A1A1A1A1${mac}B1B1B1B1`)[1],
      `mac:${mac}:B1B1B1B1`,
    );
  });

  for (const size of [0, 24, 39, 41, 60]) {
    test(`${size} bytes are no double-length set`, () => {
      const result = decodeWorkingKeys('double', new Uint8Array(size));
      assert.ok(!result.ok && result.at === Math.min(size, 40));
    });
  }
});
