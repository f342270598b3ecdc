// SPDX-License-Identifier: Apache-2.0
//
// Who works at the terminal: two digits, as records, messages and slips name people. docs/sources.md [domain F1]
//
// What a reader would get wrong: while nobody has signed in there is a number, too, the one of the settings. It is in the book because
// whatever the book writes is somebody's.

import type { App } from './app.ts';

/** Whoever may be at the terminal now. */
export class Shift {
  /** Who has allowed what is being done; two digits. */
  approver: string | undefined;
}

export function operatorOf({ book }: Pick<App, 'book'>): string {
  return book.operator;
}

/** As records have it. */
export function approverOf({ shift }: Pick<App, 'shift'>): number {
  return shift.approver === undefined ? 0 : Number(shift.approver) + 1;
}
