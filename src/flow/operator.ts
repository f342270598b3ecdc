// SPDX-License-Identifier: Apache-2.0
//
// Who works at the terminal: two digits, as records, messages and slips name people. docs/sources.md [domain F1]
//
// What a reader would get wrong: while nobody has signed in there is a number, too, the one of the settings. It is in the book because
// whatever the book writes is somebody's.

import { dismissOperators } from '../../crypto/operators.ts';
import type { OperatorShown } from '../ui/screen.ts';
import { type App, timeOf } from './app.ts';
import { checkDigitOf, digitsOf, roleOf } from './operator-number.ts';
import { lockAfterS } from './operator-options.ts';
import type { OperatorStore } from './operator-store.ts';
import { digitsOfTime } from './receipt-time.ts';

/** What people do to each other, as records have it: never changed, only added to. */
const acts = Object.freeze(
  {
    'signed in': 1,
    left: 2,
    locked: 3,
    unlocked: 4,
    added: 5,
    password: 6,
    removed: 7,
    approved: 8,
    present: 9,
  } as const,
  true,
);
export type OperatorAct = keyof typeof acts;

/** Whoever may be at the terminal now. */
export class Shift {
  /** Undefined: this terminal knows no operators. */
  readonly store: OperatorStore | undefined;
  /** Who has signed in. */
  number: number | undefined;
  /** That one has to show the password again. */
  isLocked = false;
  /** Who has allowed what is being done; two digits. */
  approver: string | undefined;
  /** When a key was pressed last. */
  touchedMs = 0;

  constructor(store?: OperatorStore) {
    this.store = store;
  }

  /** Somebody has to sign in, or in again, before anything else. */
  get isClosed(): boolean {
    return this.store !== undefined && (this.number === undefined || this.isLocked);
  }
}

export function operatorOf({ book }: Pick<App, 'book'>): string {
  return book.operator;
}

/** As records have it. */
export function approverOf({ shift }: Pick<App, 'shift'>): number {
  return shift.approver === undefined ? 0 : Number(shift.approver) + 1;
}

/** Operator `number` as people see it. */
export function shownOperator({ settings }: App, number: number): OperatorShown {
  const digits = digitsOf(number);
  const { checkDigit, names } = settings.operators ?? {};
  const name = names?.[digits];
  return {
    number: checkDigit ? digits + checkDigitOf(number) : digits,
    role: roleOf(number),
    ...(name !== undefined && { name }),
  };
}

export function beginShift(app: App, number: number): void {
  const { shift, book, board } = app;
  shift.number = number;
  shift.isLocked = false;
  shift.touchedMs = board.clock.nowMs;
  book.operator = digitsOf(number);
  noteAct(app, 'signed in', number);
}

/** Its operator has to show the password before anything else. */
export function lockShift({ shift }: App): void {
  shift.isLocked = true;
  dismissOperators();
}

export function endShift(app: App): void {
  const { shift, book, settings } = app;
  if (shift.number !== undefined) noteAct(app, 'left', shift.number);
  shift.number = undefined;
  shift.isLocked = false;
  book.operator = settings.operator;
  dismissOperators();
}

/** When the terminal locks itself, unless a key is pressed. */
export function msToLock({ shift, settings, board }: App): number {
  if (!shift.store) return Number.POSITIVE_INFINITY;
  const afterMs = (settings.operators?.lockAfterS ?? lockAfterS) * 1000;
  return Math.max(0, shift.touchedMs + afterMs - board.clock.nowMs);
}

/** For the journal, as far as it has room: money goes first. `subject`: whom it was done to. */
export function noteAct(app: App, act: OperatorAct, subject: number, what = ''): void {
  const { book, board } = app;
  if (book.room === 'none') return;
  const time = digitsOfTime(timeOf(board));
  book.operatorActed({
    ...{ act: acts[act], operator: book.operator, subject: digitsOf(subject) },
    ...{ approver: approverOf(app), time, what },
  });
}
