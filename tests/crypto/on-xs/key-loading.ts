// SPDX-License-Identifier: Apache-2.0
//
// crypto/key-loading.ts through the glue on the engine itself: run by tests/crypto/key-loading-on-xs.test.ts. One terminal's life;
// the order matters. Nothing is typed here: that is what scenarios are for (tests/scenarios/key-loading.ts).

import { assert, test } from 'mcu-test-harness';
import {
  askComponent,
  askPasscode,
  beginCeremony,
  ceremonyCheckValue,
  chargeCustodian,
  custodianWaitMs,
  decideComponent,
  deviceCard,
  endCeremony,
  finishCeremony,
  loadingRecordBytes,
  newPasscode,
  offerComponent,
  openLoadingRecord,
  sealLoadingRecord,
  takeKeyFile,
  verifyCustodian,
} from '../../../crypto/key-loading.ts';
import { closePin, pinState } from '../../../crypto/pin-entry.ts';
import { ensureKey, loadKeyImage, masterKeyCheckValue } from '../../../crypto/vault.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';

export interface Given {
  /** The delivery: no key but the fingerprint of an authority. */
  readonly image: string;
  /** By what has to come of it, in that order; none when only the card is asked for. */
  readonly files: readonly (readonly [file: string, status: string])[];
  readonly checkValue: string;
}

/** Globals that the program around these tests makes before they run. */
declare const given: Given;
/** Takes the card out of the machine. */
declare const tell: (card: string) => void;

test('a terminal that has just been switched on is nobody, and takes no file', () => {
  assert.equal(deviceCard(), undefined);
  assert.equal(takeKeyFile(new Uint8Array(152)), 'no-identity');
  assert.deepEqual(loadKeyImage(fromHex(given.image)), { ok: true });
  assert.equal(takeKeyFile(new Uint8Array(152)), 'no-identity');
});

test('its identity gives a card of 128 bytes, the same each time', () => {
  ensureKey('identity');
  const card = deviceCard()!;
  assert.equal(card.length, 128);
  assert.equal(toHex(card.subarray(0, 4)), '4A5A4944');
  assert.equal(toHex(deviceCard()!), toHex(card));
  tell(toHex(card));
});

test('each file gets the status that it deserves, and only the right one brings a key', () => {
  for (const [file, status] of given.files) {
    assert.equal(takeKeyFile(fromHex(file)), status);
    const loaded = status === 'ok' || status === 'replayed';
    assert.equal(masterKeyCheckValue(), loaded ? given.checkValue : undefined, status);
  }
});

test('a record opens when it is newer than the last, else not', () => {
  const first = sealLoadingRecord()!;
  const second = sealLoadingRecord()!;
  assert.equal(first.length, loadingRecordBytes);
  assert.ok(toHex(first) !== toHex(second));
  assert.equal(openLoadingRecord(first), false);
  const altered = second.slice();
  altered[100]! ^= 1;
  assert.equal(openLoadingRecord(altered), false);
  assert.equal(openLoadingRecord(new Uint8Array(loadingRecordBytes)), false);
  assert.throws(() => openLoadingRecord(second.subarray(1)), /224 bytes/);
});

test('a ceremony begins with two or three custodians, and wants nothing before their passcodes', () => {
  for (const count of [0, 1, 4, -1]) assert.equal(beginCeremony('master-tdes', count), false);
  assert.equal(askComponent(), 0);
  for (const kind of ['master-tdes', 'kbpk-aes128', 'kbpk-aes256', 'master-sm4'] as const)
    for (const count of [2, 3]) assert.equal(beginCeremony(kind, count), true);
  assert.equal(offerComponent(), undefined);
  assert.equal(decideComponent(true), false);
  assert.equal(ceremonyCheckValue(), undefined);
  assert.equal(finishCeremony(), false);
  endCeremony();
});

test('a custodian who has typed nothing is not admitted, nor is one that does not exist', () => {
  const saved = sealLoadingRecord()!;
  assert.equal(custodianWaitMs(0), 0);
  assert.equal(chargeCustodian(0), 'ok');
  assert.equal(verifyCustodian(0, saved), 'refused');
  assert.equal(newPasscode(0), 'refused');
  assert.equal(chargeCustodian(3), 'refused');
});

test('a passcode is asked for like a PIN: one entry at a time, and its end is its closing', () => {
  assert.equal(askPasscode(), true);
  assert.equal(askPasscode(), false);
  assert.deepEqual(pinState(), { end: 'goes-on', digits: 0 });
  closePin();
  assert.equal(pinState().end, 'closed');
});
