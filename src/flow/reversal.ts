// SPDX-License-Identifier: Apache-2.0
//
// Settling what is unknown: the reversal that is owed is sent until the host says that it is done, the request without a reversal
// until it is answered; and before anything else.

import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { duplicateTrace, isApproved, partlyApproved } from '../host/response-codes.ts';
import { afterReversal, type ReversalReply } from '../host/reversal.ts';
import type { OwedTrouble } from '../ui/screen.ts';
import { type App, tell, tellWhile } from './app.ts';
import { approvedMs, printed } from './approved.ts';
import type { Reply } from './host-session.ts';
import { kindOf } from './kinds.ts';
import type { Effect } from './money.ts';
import { openRecord } from './present.ts';
import { tellRefusal } from './refusal.ts';
import { ensureSignedIn } from './sign-in.ts';
import { plainReceipt } from './slip-of.ts';

const attemptsAtOnce = 2;
const noticeMs = 3000;

/** True when nothing is owed (any more). Otherwise the person has been told that no sale is possible. */
export async function settleReversal(app: App): Promise<boolean> {
  const { till, front, session } = app;
  let trouble: OwedTrouble = 'silent';
  for (let attempt = 1; till.owed && attempt <= attemptsAtOnce; attempt++) {
    const hadKeys = session.isSignedIn;
    if (!(await ensureSignedIn(app, { quiet: true }))) {
      trouble = 'refused';
      break;
    }
    for (const effect of till.apply({ kind: 'reversal-wanted' })) {
      if (effect.kind === 'send-reversal' || effect.kind === 'send-again')
        trouble = (await send(app, effect, attempt)) ?? trouble;
    }
    // Other keys are no help when those that have just been fetched were none.
    if (!hadKeys && !session.isSignedIn) break;
  }
  if (!till.owed) return true;
  const { about } = front;
  front.about = kindOf(till.owed.transaction).name;
  await tell(app, { kind: 'reversal-pending', trouble }, noticeMs);
  front.about = about;
  return false;
}

type Send = Extract<Effect, { kind: 'send-reversal' | 'send-again' }>;

/** One attempt; the trouble when it did not settle what is owed. */
async function send(app: App, effect: Send, attempt: number): Promise<OwedTrouble | undefined> {
  const { till, session, front } = app;
  const { about } = front;
  front.about = kindOf(effect.sale.transaction).name;
  const message = openRecord(session.profile, effect.sale.sealedReversal);
  const reply = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'reversing', attempt, elapsedS }),
    session.send(requestOf(effect, message)),
  );
  message.fields.field2Pan?.packed.fill(0);
  const {
    field37RetrievalReference: reference = '',
    field38AuthorizationCode: authorization = '',
  } = message.fields;
  const known = { reference, authorization };
  const end = {
    ...afterReversal(session.profile, reversalReply(reply), effect.sends),
    ...{ reply, known },
  };
  const isSettled = await (effect.kind === 'send-again' ? repeated : reversed)(app, effect, end);
  front.about = about;
  if (isSettled) return undefined;
  if (end.step === 'sign-in' || (reply.kind === 'unknown' && reply.macWrong)) session.signOut();
  till.apply({ kind: 'reversal-failed', sends: end.sends });
  if (reply.kind !== 'answer') return reply.trouble;
  return (effect.kind === 'send-again' && openAnswers[reply.code]) || 'bad-answer';
}

interface End extends ReturnType<typeof afterReversal> {
  readonly reply: Reply;
  /** What the request repeats of an original: the answer may leave it out. */
  readonly known: { readonly authorization: string; readonly reference: string };
}

function requestOf(effect: Send, { mti, fields }: TerminalMessage): TerminalMessage {
  if (effect.kind === 'send-again') return { mti, fields };
  return { mti, fields: { ...fields, field39ResponseCode: effect.cause } };
}

async function reversed(app: App, _: Send, { step }: End): Promise<boolean> {
  if (step !== 'done') return false;
  app.till.apply({ kind: 'reversal-done' });
  await tell(app, { kind: 'reversed' }, noticeMs);
  return true;
}

/**
 * To the same message again these say that the host has it, and not what became of it: neither approved nor declined, it is
 * still owed. docs/adr/0042-a-refund-is-repeated.md
 */
const openAnswers: Readonly<Record<string, OwedTrouble>> = Object.freeze(
  { [partlyApproved]: 'partial', [duplicateTrace]: 'duplicate' } as const,
  true,
);

/** The answer that was missing, at last. One without a MAC may be anybody's and settles nothing. */
async function repeated(app: App, { sale }: Send, { reply, step, known }: End): Promise<boolean> {
  const { till, front } = app;
  if (reply.kind !== 'answer' || !reply.isAuthentic || step === 'sign-in') return false;
  const { code, message } = reply;
  if (openAnswers[code]) return false;
  if (isApproved(code)) {
    const receipt = plainReceipt(sale, message.fields, known);
    till.apply({ kind: 'host-approved', receipt });
    await printed(app, receipt, approvedMs);
  } else {
    till.apply({ kind: 'host-declined', code });
    front.tone('alert');
    await tellRefusal(app, code);
  }
  return true;
}

export function reversalReply(reply: Reply): ReversalReply {
  if (reply.kind === 'answer')
    return { kind: 'answered', code: reply.code, isAuthentic: reply.isAuthentic };
  if (reply.kind === 'not-sent') return { kind: 'not-sent' };
  return { kind: reply.macWrong ? 'mac-wrong' : 'unknown' };
}
