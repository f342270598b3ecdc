// SPDX-License-Identifier: Apache-2.0
//
// crypto/vault.ts through the glue on the engine itself: run by tests/crypto/vault-on-xs.test.ts on a terminal that has the
// device secret of crypto/vectors/key-image.json. The tests follow one terminal's life and depend on their order.

import { assert, test } from 'mcu-test-harness';
import { unionPayMac } from '../../../crypto/mac.ts';
import {
  type KeyHandle,
  keySlots,
  loadKeyImage,
  loadWorkingKey,
  masterKeyCheckValue,
  wipeKey,
  wipeKeys,
} from '../../../crypto/vault.ts';
import delivery from '../../../crypto/vectors/key-image.json';
import macs from '../../../crypto/vectors/mac.json';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';

const image = fromHex(delivery.image);
const macKey = delivery.workingKeys[0]!;
const pinKey = delivery.workingKeys[1]!;
const message = fromHex(macs.unionPay[0]!.message);
const mac = macs.unionPay[0]!.mac;

const loadMacKey = () =>
  loadWorkingKey(keySlots.mac, 'mac', fromHex(macKey.encrypted), fromHex(macKey.checkValue));
const loadPinKey = (slot: number = keySlots.pin) =>
  loadWorkingKey(slot, 'pin', fromHex(pinKey.encrypted), fromHex(pinKey.checkValue));

test('a terminal that has just been switched on has no keys', () => {
  assert.equal(masterKeyCheckValue(), undefined);
  assert.equal(loadMacKey(), undefined);
});

test('an image that is erased, cut or altered is refused with the reason', () => {
  const altered = image.slice();
  altered[40]! ^= 1;
  const newer = image.slice();
  newer[4] = 2;
  assert.deepEqual(loadKeyImage(new Uint8Array(64).fill(0xff)), { ok: false, reason: 'no-image' });
  assert.deepEqual(loadKeyImage(image.subarray(0, 100)), { ok: false, reason: 'truncated' });
  assert.deepEqual(loadKeyImage(altered), { ok: false, reason: 'not-authentic' });
  assert.deepEqual(loadKeyImage(newer), { ok: false, reason: 'unknown-version' });
  assert.equal(masterKeyCheckValue(), undefined);
});

test("the terminal's own image gives the master key with its check value", () => {
  assert.deepEqual(loadKeyImage(image), { ok: true });
  assert.equal(masterKeyCheckValue(), delivery.keys[0]!.checkValue);
});

test('a working key becomes a handle that tells slot, purpose, algorithm and check value', () => {
  const expected = { slot: 2, purpose: 'mac', algorithm: 'DES', checkValue: macKey.checkValue };
  assert.deepEqual(loadMacKey(), expected);
  const double = { slot: 1, purpose: 'pin', algorithm: 'TDES', checkValue: pinKey.checkValue };
  assert.deepEqual(loadPinKey(), double);
});

test('a working key with a wrong check value, or one of a wrong length, is undefined', () => {
  const encrypted = fromHex(macKey.encrypted);
  const wrong = fromHex(pinKey.checkValue);
  assert.equal(loadWorkingKey(keySlots.mac, 'mac', encrypted, wrong), undefined);
  assert.equal(loadWorkingKey(keySlots.mac, 'mac', encrypted, wrong.subarray(1)), undefined);
  assert.equal(loadWorkingKey(keySlots.mac, 'mac', encrypted.subarray(1), wrong), undefined);
});

test('the MAC of a real host message is the one its host gave, also from a view into a larger buffer', () => {
  const key = loadMacKey()!;
  assert.equal(toHex(unionPayMac(key, message)), mac);
  const larger = new Uint8Array(message.length + 10);
  larger.set(message, 7);
  assert.equal(toHex(unionPayMac(key, larger.subarray(7, 7 + message.length))), mac);
});

test('a PIN key makes no MAC, and no working key goes where the master key is', () => {
  const pin = loadPinKey()! as KeyHandle as KeyHandle<'mac'>;
  assert.throws(() => unionPayMac(pin, message), /^TypeError/);
  assert.throws(() => loadPinKey(keySlots.master), /^TypeError/);
  assert.throws(() => loadPinKey(16), /^TypeError/);
  assert.equal(masterKeyCheckValue(), delivery.keys[0]!.checkValue);
});

test('a handle is void once its slot was wiped or holds another key', () => {
  const first = loadMacKey()!;
  wipeKey(first);
  assert.throws(() => unionPayMac(first, message), /^Error/);
  const second = loadMacKey()!;
  loadPinKey(keySlots.mac);
  assert.throws(() => unionPayMac(second, message), /^(Type)?Error/);
  assert.equal(toHex(unionPayMac(loadMacKey()!, message)), mac);
});

test('what is no buffer of bytes is a TypeError', () => {
  const bad = [undefined, 1, 'text', {}, new Uint16Array(4)] as unknown as Uint8Array[];
  for (const each of bad) assert.throws(() => loadKeyImage(each), /^TypeError/);
});

test('after wipeKeys there are none, and the image can be loaded again', () => {
  const key = loadMacKey()!;
  wipeKeys();
  assert.equal(masterKeyCheckValue(), undefined);
  assert.throws(() => unionPayMac(key, message), /^Error/);
  assert.deepEqual(loadKeyImage(image), { ok: true });
  assert.equal(toHex(unionPayMac(loadMacKey()!, message)), mac);
  loadPinKey();
});
