// SPDX-License-Identifier: Apache-2.0
//
// Asking an operator for the password, or for a new one. The digits are in C, and so is what counts tries (crypto/core/operators.c).

import { askPasscode } from '../../crypto/key-loading.ts';
import {
  chargeOperator,
  dismissOperators,
  forgetNewPassword,
  isOperatorLocked,
  newPassword,
  operatorWaitMs,
  verifyOperator,
} from '../../crypto/operators.ts';
import { closePin, pinState } from '../../crypto/pin-entry.ts';
import { PinBeeps } from '../ui/pin-sounds.ts';
import type { OperatorNotice, PasswordAsk } from '../ui/screen.ts';
import { type App, tell } from './app.ts';
import { noteAct, shownOperator } from './operator.ts';

const noticeMs = 5000;
/** Longer than the core waits for a key. */
const typingMs = 65_000;

export function tellNotice(app: App, notice: OperatorNotice, value?: number): Promise<void> {
  if (notice !== 'saved' && notice !== 'removed' && notice !== 'unlocked') app.front.tone('alert');
  const screen = { kind: 'operator-notice', notice } as const;
  return tell(app, value === undefined ? screen : { ...screen, value }, noticeMs);
}

/** Operator `number` shows the password: true. Otherwise it has been said why not, or it was given up. */
export async function showsPassword(app: App, number: number, ask: PasswordAsk): Promise<boolean> {
  for (;;) {
    if (isOperatorLocked(number)) return no(app, 'locked');
    const waitMs = operatorWaitMs(number);
    if (waitMs > 0) return no(app, 'wait', Math.ceil(waitMs / 1000));
    if (!askPasscode() || !(await typed(app, number, ask))) return false;
    const verdict = verify(app, number);
    if (verdict === 'ok') return true;
    if (verdict !== 'wrong') return no(app, 'not-saved');
    if (isOperatorLocked(number)) {
      noteAct(app, 'locked', number);
      return no(app, 'now-locked');
    }
    await tellNotice(app, 'wrong');
  }
}

async function no(app: App, notice: OperatorNotice, value?: number): Promise<false> {
  await tellNotice(app, notice, value);
  return false;
}

/** A try is charged, and that is in flash, before it is looked at. Undefined: flash does not take it. */
function verify({ shift }: App, number: number) {
  const { store } = shift;
  const saved = chargeOperator(number) === 'ok' ? store?.save() : undefined;
  if (!saved) {
    closePin();
    return undefined;
  }
  const verdict = verifyOperator(number, saved);
  if (verdict === 'ok' && !store?.save()) {
    // The core has let in whom flash still counts as wrong.
    dismissOperators(shift.isLocked ? undefined : shift.number);
    return undefined;
  }
  return verdict;
}

/** A new password, typed twice, and kept. */
export async function setsPassword(app: App, number: number): Promise<boolean> {
  try {
    for (let ask: PasswordAsk = 'new'; ; ) {
      if (!askPasscode() || !(await typed(app, number, ask))) return false;
      const verdict = newPassword(number);
      if (verdict === 'ok') break;
      if (verdict === 'full') return no(app, 'full');
      if (verdict === 'forbidden') return no(app, 'not-allowed');
      if (verdict === 'differs' || verdict === 'poor') await tellNotice(app, verdict);
      ask = verdict === 'again' ? 'again' : 'new';
    }
  } finally {
    forgetNewPassword();
  }
  return keeps(app);
}

/** What has changed is in flash. If it is not, the terminal starts again with what flash has. */
export function keeps({ shift: { store } }: App): true {
  if (!store?.save()) throw new Error('the operators were not kept');
  return true;
}

/** Shows how many digits there are until there are enough; false when it was given up. */
async function typed(app: App, number: number, ask: PasswordAsk): Promise<boolean> {
  const { front, attention } = app;
  const progress = new PinBeeps((tone) => front.tone(tone), false);
  const person = shownOperator(app, number);
  attention.clearKeys();
  progress.asked(0);
  for (let shown = 0; ; ) {
    const { end, digits } = pinState();
    if (end !== 'goes-on') {
      if (end !== 'done') closePin();
      progress.ended(end === 'closed' ? 'timed-out' : end);
      return end === 'done';
    }
    if (digits > shown) progress.typed(digits);
    else if (digits < shown) progress.cleared();
    shown = digits;
    front.show({ kind: 'password-entry', ...person, ask, digits });
    await attention.key(typingMs);
  }
}
