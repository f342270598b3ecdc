// SPDX-License-Identifier: Apache-2.0
//
// People who sign in: the first administrator, a cashier with a check digit, mistakes, locks, what the supervisor allows. Afterwards the
// oracle of typed secrets looks for every password, everywhere.

import { typedSecretsStayHome } from '../../host-sim/oracle/custodians.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { OperatorNotice, PasswordAsk, Role } from '../../src/ui/screen.ts';

const names = { '01': '王芳' } as const;
const operators = { lockAfterS: 120, names };
const withOperators = { settings: { operators } } as const;

const roles: Readonly<Record<string, Role>> = { '00': 'supervisor', '99': 'administrator' };

function person(number: string) {
  const name = (names as Readonly<Record<string, string>>)[number.slice(0, 2)];
  const role: Role = roles[number.slice(0, 2)] ?? 'cashier';
  return { number, role, ...(name !== undefined && { name }) };
}

const notice = (notice: OperatorNotice) => ({ kind: 'operator-notice', notice }) as const;
const entry = (number: string, ask: PasswordAsk, digits = 0) =>
  ({ kind: 'password-entry', ...person(number), ask, digits }) as const;
const asksWho = { kind: 'number-entry', what: 'operator', typed: '', size: 2 } as const;

/** Digits that are no pattern: the oracle looks for them afterwards. */
function passwordOf(t: Vocabulary, number: string): string {
  const random = t.sim.kernel.random(`operator ${number}`);
  const password = Array.from({ length: 12 }, () => random.below(10)).join('');
  t.sim.noteTyped(`the password of operator ${number}`, password);
  return password;
}

function types(t: Vocabulary, number: string, ask: PasswordAsk): void {
  t.reaches(entry(number, ask));
  t.clerk.types(passwordOf(t, number), 'enter');
}

function makesPassword(t: Vocabulary, number: string): void {
  types(t, number, 'new');
  types(t, number, 'again');
}

/** A new terminal: the administrator makes a password. */
function begins(t: Vocabulary): void {
  t.power.on();
  t.reaches(notice('first'));
  t.clerk.types('enter');
  makesPassword(t, '99');
  t.reachesIdle();
}

/** From the menu: a row of "operators", counted from 1. */
function opens(t: Vocabulary, row: number): void {
  t.clerk.types('menu', '9');
  t.waits(300);
  t.clerk.types(String(row));
}

/** By the administrator, whom nobody has to watch yet. */
function adds(t: Vocabulary, number: string): void {
  t.clerk.types('1');
  t.reaches({ kind: 'number-entry', what: 'new-operator', typed: '', size: 2 });
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: true });
  t.clerk.types('enter');
  makesPassword(t, number);
  t.reaches(notice('saved'));
  t.clerk.types('enter');
}

function signsIn(t: Vocabulary, number: string): void {
  t.reaches(asksWho);
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: false });
  t.clerk.types('enter');
  types(t, number, 'sign-in');
  t.reachesIdle();
}

function leaves(t: Vocabulary): void {
  opens(t, 1);
  t.reaches(asksWho);
}

/** Administrator, supervisor, cashier; nobody is signed in. */
function opensShop(t: Vocabulary): void {
  begins(t);
  opens(t, 4);
  for (const number of ['01', '00']) adds(t, number);
  t.clerk.types('cancel');
  t.reachesIdle();
  leaves(t);
}

function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 4200 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries().at(-1)!.stan;
}

function isOver(t: Vocabulary): void {
  typedSecretsStayHome(t, true);
}

scenario(
  'a new terminal has no password: the first one makes the administrator’s, adds a cashier, and the cashier sells',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    sells(t);
    t.paper.shows('操作员号');
    t.paper.shows('01');
    isOver(t);
  },
);
