// SPDX-License-Identifier: Apache-2.0
//
// Key blocks, MACs, DUKPT and images of the vault through the glue on the engine itself: run by tests/crypto/vault-on-xs.test.ts
// on a terminal that has the device secret of crypto/vectors/key-image.json. One terminal's life; the order matters.

import { assert, test } from 'mcu-test-harness';
import { extendChain } from '../../../crypto/chain.ts';
import {
  endTransaction,
  isResponseMac,
  nextTransaction,
  requestMac,
  transactionKsn,
} from '../../../crypto/dukpt.ts';
import { isMac, makeMac } from '../../../crypto/mac.ts';
import {
  ensureKey,
  exportKeyBlock,
  type KeyHandle,
  keySlots,
  loadKeyBlock,
  loadKeyImage,
  wipeKeys,
} from '../../../crypto/vault.ts';
import { confirmImage, dueImage, openImage, zeroiseKeys } from '../../../crypto/vault-image.ts';
import dukpt from '../../../crypto/vectors/dukpt.json';
import delivery from '../../../crypto/vectors/vault.json';
import { fromAscii, fromHex, toHex } from '../../../src/lib/bytes.ts';

const block = (name: string) => fromAscii(delivery.blocks.find((each) => each.name === name)!.text);
const message = fromAscii(dukpt.tdes.dataAscii);
const [first, second] = dukpt.tdes.transactions;

/** The flash of this terminal. */
let kept: Uint8Array | undefined;

function keep(): boolean {
  const image = dueImage();
  if (!image) return false;
  kept = image.slice();
  return confirmImage(kept);
}

function macKey(): KeyHandle<'mac'> {
  return loadKeyBlock(keySlots.mac, block('mac')) as KeyHandle<'mac'>;
}

test('without a protection key no key block opens', () => {
  assert.equal(loadKeyBlock(keySlots.mac, block('mac')), undefined);
  assert.equal(dueImage(), undefined);
});

test('with one, a key block becomes a handle of what its header says', () => {
  assert.deepEqual(loadKeyImage(fromHex(delivery.image)), { ok: true });
  const key = macKey();
  assert.equal(`${key.slot} ${key.purpose} ${key.algorithm}`, '2 mac TDES');
  const altered = block('pin');
  altered[5] = 0x4d;
  assert.equal(loadKeyBlock(keySlots.pin, altered), undefined);
  assert.equal(loadKeyBlock(keySlots.mac, block('pin')), undefined);
  assert.equal(loadKeyBlock(keySlots.pin, block('pin'))!.purpose, 'pin');
});

test('its MACs are made and checked, and those of other methods refused', () => {
  const key = macKey();
  const mac = makeMac(key, 'iso9797Algorithm3', message);
  assert.equal(mac.length, 8);
  assert.ok(isMac(key, 'iso9797Algorithm3', message, mac));
  assert.ok(isMac(key, 'iso9797Algorithm3', message, mac.subarray(0, 4)));
  assert.ok(!isMac(key, 'iso9797Algorithm3', message.subarray(1), mac));
  assert.throws(() => makeMac(key, 'cmac', message), /^TypeError/);
  assert.throws(() => isMac(key, 'cmac', message, mac), /^TypeError/);
  const pin = loadKeyBlock(keySlots.pin, block('pin'))! as KeyHandle as KeyHandle<'mac'>;
  assert.throws(() => makeMac(pin, 'iso9797Algorithm3', message), /^TypeError/);
});

test('a key leaves only when its block said that it may', () => {
  const out = exportKeyBlock(macKey())!;
  assert.equal(out[0], 0x44);
  assert.equal(loadKeyBlock(12, out)!.checkValue, macKey().checkValue);
  assert.equal(exportKeyBlock(loadKeyBlock(keySlots.pin, block('pin'))!), undefined);
});

test('keys of the terminal itself are made once', () => {
  const journal = ensureKey('journal');
  assert.deepEqual(ensureKey('journal'), journal);
  assert.equal(ensureKey('identity').algorithm, 'P256');
  assert.equal(ensureKey('pepper').algorithm, 'HMAC');
});

function linkOver(before: number, record: readonly number[]): Uint8Array {
  const linked = new Uint8Array(16 + record.length).fill(before, 0, 16);
  linked.set(record, 16);
  extendChain(ensureKey('journal'), linked);
  assert.deepEqual(linked.slice(16), Uint8Array.from(record));
  return linked.slice(0, 16);
}

test("the journal's key gives the same link for the same record after the same link, and only then", () => {
  const link = linkOver(1, [1, 2, 3]);
  assert.deepEqual(linkOver(1, [1, 2, 3]), link);
  for (const other of [linkOver(1, [1, 2, 2]), linkOver(1, [1, 2, 3, 0]), linkOver(2, [1, 2, 3])])
    assert.ok(other.some((byte, i) => byte !== link[i]));
});

test('a chain needs a link to begin with, and a key that is for it', () => {
  assert.throws(() => extendChain(ensureKey('journal'), new Uint8Array(15)), /^Error/);
  const other = macKey() as unknown as KeyHandle<'journal'>;
  assert.throws(() => extendChain(other, new Uint8Array(20)), /^Error/);
});

test('an image that is kept brings all of them back, and none that is altered does', () => {
  const key = macKey();
  const mac = makeMac(key, 'iso9797Algorithm3', message);
  const journal = ensureKey('journal');
  const link = linkOver(1, [1, 2, 3]);
  assert.ok(keep());
  assert.equal(dueImage(), undefined);
  wipeKeys();
  assert.throws(() => makeMac(key, 'iso9797Algorithm3', message), /^Error/);
  const altered = kept!.slice();
  altered[40]! ^= 1;
  assert.equal(openImage(altered), 'refused');
  assert.equal(openImage(kept!), 'opened');
  assert.deepEqual(makeMac(key, 'iso9797Algorithm3', message), mac);
  assert.deepEqual(ensureKey('journal'), journal);
  assert.deepEqual(linkOver(1, [1, 2, 3]), link);
});

test('a DUKPT key is given only when its state is kept, and then it is the right one', () => {
  assert.equal(nextTransaction(), 'no-key');
  assert.equal(loadKeyBlock(keySlots.dukpt, block('dukpt'))!.purpose, 'dukpt');
  assert.ok(keep());
  assert.equal(nextTransaction(), 'ok');
  assert.equal(transactionKsn(), undefined);
  assert.equal(requestMac('iso9797Algorithm3', message), undefined);
  assert.ok(keep());
  assert.equal(toHex(transactionKsn()!), first!.ksn);
  assert.equal(toHex(requestMac('iso9797Algorithm3', message)!.subarray(0, 4)), first!.macRequest);
  assert.ok(isResponseMac('iso9797Algorithm3', message, fromHex(first!.macResponse)));
  assert.ok(!isResponseMac('iso9797Algorithm3', message, fromHex(first!.macRequest)));
  endTransaction();
  assert.equal(transactionKsn(), undefined);
});

test('after a cut the next KSN is one that was never given', () => {
  wipeKeys();
  assert.equal(openImage(kept!), 'opened');
  assert.equal(transactionKsn(), undefined);
  assert.equal(nextTransaction(), 'ok');
  assert.ok(keep());
  assert.equal(toHex(transactionKsn()!), second!.ksn);
});

test('what is not the image that was made last is no confirmation', () => {
  assert.equal(nextTransaction(), 'ok');
  const image = dueImage()!;
  assert.ok(!confirmImage(kept!));
  const altered = image.slice();
  altered[7]! ^= 1;
  assert.ok(!confirmImage(altered));
  assert.equal(transactionKsn(), undefined);
  assert.ok(confirmImage(image));
  assert.equal(transactionKsn()!.length, 10);
});

test('once erased on purpose, no key is there or taken, before and after the power', () => {
  const older = kept!;
  zeroiseKeys();
  assert.throws(() => ensureKey('journal'), /^Error/);
  assert.equal(nextTransaction(), 'no-key');
  assert.ok(keep());
  assert.equal(openImage(older), 'refused');
  wipeKeys();
  assert.equal(openImage(kept!), 'erased');
  assert.equal(openImage(older), 'refused');
  assert.equal(loadKeyImage(fromHex(delivery.image)).ok, false);
  assert.equal(loadKeyBlock(keySlots.mac, block('mac')), undefined);
});
