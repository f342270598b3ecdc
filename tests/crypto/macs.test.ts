// SPDX-License-Identifier: Apache-2.0
//
// The message authentication codes of crypto/core over DES: known answers from docs/sources.md [vectors 5, 8], [domain A10],
// then random cases against the steps of the same pages, done here with OpenSSL.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { Cases, core, hex, vectors } from './core.ts';
import { retail, unionPay } from './plain-macs.ts';

interface MacVectors {
  readonly unionPay: readonly { key: string; message: string; mac: string }[];
  readonly iso9797Algorithm3: readonly {
    key: string;
    padding: number;
    message: string;
    mac: string;
  }[];
}

const known = vectors<MacVectors>('mac.json');

describe("UnionPay's ECB MAC", () => {
  test('known answers with single and double length keys', () => {
    const cases = new Cases();
    for (const { key, message, mac } of known.unionPay)
      cases.add(`mac-unionpay ${key} ${message}`, mac);
    cases.check();
  });

  test('agrees with its steps done by OpenSSL on 200 random messages of 0 to 199 bytes', () => {
    const random = new Random('UnionPay MAC');
    const cases = new Cases();
    for (let size = 0; size < 200; size++) {
      const key = random.bytes(random.chance(1, 2) ? 8 : 16);
      const message = random.bytes(size);
      cases.add(`mac-unionpay ${hex(key)} ${hex(message)}`, unionPay(key, message));
    }
    cases.check();
  });
});

describe('ISO 9797-1 algorithm 3', () => {
  test('known answers with both paddings', () => {
    const cases = new Cases();
    for (const { key, padding, message, mac } of known.iso9797Algorithm3) {
      cases.add(`mac-iso9797-3 ${key} ${hex([padding])} ${message}`, mac);
    }
    cases.check();
  });

  test('agrees with its steps done by OpenSSL at every length up to eight blocks', () => {
    const random = new Random('retail MAC');
    const cases = new Cases();
    for (let size = 0; size <= 64; size++) {
      const key = random.bytes(16);
      const message = random.bytes(size);
      for (const padding of [1, 2]) {
        const mac = retail(key, padding, message);
        cases.add(`mac-iso9797-3 ${hex(key)} ${hex([padding])} ${hex(message)}`, mac);
      }
    }
    cases.check();
  });

  test('a single-length key is refused', () => {
    assert.deepEqual(core(['mac-iso9797-3 0123456789abcdef 02 00']), ['refused']);
  });
});
