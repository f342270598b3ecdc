// SPDX-License-Identifier: Apache-2.0
//
// Paying back what is unknown: the reversal that is owed is sent until the host says that it is done, and before anything
// else.

import { unseal } from '../../crypto/seal.ts';
import { decodeMessage } from '../host/iso8583/message.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { HostProfile } from '../host/profile.ts';
import { afterReversal, type ReversalReply } from '../host/reversal.ts';
import type { LineTrouble } from '../ui/screen.ts';
import { type App, tell, tellWhile } from './app.ts';
import type { Reply } from './host-session.ts';
import type { Effect } from './money.ts';
import { ensureSignedIn } from './sign-in.ts';

const attemptsAtOnce = 2;
const noticeMs = 3000;

/** True when nothing is owed (any more). Otherwise the person has been told that no sale is possible. */
export async function settleReversal(app: App): Promise<boolean> {
  const { till } = app;
  let trouble: LineTrouble = 'silent';
  for (let attempt = 1; till.owed && attempt <= attemptsAtOnce; attempt++) {
    if (!(await ensureSignedIn(app, { quiet: true }))) {
      trouble = 'refused';
      break;
    }
    for (const effect of till.apply({ kind: 'reversal-wanted' })) {
      if (effect.kind === 'send-reversal') trouble = (await send(app, effect, attempt)) ?? trouble;
    }
  }
  if (!till.owed) return true;
  await tell(app, { kind: 'reversal-pending', trouble }, noticeMs);
  return false;
}

/** One attempt; the trouble when it did not settle the reversal. */
async function send(
  app: App,
  { sale, cause, sends }: Extract<Effect, { kind: 'send-reversal' }>,
  attempt: number,
): Promise<LineTrouble | undefined> {
  const message = openReversal(app.session.profile, sale.sealedReversal);
  const request: TerminalMessage = {
    ...message,
    fields: { ...message.fields, field39ResponseCode: cause },
  };
  const reply = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'reversing', attempt, elapsedS }),
    app.session.send(request),
  );
  message.fields.field2Pan?.packed.fill(0);
  const { step, sends: total } = afterReversal(app.session.profile, reversalReply(reply), sends);
  if (step === 'done') {
    app.till.apply({ kind: 'reversal-done' });
    await tell(app, { kind: 'reversed' }, noticeMs);
    return undefined;
  }
  if (step === 'sign-in' || (reply.kind === 'unknown' && reply.macWrong)) app.session.signOut();
  app.till.apply({ kind: 'reversal-failed', sends: total });
  return reply.kind === 'answer' ? 'bad-answer' : reply.trouble;
}

/** What was sealed is ours: bytes that do not open or decode are a bug, and the terminal restarts. */
function openReversal({ spec }: HostProfile, sealed: Uint8Array): TerminalMessage {
  const bytes = unseal(sealed);
  if (!bytes) throw new Error('reversal: the sealed record does not open');
  const message = decodeMessage(spec, bytes);
  bytes.fill(0);
  if (!message.ok) throw new Error(`reversal: ${message.reason}`);
  return message.value;
}

function reversalReply(reply: Reply): ReversalReply {
  if (reply.kind === 'answer')
    return { kind: 'answered', code: reply.code, isAuthentic: reply.isAuthentic };
  if (reply.kind === 'not-sent') return { kind: 'not-sent' };
  return { kind: reply.macWrong ? 'mac-wrong' : 'unknown' };
}
