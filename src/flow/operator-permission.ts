// SPDX-License-Identifier: Apache-2.0
//
// Before anything that not everybody may do: roles.ts says who, here they are asked for.

import {
  dismissOperators,
  isOperator,
  isOperatorLocked,
  operatorNumbers,
} from '../../crypto/operators.ts';
import { type App, confirms } from './app.ts';
import { noteAct } from './operator.ts';
import { administrator, digitsOf, roleOf, supervisor } from './operator-number.ts';
import { showsPassword, tellNotice } from './operator-password.ts';
import { askOperator } from './operator-sign-in.ts';
import { type Guarded, roles } from './roles.ts';

const patienceMs = 60_000;

/** Does it, if whoever is at the terminal may; with whom it takes besides. */
export async function withPermission(
  app: App,
  what: Guarded,
  act: () => Promise<unknown> | undefined,
): Promise<void> {
  const { shift } = app;
  const { approver } = shift;
  if (!shift.store) {
    await act();
    return;
  }
  try {
    if (await isPermitted(app, what)) await act();
  } finally {
    shift.approver = approver;
    dismissOperators(shift.number);
  }
}

async function isPermitted(app: App, what: Guarded): Promise<boolean> {
  const { shift } = app;
  // Before anybody has signed in there is the page of the keys: it waits for a master key.
  if (shift.number === undefined && !(await administratorShows(app))) return false;
  const rule = roles[what][roleOf(shift.number ?? administrator)];
  if (rule === 'no') await tellNotice(app, 'not-allowed');
  if (rule === 'approval') return isApproved(app, what);
  if (rule === 'two') return isWitnessed(app, what);
  return rule === 'yes';
}

/** While there has never been an administrator there is nothing to guard. */
async function administratorShows(app: App): Promise<boolean> {
  if (app.shift.store?.isLost) {
    await tellNotice(app, 'lost');
    return false;
  }
  return !isOperator(administrator) || showsPassword(app, administrator, 'present');
}

async function isApproved(app: App, what: Guarded): Promise<boolean> {
  if (!isOperator(supervisor)) {
    await tellNotice(app, 'no-supervisor');
    return false;
  }
  return showsBesides(app, supervisor, what, 'approval');
}

/** A second person: the supervisor, or, where there is none who could, anybody else. A terminal with one operator has nobody to ask. */
async function isWitnessed(app: App, what: Guarded): Promise<boolean> {
  const { shift } = app;
  const first = shift.number ?? administrator;
  if (operatorNumbers().every((number) => number === first)) return true;
  const ask = { kind: 'operator-notice', notice: 'second-person' } as const;
  if (!(await confirms(app, ask, patienceMs))) return false;
  const number = await askOperator(app);
  if (number === undefined) return false;
  const needsSupervisor = isOperator(supervisor) && !isOperatorLocked(supervisor);
  if (number === first || (needsSupervisor && number !== supervisor)) {
    await tellNotice(app, number === first ? 'same-person' : 'not-second');
    return false;
  }
  return showsBesides(app, number, what, 'present');
}

async function showsBesides(
  app: App,
  number: number,
  what: Guarded,
  ask: 'approval' | 'present',
): Promise<boolean> {
  if (!(await showsPassword(app, number, ask))) return false;
  app.shift.approver = digitsOf(number);
  noteAct(app, ask === 'approval' ? 'approved' : 'present', number, what);
  return true;
}
