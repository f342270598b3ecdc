// SPDX-License-Identifier: Apache-2.0
//
// Telling the host what its issuer's scripts came to, one report after the other: at once, before the next transaction, settlement and
// sign-out, and at idle. It stops nothing: a host that does not answer gets the same again, as often as an offline approval, and
// then no more. docs/sources.md [domain A4, G6]

import { scriptField55 } from '../emv/f55.ts';
import { afterAdvice } from '../host/advice.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { isMinuteToSend } from './advice.ts';
import { type App, tellWhile } from './app.ts';
import { openRecord } from './present.ts';
import { reversalReply } from './reversal.ts';
import type { ScriptReport } from './script-queue.ts';
import { ensureSignedIn } from './sign-in.ts';

export async function reportByTheClock(app: App): Promise<void> {
  if (isMinuteToSend(app)) await reportScripts(app);
}

/** Until none waits, or one has no clear answer. */
export async function reportScripts(app: App): Promise<void> {
  const { scripts } = app.book;
  while (scripts.count > 0) {
    if (!(await ensureSignedIn(app, { quiet: true }))) return;
    if (!(await reportOne(app))) return;
  }
}

async function reportOne(app: App): Promise<boolean> {
  const { book, session } = app;
  const { scripts } = book;
  const report = scripts.next();
  const message = withResults(openRecord(session.profile, report.sealedReport), report);
  const reply = await tellWhile(
    app,
    () => ({ kind: 'card-update', step: 'reporting' }),
    session.send(message),
  );
  message.fields.field2Pan?.packed.fill(0);
  if (reply.kind === 'not-sent') return false;
  if (reply.kind === 'unknown' && reply.macWrong) session.signOut();
  const { step, sends } = afterAdvice(session.profile, reversalReply(reply), scripts.sends);
  if (step === 'later') scripts.tried(report, sends);
  else {
    const code = step === 'refused' && reply.kind === 'answer' ? reply.code : '';
    scripts.ended(report, step, code);
  }
  return step !== 'later';
}

/** As it was sealed it says that none was run. */
function withResults({ mti, fields }: TerminalMessage, { results }: ScriptReport): TerminalMessage {
  if (!results) return { mti, fields };
  return {
    mti,
    fields: { ...fields, field55ChipData: scriptField55(fields.field55ChipData!, results) },
  };
}
