// SPDX-License-Identifier: Apache-2.0
//
// Giving the working keys up, at the end of the day.

import { uploadAdvices } from './advice.ts';
import { type App, tell, tellWhile } from './app.ts';
import { settleReversal } from './reversal.ts';
import { reportScripts } from './script-report.ts';

/** Tells the host, whatever is owed having been settled. Without an answer the keys are given up all the same. */
export async function signOut(app: App): Promise<void> {
  if (!(await settleReversal(app))) return;
  await reportScripts(app);
  if (!(await uploadAdvices(app, { untilEnded: true }))) return;
  const { session } = app;
  const result = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'signing-out', elapsedS }),
    session.leave(),
  );
  if (result.ok) await tell(app, { kind: 'settlement-notice', notice: 'signed-out' });
  else if ('trouble' in result) await tell(app, { kind: 'line-failure', trouble: result.trouble });
  else await tell(app, { kind: 'settlement-notice', notice: 'refused', code: result.code });
}
