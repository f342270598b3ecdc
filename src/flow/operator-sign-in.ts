// SPDX-License-Identifier: Apache-2.0
//
// Who comes to the terminal, and who comes back to it: number, a look at the name, password. A wrong number or password is told at
// once; the host hears of neither.

import { isOperator } from '../../crypto/operators.ts';
import { type App, confirms } from './app.ts';
import { askNumber } from './number.ts';
import { beginShift, noteAct, shownOperator } from './operator.ts';
import { returns } from './operator-lock.ts';
import { administrator, roleOf } from './operator-number.ts';
import { setsPassword, showsPassword, tellNotice } from './operator-password.ts';
import { ensureSignedIn } from './sign-in.ts';

const patienceMs = 60_000;

/** At idle with nobody there. False when nobody did anything for a while. */
export async function openShift(app: App): Promise<boolean> {
  const { shift } = app;
  if (shift.isLocked) return (await returns(app, patienceMs)) !== 'nobody';
  if (shift.store?.isLost) {
    await tellNotice(app, 'lost');
    return false;
  }
  if (!isOperator(administrator)) return firstAdministrator(app);
  const number = await askOperator(app);
  if (number === undefined) return false;
  const person = shownOperator(app, number);
  if (!(await confirms(app, { kind: 'operator-confirm', ...person, isNew: false }, patienceMs)))
    return true;
  if (!(await showsPassword(app, number, 'sign-in'))) return true;
  beginShift(app, number);
  // So that the host knows who works here. The administrator moves no money.
  if (roleOf(number) !== 'administrator') await ensureSignedIn(app, { anew: true });
  return true;
}

/** Nobody has a password yet: whoever is there makes the administrator's. None is delivered. */
async function firstAdministrator(app: App): Promise<boolean> {
  const wants = await confirms(app, { kind: 'operator-notice', notice: 'first' }, patienceMs);
  if (wants && (await setsPassword(app, administrator))) {
    beginShift(app, administrator);
    noteAct(app, 'added', administrator);
  }
  return wants !== undefined;
}

/** The number of somebody who exists. Undefined: given up. */
export async function askOperator(app: App): Promise<number | undefined> {
  for (;;) {
    const what = app.settings.operators?.checkDigit ? 'checked-operator' : 'operator';
    const typed = await askNumber(app, what, false);
    if (typed === undefined) return undefined;
    const number = Number(typed.slice(0, 2));
    if (isOperator(number)) return number;
    await tellNotice(app, 'unknown');
  }
}
