// SPDX-License-Identifier: Apache-2.0
//
// Fetching working keys, before anything that needs them.

import { type App, tell, tellWhile } from './app.ts';
import { tellRefusal } from './refusal.ts';

/** True when working keys are there. Otherwise it has been said why not, unless `quiet`. */
export async function ensureSignedIn(
  app: App,
  { quiet = false, anew = false } = {},
): Promise<boolean> {
  const { session } = app;
  if (session.isSignedIn && !anew) return true;
  const result = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'signing-in', elapsedS }),
    session.signIn(),
  );
  if (result.ok || quiet) return result.ok;
  if ('code' in result) {
    await tellRefusal(app, result.code);
  } else {
    await tell(app, { kind: 'line-failure', trouble: result.trouble });
  }
  return false;
}
