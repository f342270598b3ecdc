// SPDX-License-Identifier: Apache-2.0
//
// The façade and the glue on the real engine: runs tests/crypto/on-xs/vault.ts on the desk, on a terminal whose fuses hold the
// vectors' device secret, and then looks for the keys it used in all memory of the machine.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MacMethod, macMethods } from '../../crypto/mac.ts';
import { algorithmNames, purposeNumbers, Status } from '../../crypto/vault.ts';
import { type KeyImageKey, makeKeyImage } from '../../host-sim/boards/key-image.ts';
import { bytes, coreFolder, vectors } from './core.ts';
import { engineMissing, reportsOnXs } from './on-xs.ts';

interface Delivery {
  readonly deviceSecret: string;
  readonly nonce: string;
  readonly keys: readonly (Omit<KeyImageKey, 'key' | 'checkValue'> & { readonly key: string })[];
  readonly workingKeys: readonly { readonly clear: string }[];
  readonly image: string;
}

const delivery = vectors<Delivery>('key-image.json');
const deviceSecret = bytes(delivery.deviceSecret);
const kept = vectors<{
  readonly nonce: string;
  readonly kbpk: string;
  readonly image: string;
  readonly blocks: readonly { readonly key: string }[];
}>('vault.json');

const keys = [
  ...delivery.keys.map(({ key }) => key),
  ...delivery.workingKeys.map(({ clear }) => clear),
];

const methodNames: Readonly<Record<MacMethod, string>> = {
  unionPay: 'UNIONPAY',
  iso9797Algorithm1: 'ISO9797_1',
  iso9797Algorithm3: 'ISO9797_3',
  cmac: 'CMAC',
};

test('the images of the vectors are those that the host makes today', () => {
  const image = makeKeyImage({
    deviceSecret: bytes(delivery.deviceSecret),
    nonce: bytes(delivery.nonce),
    keys: delivery.keys.map(({ slot, purpose, algorithm, key }) => {
      return { slot, purpose, algorithm, key: bytes(key) };
    }),
  });
  assert.equal(Buffer.from(image).toString('hex'), delivery.image);
  const second = makeKeyImage({
    deviceSecret: bytes(delivery.deviceSecret),
    nonce: bytes(kept.nonce),
    keys: [{ slot: 4, purpose: 'kbpk', algorithm: 'AES256', key: bytes(kept.kbpk) }],
  });
  assert.equal(Buffer.from(second).toString('hex'), kept.image);
});

test('crypto/vault.ts and vault.h give purposes, algorithms and statuses the same numbers', () => {
  const header = readFileSync(join(coreFolder, 'vault.h'), 'utf8');
  const numbers = (prefix: string): Record<string, number> => {
    const found = header.matchAll(new RegExp(`^ +${prefix}(\\w+) = (\\d+),`, 'gm'));
    return Object.fromEntries([...found].map(([, name, value]) => [name!, Number(value)]));
  };
  const purposes = numbers('VAULT_PURPOSE_');
  const expected = Object.entries(purposeNumbers).map(([name, n]) => [name.toUpperCase(), n]);
  assert.deepEqual(purposes, Object.fromEntries(expected));
  const algorithms = Object.entries(numbers('VAULT_ALGORITHM_'));
  assert.ok(algorithms.length === algorithmNames.length - 1);
  for (const [name, value] of algorithms) assert.equal(algorithmNames[value], name);
  const methods = numbers('VAULT_MAC_');
  for (const [name, value] of Object.entries(macMethods))
    assert.equal(methods[methodNames[name as MacMethod]], value);
  const named = Object.keys(Status).map((name) => [name, numbers('VAULT_')[name]]);
  assert.deepEqual(Object.fromEntries(named), Status);
});

test('on XS the façade does all that it says, and keys are in the C state only', {
  skip: engineMissing,
}, async (t) => {
  const { desk, holding } = await reportsOnXs(t, deviceSecret, 'tests/crypto/on-xs/vault.ts');
  await t.test('the keys it used are found in the C state, and in no other memory', () => {
    for (const key of keys) assert.deepEqual(holding(bytes(key)), ['c state']);
  });
  await t.test('the device secret is found in no memory', () => {
    assert.deepEqual(holding(bytes(delivery.deviceSecret).subarray(0, 16)), []);
  });
  desk.powerOff();
});

test('on XS key blocks, DUKPT and images do what they say; keys that were erased are in no memory', {
  skip: engineMissing,
}, async (t) => {
  const { desk, holding } = await reportsOnXs(t, deviceSecret, 'tests/crypto/on-xs/vault-kept.ts');
  await t.test('nor is any key that they brought', () => {
    for (const { key } of kept.blocks) assert.deepEqual(holding(bytes(key)), []);
    assert.deepEqual(holding(bytes(kept.kbpk)), []);
  });
  desk.powerOff();
});
