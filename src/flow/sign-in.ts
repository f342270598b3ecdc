// SPDX-License-Identifier: Apache-2.0
//
// Fetching working keys, before anything that needs them.

import { type App, tell } from './app.ts';
import { Work } from './attention.ts';
import type { SignedIn } from './host-session.ts';
import { Key } from './keys.ts';
import { tellRefusal } from './refusal.ts';

/**
 * True when working keys are there. Otherwise it has been said why not, unless `quiet`. Cancel ends what was to come, once the host
 * has answered: two exchanges at once it would not understand.
 */
export async function ensureSignedIn(
  app: App,
  { quiet = false, anew = false } = {},
): Promise<boolean> {
  const { session } = app;
  if (session.isSignedIn && !anew) return true;
  const work = new Work(session.signIn());
  const isWanted = await watch(app, work);
  const result = work.value;
  if (quiet || (result.ok && isWanted)) return result.ok;
  if (result.ok) {
    await tell(app, { kind: 'cancelled' });
    return false;
  }
  if ('code' in result) {
    await tellRefusal(app, result.code);
  } else {
    await tell(app, { kind: 'line-failure', trouble: result.trouble });
  }
  return false;
}

/** Shows the seconds until `work` is done; false when somebody has pressed cancel meanwhile. Other keys are forgotten. */
async function watch({ front, attention, board }: App, work: Work<SignedIn>): Promise<boolean> {
  const { clock } = board;
  const startMs = clock.nowMs;
  let isWanted = true;
  attention.clearKeys();
  for (;;) {
    const elapsedMs = clock.nowMs - startMs;
    const elapsedS = Math.floor(elapsedMs / 1000);
    front.show({ kind: 'signing-in', elapsedS });
    const waited = await attention.keyOr(work, (elapsedS + 1) * 1000 - elapsedMs);
    if (waited.kind === 'done') break;
    if (waited.kind === 'key' && waited.code === Key.cancel) isWanted = false;
  }
  attention.clearKeys();
  return isWanted;
}
