// SPDX-License-Identifier: Apache-2.0
//
// What people do at a terminal that knows them, step by step, for the stories of operators-sign-in.ts and operators-roles.ts.

import { readJournal } from '../../host-sim/journal/image.ts';
import { describeRecord } from '../../host-sim/journal/records.ts';
import { typedSecretsStayHome } from '../../host-sim/oracle/custodians.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { OperatorNotice, PasswordAsk, Role } from '../../src/ui/screen.ts';

const names = { '01': '老张' } as const;
export const operators = { lockAfterS: 120, names };
export const withOperators = { settings: { operators } } as const;

const roles: Readonly<Record<string, Role>> = { '00': 'supervisor', '99': 'administrator' };

export function person(number: string) {
  const name = (names as Readonly<Record<string, string>>)[number.slice(0, 2)];
  const role: Role = roles[number.slice(0, 2)] ?? 'cashier';
  return { number, role, ...(name !== undefined && { name }) };
}

export const notice = (notice: OperatorNotice) => ({ kind: 'operator-notice', notice }) as const;
export const entry = (number: string, ask: PasswordAsk, digits = 0) =>
  ({ kind: 'password-entry', ...person(number), ask, digits }) as const;
export const asksWho = { kind: 'number-entry', what: 'operator', typed: '', size: 2 } as const;

/** Digits that are no pattern: the oracle looks for them afterwards. */
export function passwordOf(t: Vocabulary, number: string): string {
  const random = t.sim.kernel.random(`operator ${number}`);
  const password = Array.from({ length: 12 }, () => random.below(10)).join('');
  t.sim.noteTyped(`the password of operator ${number}`, password);
  return password;
}

export function types(t: Vocabulary, number: string, ask: PasswordAsk): void {
  t.reaches(entry(number, ask));
  t.clerk.types(passwordOf(t, number), 'enter');
}

function makesPassword(t: Vocabulary, number: string): void {
  types(t, number, 'new');
  types(t, number, 'again');
}

/** A new terminal: the administrator makes a password. */
export function begins(t: Vocabulary): void {
  t.power.on();
  t.reaches(notice('first'));
  t.clerk.types('enter');
  makesPassword(t, '99');
  t.reachesIdle();
}

/** From the menu: a row of "operators", counted from 1. */
export function opens(t: Vocabulary, row: number): void {
  t.clerk.types('menu', '9');
  t.waits(300);
  t.clerk.types(String(row));
}

/** By the administrator, whom nobody has to watch yet. */
export function adds(t: Vocabulary, number: string): void {
  t.clerk.types('1');
  t.reaches({ kind: 'number-entry', what: 'new-operator', typed: '', size: 2 });
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: true });
  t.clerk.types('enter');
  makesPassword(t, number);
  t.reaches(notice('saved'));
  t.clerk.types('enter');
}

export function signsIn(t: Vocabulary, number: string): void {
  t.reaches(asksWho);
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: false });
  t.clerk.types('enter');
  types(t, number, 'sign-in');
  t.reachesIdle();
}

export function leaves(t: Vocabulary): void {
  opens(t, 1);
  t.reaches(asksWho);
}

/** Administrator, supervisor, cashier; nobody is signed in. */
export function opensShop(t: Vocabulary): void {
  begins(t);
  opens(t, 4);
  for (const number of ['01', '00']) adds(t, number);
  t.clerk.types('cancel');
  t.reachesIdle();
  leaves(t);
}

export function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 4200 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries().at(-1)!.stan;
}

/** What the journal has, read by the tool that was written from its page. */
export function recordsOf(t: Vocabulary) {
  const image = Buffer.from(t.sim.board.flash.world.image());
  return readJournal(image)!.entries.map(({ type, version, payload }) =>
    describeRecord(type, version, payload),
  );
}

export function isOver(t: Vocabulary): void {
  typedSecretsStayHome(t, true);
}
