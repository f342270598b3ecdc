// SPDX-License-Identifier: Apache-2.0
//
// Keys that come to the terminal after its delivery: in a key-loading file, or in the heads of custodians. A sale shows that they
// are the acquirer's.

import { checkValue } from '../../host-sim/keys/algorithms.ts';
import { masterKeyEntry } from '../../host-sim/keys/authority.ts';
import { deviceCardText, findDeviceCard } from '../../host-sim/keys/device-card.ts';
import type { KeyFileKey } from '../../host-sim/keys/key-file.ts';
import { typedSecretsStayHome } from '../../host-sim/oracle/custodians.ts';
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

/** Twelve digits that are no pattern: the oracle looks for them afterwards, everywhere. */
function passcodeOf(t: Vocabulary, who: number): string {
  const random = t.sim.kernel.random(`custodian ${who}`);
  return Array.from({ length: 12 }, () => random.below(10)).join('');
}

/** Custodian `who` (1 is the first) makes a passcode of the one of the delivery. */
function makesPasscode(t: Vocabulary, who: number): void {
  const passcode = passcodeOf(t, who);
  t.sim.noteTyped(`the passcode of custodian ${who}`, passcode);
  t.reaches({ kind: 'key-notice', notice: 'next-custodian', value: who });
  t.clerk.types('enter');
  t.reaches({ kind: 'secret-entry', secret: 'passcode', custodian: who, digits: 0 });
  t.clerk.types(`00000${who}`, 'enter');
  for (const secret of ['new-passcode', 'again'] as const) {
    t.reaches({ kind: 'secret-entry', secret, custodian: who, digits: 0 });
    t.clerk.types(passcode, 'enter');
  }
}

/** Types a component, and answers whether its check value is that on the sheet. */
function givesComponent(t: Vocabulary, who: number, component: Uint8Array, answer: string): void {
  const total = 2 * component.length;
  t.sim.noteTyped(`a component of custodian ${who}`, hex(component));
  t.reaches({ kind: 'secret-entry', secret: 'component', custodian: who, digits: 0, total });
  types(t, hex(component));
  t.reaches({ kind: 'secret-entry', secret: 'component', custodian: who, digits: total, total });
  t.clerk.types('enter');
  t.reaches({ kind: 'check-value', custodian: who, checkValue: checkOf(component) });
  t.clerk.types(answer);
}

/** Components of the acquirer's master key. */
function componentsOf(t: Vocabulary): [Uint8Array, Uint8Array] {
  const first = t.sim.kernel.random('component').bytes(16);
  return [first, t.sim.masterKey.map((byte, i) => byte ^ first[i]!)];
}

function threeComponentsOf(t: Vocabulary): [Uint8Array, Uint8Array, Uint8Array] {
  const [first, rest] = componentsOf(t);
  const second = t.sim.kernel.random('second component').bytes(16);
  return [first, second, rest.map((byte, i) => byte ^ second[i]!)];
}

/** From the page of keys: a TDES master key by two custodians. */
function beginsCeremony(t: Vocabulary): void {
  t.power.on();
  reachesKeys(t);
  t.clerk.types('enter', 'enter', 'enter');
}

scenario('two custodians load the master key, neither knows it, and it sells', delivery, (t) => {
  const [first, second] = componentsOf(t);
  beginsCeremony(t);
  makesPasscode(t, 1);
  givesComponent(t, 1, first, 'enter');
  makesPasscode(t, 2);
  givesComponent(t, 2, second, 'enter');
  t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
  t.clerk.types('enter');
  t.reaches(loaded(t.sim.masterKey));
  t.clerk.types('enter');
  t.reachesIdle();
  sells(t);
  restarts(t);
  t.reachesIdle();
  sells(t);
});

scenario('three custodians load the master key, and it sells', delivery, (t) => {
  t.power.on();
  reachesKeys(t);
  t.clerk.types('enter', 'enter', '2');
  threeComponentsOf(t).forEach((component, i) => {
    makesPasscode(t, i + 1);
    givesComponent(t, i + 1, component, 'enter');
  });
  t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
  t.clerk.types('enter');
  t.reaches(loaded(t.sim.masterKey));
  t.clerk.types('enter');
  t.reachesIdle();
  sells(t);
});

scenario('a component with another check value than the sheet is typed again', delivery, (t) => {
  const [first, second] = componentsOf(t);
  const mistyped = first.map((byte, i) => (i === 7 ? byte ^ 0x10 : byte));
  beginsCeremony(t);
  makesPasscode(t, 1);
  givesComponent(t, 1, mistyped, 'cancel');
  givesComponent(t, 1, first, 'enter');
  makesPasscode(t, 2);
  givesComponent(t, 2, second, 'enter');
  t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
  t.clerk.types('enter');
  t.reaches(loaded(t.sim.masterKey));
  t.clerk.types('enter');
  t.reachesIdle();
});

const unfinished = { ...delivery, endsOff: true } as const;

scenario('the same component twice makes no key, and nothing is loaded', unfinished, (t) => {
  const [first] = componentsOf(t);
  beginsCeremony(t);
  makesPasscode(t, 1);
  givesComponent(t, 1, first, 'enter');
  makesPasscode(t, 2);
  givesComponent(t, 2, first, 'enter');
  t.reaches({ kind: 'key-notice', notice: 'key-refused' });
  t.clerk.types('enter');
  reachesKeys(t);
  typedSecretsStayHome(t, true);
});

scenario('a key with another check value than the sheet is not loaded', unfinished, (t) => {
  const [first, second] = componentsOf(t);
  beginsCeremony(t);
  makesPasscode(t, 1);
  givesComponent(t, 1, first, 'enter');
  makesPasscode(t, 2);
  givesComponent(t, 2, second, 'enter');
  t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
  t.clerk.types('cancel');
  t.reaches({ kind: 'key-notice', notice: 'stopped' });
  t.clerk.types('enter');
  reachesKeys(t);
  typedSecretsStayHome(t, true);
  restarts(t);
  reachesKeys(t);
});

scenario(
  'flash that does not keep a key of custodians: words, and a start with the keys from before',
  { ...unfinished, deaths: 1 },
  (t) => {
    const [first, second] = componentsOf(t);
    beginsCeremony(t);
    makesPasscode(t, 1);
    givesComponent(t, 1, first, 'enter');
    makesPasscode(t, 2);
    givesComponent(t, 2, second, 'enter');
    t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
    t.sim.board.flash.faults.wearOut('vault');
    t.clerk.types('enter');
    t.reaches({ kind: 'key-notice', notice: 'not-saved' });
    t.clerk.types('enter');
    reachesKeys(t);
  },
);

for (const partition of ['vault', 'custody'])
  scenario(
    `a file whose keys the partition ${partition} does not keep: words that stay, and the file too`,
    { endsOff: true },
    (t) => {
      t.boots();
      sends(t, masterKeyEntry(t.sim.masterKey));
      t.sim.board.flash.faults.wearOut(partition);
      for (let i = 0; i < 2; i++) {
        restarts(t);
        t.reaches({ kind: 'key-notice', notice: 'not-saved' }, 10_000);
        t.clerk.types('enter', '100', 'enter');
        t.shows({ kind: 'key-notice', notice: 'not-saved' });
      }
      if (findDeviceCard(t.sim.readKeyload())) t.fail('the file is gone');
      t.acquirer.shows();
    },
  );

scenario(
  'a passcode of one digit is too poor, one that comes out otherwise is asked for anew',
  unfinished,
  (t) => {
    const custodian = 1;
    const passcode = passcodeOf(t, custodian);
    t.sim.noteTyped('the passcode of custodian 1', passcode);
    beginsCeremony(t);
    t.reaches({ kind: 'key-notice', notice: 'next-custodian', value: custodian });
    t.clerk.types('enter');
    t.reaches({ kind: 'secret-entry', secret: 'passcode', custodian, digits: 0 });
    t.clerk.types('000001', 'enter');
    const asksNew = { kind: 'secret-entry', secret: 'new-passcode', custodian, digits: 0 } as const;
    const asksAgain = { ...asksNew, secret: 'again' } as const;
    for (const screen of [asksNew, asksAgain]) {
      t.reaches(screen);
      t.clerk.types('777777', 'enter');
    }
    t.reaches({ kind: 'key-notice', notice: 'poor' });
    t.clerk.types('enter');
    t.reaches(asksNew);
    t.clerk.types(passcode, 'enter');
    t.reaches(asksAgain);
    t.clerk.types(passcode.slice(1), 'enter');
    t.reaches({ kind: 'key-notice', notice: 'differs' });
    t.clerk.types('enter');
    for (const screen of [asksNew, asksAgain]) {
      t.reaches(screen);
      t.clerk.types(passcode, 'enter');
    }
    t.reaches({ kind: 'secret-entry', secret: 'component', custodian, digits: 0, total: 32 });
  },
);

scenario('a ceremony that is cancelled, or cut, leaves no key', unfinished, (t) => {
  const [first, second] = componentsOf(t);
  beginsCeremony(t);
  makesPasscode(t, 1);
  givesComponent(t, 1, first, 'enter');
  t.reaches({ kind: 'key-notice', notice: 'next-custodian', value: 2 });
  t.clerk.types('cancel');
  t.reaches({ kind: 'key-notice', notice: 'stopped' });
  t.clerk.types('enter');
  reachesKeys(t);
  typedSecretsStayHome(t, true);
  t.clerk.types('enter', 'enter', 'enter', 'enter');
  t.reaches({ kind: 'secret-entry', secret: 'passcode', custodian: 1, digits: 0 });
  t.clerk.types(passcodeOf(t, 1), 'enter');
  givesComponent(t, 1, first, 'enter');
  makesPasscode(t, 2);
  givesComponent(t, 2, second, 'enter');
  t.reaches({ kind: 'check-value', checkValue: checkOf(t.sim.masterKey) });
  restarts(t);
  reachesKeys(t);
});

scenario('nobody at the keys ends a component and wipes it', unfinished, (t) => {
  const [first] = componentsOf(t);
  beginsCeremony(t);
  makesPasscode(t, 1);
  const entry = { kind: 'secret-entry', secret: 'component', custodian: 1, total: 32 } as const;
  t.reaches({ ...entry, digits: 0 });
  const part = hex(first).slice(0, 14);
  t.sim.noteTyped('a part of a component', part);
  types(t, part);
  t.reaches({ ...entry, digits: 14 });
  t.reaches({ kind: 'key-notice', notice: 'stopped' }, 70_000);
  typedSecretsStayHome(t, true);
});

scenario('two keys at once are no digit of a component', unfinished, (t) => {
  beginsCeremony(t);
  makesPasscode(t, 1);
  const entry = { kind: 'secret-entry', secret: 'component', custodian: 1, total: 32 } as const;
  t.reaches({ ...entry, digits: 0 });
  t.clerk.holds('1');
  t.clerk.holds('5');
  t.waits(200);
  t.clerk.releases('1');
  t.clerk.releases('5');
  t.waits(200);
  t.reaches({ ...entry, digits: 0 });
  t.clerk.types('5');
  t.reaches({ ...entry, digits: 1 });
});

scenario('wrong passcodes cost time, also when the power goes', unfinished, (t) => {
  const first = { kind: 'secret-entry', secret: 'passcode', custodian: 1, digits: 0 } as const;
  beginsCeremony(t);
  t.clerk.types('enter');
  for (let i = 0; i < 2; i++) {
    t.reaches(first);
    t.clerk.types('111222', 'enter');
    t.reaches({ kind: 'key-notice', notice: 'wrong-passcode' });
    t.clerk.types('enter');
  }
  t.reaches(first);
  restarts(t);
  reachesKeys(t);
  t.clerk.types('enter', 'enter', 'enter', 'enter');
  t.reaches(first);
  t.clerk.types('111222', 'enter');
  t.reaches({ kind: 'key-notice', notice: 'wrong-passcode' });
  t.clerk.types('enter');
  t.reaches({ kind: 'key-notice', notice: 'wait', value: 10 });
});

scenario('a file that was taken before is refused, and the keys stay', (t) => {
  t.boots();
  const file = sends(t, masterKeyEntry(t.sim.masterKey));
  restarts(t);
  t.reaches(loaded(t.sim.masterKey));
  t.clerk.types('enter');
  t.reachesIdle();
  t.sim.flashKeyFile(file);
  restarts(t);
  t.reaches({ kind: 'key-notice', notice: 'file-replayed' });
  t.clerk.types('enter');
  t.reachesIdle();
  sells(t);
  restarts(t);
  t.reachesIdle();
});

const refusals = [
  { what: 'altered', at: 300, notice: 'file-not-trusted' },
  { what: 'for another terminal', at: 12, notice: 'file-other-device' },
  { what: 'from another authority', at: 24, notice: 'file-not-trusted' },
  { what: 'cut short', at: 6, notice: 'file-broken' },
] as const;
for (const { what, at, notice } of refusals)
  scenario(`a key-loading file that is ${what} is refused and erased, and the keys stay`, (t) => {
    t.boots();
    const file = sends(t, masterKeyEntry(t.sim.masterKey));
    file[at]! ^= 4;
    t.sim.flashKeyFile(file);
    restarts(t);
    t.reaches({ kind: 'key-notice', notice });
    t.clerk.types('enter');
    t.reachesIdle();
    if (!findDeviceCard(t.sim.readKeyload())) t.fail('the file is still there');
    sells(t);
  });
