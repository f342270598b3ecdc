// SPDX-License-Identifier: Apache-2.0
//
// What is done to operators: by the administrator, who adds, removes, gives a new password; by the supervisor, who unlocks; by
// everybody to the own password. Who may is in roles.ts and, once more, in crypto/core/operators.c.

import {
  isOperator,
  isOperatorLocked,
  operatorNumbers,
  removeOperator,
  unlockOperator,
} from '../../crypto/operators.ts';
import type { OperatorAction } from '../ui/screen.ts';
import { type App, confirms } from './app.ts';
import { askNumber } from './number.ts';
import { noteAct, shownOperator } from './operator.ts';
import { administrator } from './operator-number.ts';
import { keeps, setsPassword, showsPassword, tellNotice } from './operator-password.ts';
import { choose } from './pick.ts';

const patienceMs = 60_000;

export async function manageOperators(app: App): Promise<void> {
  for (;;) {
    const numbers = operatorNumbers();
    const chosen = await chooseOperator(app, numbers, true);
    if (chosen === undefined) return;
    if (chosen === 'add') await addOperator(app);
    else await changeOperator(app, chosen);
  }
}

export async function unlockOperators(app: App): Promise<void> {
  const locked = operatorNumbers().filter((number) => isOperatorLocked(number));
  if (locked.length === 0) {
    await tellNotice(app, 'none-locked');
    return;
  }
  const number = await chooseOperator(app, locked, false);
  if (typeof number === 'number') await unlocks(app, number);
}

export async function changeOwnPassword(app: App): Promise<void> {
  const { number } = app.shift;
  if (number === undefined || !(await showsPassword(app, number, 'present'))) return;
  await givesPassword(app, number);
}

async function givesPassword(app: App, number: number): Promise<void> {
  if (!(await setsPassword(app, number))) return;
  noteAct(app, 'password', number);
  await tellNotice(app, 'saved');
}

async function unlocks(app: App, number: number): Promise<void> {
  if (unlockOperator(number) !== 'ok') return tellNotice(app, 'not-allowed');
  keeps(app);
  noteAct(app, 'unlocked', number);
  await tellNotice(app, 'unlocked');
}

/** The new one is there, and types the password. */
async function addOperator(app: App): Promise<void> {
  const typed = await askNumber(app, 'new-operator');
  if (typed === undefined) return;
  const number = Number(typed);
  if (isOperator(number)) return tellNotice(app, 'exists');
  const person = shownOperator(app, number);
  if (!(await confirms(app, { kind: 'operator-confirm', ...person, isNew: true }, patienceMs)))
    return;
  if (!(await setsPassword(app, number))) return;
  noteAct(app, 'added', number);
  await tellNotice(app, 'saved');
}

async function changeOperator(app: App, number: number): Promise<void> {
  const choices: readonly OperatorAction[] =
    number === administrator ? ['password'] : ['password', 'unlock', 'remove'];
  app.attention.clearKeys();
  const person = shownOperator(app, number);
  const screen = (selected: number) =>
    ({ kind: 'operator-action', ...person, choices, selected }) as const;
  const chosen = await choose(app, choices.length, screen, patienceMs);
  const action = chosen === undefined ? undefined : choices[chosen];
  if (action === 'password') await givesPassword(app, number);
  if (action === 'unlock') await unlocks(app, number);
  if (action !== 'remove') return;
  if (removeOperator(number) !== 'ok') return tellNotice(app, 'not-allowed');
  keeps(app);
  noteAct(app, 'removed', number);
  await tellNotice(app, 'removed');
}

async function chooseOperator(
  app: App,
  numbers: readonly number[],
  mayAdd: boolean,
): Promise<number | 'add' | undefined> {
  const rows = numbers.map((number) => ({
    ...shownOperator(app, number),
    isLocked: isOperatorLocked(number),
  }));
  app.attention.clearKeys();
  const screen = (selected: number) => ({ kind: 'operator-list', rows, mayAdd, selected }) as const;
  const chosen = await choose(app, rows.length + (mayAdd ? 1 : 0), screen, patienceMs);
  if (chosen === undefined) return undefined;
  if (!mayAdd) return numbers[chosen];
  return chosen === 0 ? 'add' : numbers[chosen - 1];
}
