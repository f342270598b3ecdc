// SPDX-License-Identifier: Apache-2.0
//
// A key out of the components of two or three custodians, one after another at the terminal. docs/internals/key-loading.md,
// docs/sources.md [domain F1]
//
// The one thing a reader would get wrong: this conversation has nothing to guard. Passcodes and components are in C, and so is who
// may give which (crypto/core/key_loading.c). Whatever ends the conversation wipes what was typed.

import {
  askComponent,
  askPasscode,
  beginCeremony,
  type CeremonyKind,
  ceremonyCheckValue,
  chargeCustodian,
  custodianWaitMs,
  decideComponent,
  endCeremony,
  finishCeremony,
  newPasscode,
  offerComponent,
  verifyCustodian,
} from '../../crypto/key-loading.ts';
import { closePin, pinState } from '../../crypto/pin-entry.ts';
import type { KeyChoice, KeyNotice, Secret } from '../ui/screen.ts';
import { type App, confirms, tell } from './app.ts';
import { Key } from './keys.ts';

const patienceMs = 120_000;
/** Longer than the core waits for a key. */
const typingMs = 65_000;

const keyChoices = Object.freeze(
  ['master-tdes', 'master-sm4', 'kbpk-aes128', 'kbpk-aes256'] as const satisfies CeremonyKind[],
  true,
);
const countChoices = Object.freeze(['two', 'three'] as const, true);

/** Loads one key, or none. True when the master key is another. */
export async function holdCeremony(app: App): Promise<boolean> {
  const kind = await choose(app, keyChoices);
  const count = kind && (await choose(app, countChoices));
  if (!kind || !count) return false;
  try {
    const notice = await ceremony(app, kind, count === 'two' ? 2 : 3);
    if (notice) await say(app, notice);
    return !notice && kind.startsWith('master');
  } finally {
    endCeremony();
  }
}

async function ceremony(
  app: App,
  kind: CeremonyKind,
  custodians: number,
): Promise<KeyNotice | undefined> {
  if (!beginCeremony(kind, custodians)) return 'stopped';
  for (let who = 0; who < custodians; who++) {
    const next = { kind: 'key-notice', notice: 'next-custodian', value: who + 1 } as const;
    if (!(await confirms(app, next, patienceMs))) return 'stopped';
    if (!(await admits(app, who)) || !(await takesComponent(app, who))) return 'stopped';
  }
  const checkValue = ceremonyCheckValue();
  if (checkValue === undefined) return 'key-refused';
  if (!(await confirms(app, { kind: 'check-value', checkValue }, patienceMs))) return 'stopped';
  if (!finishCeremony()) return 'key-refused';
  if (!app.keys.keepKeys()) {
    // It would be gone with the power: the terminal starts again with the keys that it has in flash.
    await say(app, 'not-saved');
    throw new Error('a loaded key was not kept');
  }
  const key = kind.startsWith('master') ? 'master' : 'kbpk';
  await tell(app, { kind: 'keys-loaded', keys: [{ key, checkValue }] }, patienceMs);
  return undefined;
}

/** Custodian `who` shows the passcode; the first time, makes one. */
async function admits(app: App, who: number): Promise<boolean> {
  for (;;) {
    const waitMs = custodianWaitMs(who);
    if (waitMs > 0) {
      await say(app, 'wait', Math.ceil(waitMs / 1000));
      return false;
    }
    if (!askPasscode() || !(await typed(app, 'passcode', who))) return false;
    const verdict = verify(app, who);
    if (verdict === undefined) {
      await say(app, 'not-saved');
      return false;
    }
    if (verdict === 'ok') return true;
    if (verdict === 'must-change') return changes(app, who);
    await say(app, 'wrong-passcode');
  }
}

/** A try is charged, and that is in flash, before it is looked at. Undefined: flash does not take it. */
function verify(app: App, who: number) {
  chargeCustodian(who);
  const saved = app.keys.saveRecord();
  if (!saved) {
    closePin();
    return undefined;
  }
  const verdict = verifyCustodian(who, saved);
  if (verdict !== 'wrong' && !app.keys.saveRecord()) return undefined;
  return verdict;
}

/** A new passcode, typed twice. */
async function changes(app: App, who: number): Promise<boolean> {
  for (let secret: Secret = 'new-passcode'; ; ) {
    if (!askPasscode() || !(await typed(app, secret, who))) return false;
    const verdict = newPasscode(who);
    if (verdict === 'ok') return app.keys.saveRecord() !== undefined;
    secret = verdict === 'must-change' ? 'again' : 'new-passcode';
    if (verdict !== 'must-change') await say(app, verdict === 'wrong' ? 'differs' : 'poor');
  }
}

async function takesComponent(app: App, who: number): Promise<boolean> {
  for (;;) {
    const total = askComponent();
    if (total === 0 || !(await typed(app, 'component', who, total))) return false;
    const checkValue = offerComponent();
    if (checkValue === undefined) {
      await say(app, 'component-refused');
      continue;
    }
    const same = await confirms(
      app,
      { kind: 'check-value', custodian: who + 1, checkValue },
      patienceMs,
    );
    decideComponent(same === true);
    if (same === undefined) return false;
    if (same) return true;
  }
}

/** Shows how many digits there are until what is asked for is there; false when it was given up. */
async function typed(app: App, secret: Secret, who: number, total?: number): Promise<boolean> {
  const { front, attention } = app;
  attention.clearKeys();
  for (;;) {
    const { end, digits } = pinState();
    if (end === 'done') return true;
    if (end !== 'goes-on') {
      closePin();
      return false;
    }
    front.show({
      ...{ kind: 'secret-entry', secret, custodian: who + 1, digits },
      ...(total !== undefined && { total }),
    });
    await attention.key(typingMs);
  }
}

function say(app: App, notice: KeyNotice, value?: number): Promise<void> {
  return tell(
    app,
    { kind: 'key-notice', notice, ...(value !== undefined && { value }) },
    patienceMs,
  );
}

async function choose<Choice extends KeyChoice>(
  { front, attention }: App,
  choices: readonly Choice[],
): Promise<Choice | undefined> {
  for (let selected = 0; ; ) {
    front.show({ kind: 'key-choice', choices, selected });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return undefined;
    const { code } = waited;
    if (code === Key.up) selected = (selected + choices.length - 1) % choices.length;
    else if (code === Key.down) selected = (selected + 1) % choices.length;
    else if (code === Key.enter) return choices[selected];
    else if (code >= 1 && code <= choices.length) return choices[code - 1];
  }
}
