// SPDX-License-Identifier: Apache-2.0
//
// A terminal that nobody has touched for a while locks itself. What was being typed is kept for its operator: it is where it was, in
// the conversation that waits.

import type { App } from './app.ts';
import { Key } from './keys.ts';
import { endShift, lockShift, shownOperator } from './operator.ts';
import { showsPassword } from './operator-password.ts';

/** What was typed when the terminal locked itself is kept so long. */
const draftMs = 600_000;

type Return = 'back' | 'left' | 'nobody';

/** The locked screen, until the operator is back or gives up; 'nobody' after `ms`. */
export async function returns(app: App, ms: number, draft = false): Promise<Return> {
  const { front, attention, shift, board } = app;
  const number = shift.number!;
  const until = board.clock.nowMs + ms;
  attention.clearKeys();
  for (;;) {
    front.show({ kind: 'operator-locked', ...shownOperator(app, number), draft });
    const waited = await attention.key(Math.max(1, until - board.clock.nowMs));
    if (waited.kind !== 'key') return 'nobody';
    if (waited.code === Key.cancel) {
      endShift(app);
      return 'left';
    }
    if (waited.code === Key.language) front.toggleLanguage();
    if (waited.code !== Key.enter || !(await showsPassword(app, number, 'unlock'))) continue;
    shift.isLocked = false;
    shift.touchedMs = board.clock.nowMs;
    return 'back';
  }
}

/**
 * While something is being typed nobody has pressed a key for long: on a terminal with operators it locks itself. True: the same person
 * is back, and goes on where it was.
 */
export async function keepsDraft(app: App): Promise<boolean> {
  const { shift } = app;
  if (!shift.store || shift.number === undefined) return false;
  lockShift(app);
  return (await returns(app, draftMs, true)) === 'back';
}
