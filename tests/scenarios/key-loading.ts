// SPDX-License-Identifier: Apache-2.0
//
// Keys that come to the terminal after its delivery: in a key-loading file, or in the heads of custodians. A sale shows that they
// are the acquirer's.

import { checkValue } from '../../host-sim/keys/algorithms.ts';
import { masterKeyEntry } from '../../host-sim/keys/authority.ts';
import { deviceCardText, findDeviceCard } from '../../host-sim/keys/device-card.ts';
import type { KeyFileKey } from '../../host-sim/keys/key-file.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const checkOf = (key: Uint8Array) => hex(checkValue('T', key));

/** The authority makes its next file for the terminal, and the flashing tool writes it. */
function sends(t: Vocabulary, ...keys: readonly KeyFileKey[]): Uint8Array {
  const card = findDeviceCard(t.sim.readKeyload());
  if (!card) t.fail('the terminal has left no card in its flash');
  const file = t.sim.keyAuthority.fileFor(card, ...keys);
  t.sim.flashKeyFile(file);
  return file;
}

/** Letters are the point and 1 to 6. */
function types(t: Vocabulary, digits: string): void {
  for (const digit of digits) {
    const letter = 'ABCDEF'.indexOf(digit);
    t.clerk.types(...(letter < 0 ? [digit] : ['.', String(letter + 1)]));
  }
}

/** A new terminal waits for keys, and has left its card. */
function reachesKeys(t: Vocabulary): void {
  t.waits(5000);
  t.reaches({ kind: 'keys', deviceId: deviceCardText(t.sim.readKeyload()), master: undefined });
}

/** The keys as the screen tells them. */
function loaded(key: Uint8Array) {
  return { kind: 'keys-loaded', keys: [{ key: 'master', checkValue: checkOf(key) }] } as const;
}

function sells(t: Vocabulary): void {
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function restarts(t: Vocabulary): void {
  t.power.off();
  t.waits(1000);
  t.power.on();
}

const delivery = { withoutMasterKey: true } as const;

scenario('a terminal without keys takes its master key from a file, and sells', delivery, (t) => {
  const { masterKey } = t.sim;
  t.power.on();
  reachesKeys(t);
  sends(t, masterKeyEntry(masterKey));
  restarts(t);
  t.reaches(loaded(masterKey));
  t.clerk.types('enter');
  t.reachesIdle();
  sells(t);
});
