// SPDX-License-Identifier: Apache-2.0
//
// Telling the host of sales that cards have approved offline, one after the other, until none waits. Each ends in the journal before
// the next begins: taken by the host, refused by it, or left for the batch upload. docs/sources.md [domain G6, G8, G9]

import { type AdviceStep, afterAdvice } from '../host/advice.ts';
import type { Advice, AdviceResult } from './advice-queue.ts';
import { type App, tell, tellWhile, timeOf } from './app.ts';
import type { Reply } from './host-session.ts';
import { openRecord } from './present.ts';
import { reversalReply } from './reversal.ts';
import { ensureSignedIn } from './sign-in.ts';

const retryMinutes = 5;
const noticeMs = 30_000;
/** So many are uploaded at once when no number is given. */
const uploadAtDefault = 10;

/** So many wait that it is time: before the next sale. */
export function isUploadDue({ book, settings }: App): boolean {
  return book.advices.count >= (settings.offline?.uploadAt ?? uploadAtDefault);
}

/** At idle, once a minute; each five minutes while the host does not answer, since keys do nothing meanwhile. */
export function isMinuteToSend({ session, board }: App): boolean {
  return session.isAnswering || (timeOf(board)?.minute ?? 0) % retryMinutes === 0;
}

export async function uploadByTheClock(app: App): Promise<void> {
  if (app.book.advices.count > 0 && isMinuteToSend(app)) await uploadAdvices(app);
}

/** True when none waits any more. `untilEnded`: for as long as the host can be reached; it is said when it cannot. */
export async function uploadAdvices(app: App, { untilEnded = false } = {}): Promise<boolean> {
  const { book } = app;
  const total = book.advices.count;
  while (book.advices.count > 0) {
    if (!(await ensureSignedIn(app, { quiet: !untilEnded }))) return false;
    const step = await uploadOne(app, total, untilEnded);
    if (step === 'later' && !untilEnded) return false;
    if (step === 'unreachable') return false;
  }
  return true;
}

async function uploadOne(
  app: App,
  total: number,
  isTold: boolean,
): Promise<AdviceStep | 'unreachable'> {
  const { book, session } = app;
  const { count, sends } = book.advices;
  const advice = book.nextAdvice();
  const message = openRecord(session.profile, advice.sale.sealedReversal);
  const reply = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'uploading', uploaded: total - count, total, elapsedS }),
    session.send(message),
  );
  message.fields.field2Pan?.packed.fill(0);
  if (reply.kind === 'unknown' && reply.macWrong) session.signOut();
  if (reply.kind === 'not-sent') {
    if (isTold) await tell(app, { kind: 'line-failure', trouble: reply.trouble });
    return 'unreachable';
  }
  const { step, sends: counted } = afterAdvice(session.profile, reversalReply(reply), sends);
  if (step === 'later') book.adviceTried(advice, counted);
  else await end(app, advice, step, reply);
  return step;
}

async function end(app: App, advice: Advice, result: AdviceResult, reply: Reply): Promise<void> {
  const code = result === 'refused' && reply.kind === 'answer' ? reply.code : '';
  app.book.adviceEnded(advice, result, code);
  if (result === 'taken') return;
  const { stan: trace, amountMinor } = advice.sale;
  app.front.tone('alert');
  await tell(app, { kind: 'advice-notice', result, trace, amountMinor, code }, noticeMs);
}
