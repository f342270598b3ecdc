// SPDX-License-Identifier: Apache-2.0
//
// Settling a batch: docs/sources.md [domain A9, G9]. Totals, then the host's word, then the details if it has counted otherwise, then paper,
// then the next batch. Each step is in the journal before the next begins, so that a cut resumes at the step. A message that may
// have been sent is sent again under another trace number: the host counts a batch once, and a detail by its own trace.

import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { stanAfter } from '../host/requests.ts';
import { wantsSignIn } from '../host/response-codes.ts';
import { balanceOf, settlementRequest, uploadEndRequest } from '../host/settlement-requests.ts';
import { sumOf, type Totals } from '../journal/totals.ts';
import type { LineTrouble, ScreenOf } from '../ui/screen.ts';
import { uploadAdvices } from './advice.ts';
import { type App, tell, tellWhile, timeOf } from './app.ts';
import { nextUploads, uploadMessage } from './batch-upload.ts';
import { skipDetail } from './give-up.ts';
import type { Reply } from './host-session.ts';
import { Key } from './keys.ts';
import { digitsOfTime } from './receipt-time.ts';
import { settleReversal } from './reversal.ts';
import { reportScripts } from './script-report.ts';
import { openNow, printTotals } from './settlement-paper.ts';
import {
  afterTotals,
  type Settlement,
  type SettlementProgress,
  type SettlementStep,
} from './settlement-state.ts';
import { ensureSignedIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

const patienceMs = 60_000;
const resultMs = 10_000;

/** From the menu: shows the totals first. True when the batch is done with. */
export async function settleBatch(app: App): Promise<boolean> {
  if (app.book.settlement) return resumeSettlement(app);
  if (!(await mayCount(app))) return false;
  const { book, session, front, attention } = app;
  const counted = book.totals(session.profile.settlement.domesticRid);
  const totals = sumOf(counted);
  if (totals.debitCount + totals.creditCount === 0) {
    await tell(app, { kind: 'settlement-notice', notice: 'nothing' });
    return false;
  }
  front.show({ kind: 'settlement-totals', ...totals });
  await attention.glance();
  for (;;) {
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return false;
    if (waited.code === Key.enter) break;
  }
  return begin(app, counted);
}

/** Nothing is owed, and the host has heard of all that cards have approved. Otherwise it has been said why not. */
async function mayCount(app: App): Promise<boolean> {
  if (!(await settleReversal(app))) return false;
  await reportScripts(app);
  return await uploadAdvices(app, { untilEnded: true });
}

/** Nobody is asked. */
export async function beginSettlement(app: App): Promise<boolean> {
  return (
    (await mayCount(app)) && begin(app, app.book.totals(app.session.profile.settlement.domesticRid))
  );
}

function begin(app: App, totals: Totals): Promise<boolean> {
  app.book.beginSettlement(totals, digitsOfTime(timeOf(app.board)));
  return resumeSettlement(app);
}

/** Goes on where it stands; `afterCut`: that is where a cut has left it. False: not done, and it has been said why. */
export async function resumeSettlement(app: App, afterCut = false): Promise<boolean> {
  const cutAt = afterCut ? app.book.settlement?.step : undefined;
  for (;;) {
    const { settlement } = app.book;
    if (!settlement) return true;
    if (!(await steps[settlement.step](app, settlement, settlement.step === cutAt))) return false;
  }
}

/** False: the step is not done. */
type Step = (app: App, settlement: Settlement, afterCut: boolean) => Promise<boolean>;

const steps: Readonly<Record<SettlementStep, Step>> = Object.freeze(
  { asking: askHost, uploading: upload, ending: endUpload, settled: conclude },
  true,
);

async function askHost(app: App, { begun }: Settlement): Promise<boolean> {
  const { identity, profile } = app.session;
  const end = await exchange(app, { step: 'totals', uploaded: 0, total: countOf(begun) }, (stan) =>
    settlementRequest(profile, identity, { stan, batch: begun.batch }, begun, begun.operator),
  );
  if (end.kind !== 'taken') return false;
  const isBalanced = balanceOf(end.message);
  if (isBalanced === undefined)
    return refused(app, end.message.fields.field48Totals?.slice(30, 31));
  app.book.moveSettlement(afterTotals(isBalanced, profile.settlement.endsBalanced));
  return true;
}

/** Message by message; the journal follows every few of them. */
async function upload(app: App, settlement: Settlement): Promise<boolean> {
  const { book } = app;
  const total = countOf(settlement.begun);
  const uploads = nextUploads(app, settlement);
  let { through, uploaded } = settlement;
  let isDone = uploads.length === 0;
  for (const each of uploads) {
    const end = await exchange(app, { step: 'upload', uploaded, total }, (stan) =>
      uploadMessage(app, each, stan),
    );
    const isSkipped = end.kind === 'refused' && (await skipDetail(app, each));
    isDone = end.kind === 'taken' || isSkipped;
    if (!isDone) break;
    through = each.counted.sequence;
    // The journal is told of it before anything else is sent.
    if (isSkipped) break;
    uploaded++;
  }
  if (uploads.length === 0) book.moveSettlement({ ...progressOf(settlement), step: 'ending' });
  else if (through > settlement.through)
    book.moveSettlement({ ...progressOf(settlement), through, uploaded });
  return isDone;
}

async function endUpload(app: App, settlement: Settlement): Promise<boolean> {
  const { begun, isBalanced } = settlement;
  const total = countOf(begun);
  // Without those that the host did not take.
  const count = isBalanced ? total : settlement.uploaded;
  const end = await exchange(app, { step: 'end', uploaded: count, total }, (stan) =>
    uploadEndRequest(app.session.identity, { stan, batch: begun.batch }, isBalanced, count),
  );
  if (end.kind !== 'taken') return false;
  app.book.moveSettlement({ ...progressOf(settlement), step: 'settled' });
  return true;
}

/** Paper, then the next batch. Whether a cut has left part of the slip nobody knows: the next one is marked. */
async function conclude(
  app: App,
  { begun, isBalanced }: Settlement,
  afterCut: boolean,
): Promise<boolean> {
  const { book, session, front, settings } = app;
  await printTotals(app, { begun, isBalanced }, openNow(app), afterCut);
  const isCounted = session.profile.settlement.nextBatch === 'counted';
  book.closeBatch(
    isCounted ? stanAfter(begun.batch) : begun.batch,
    digitsOfTime(timeOf(app.board)),
  );
  if (!isCounted) session.signOut();
  front.tone('success');
  await tell(app, { kind: 'settled', isBalanced, amountMinor: sumOf(begun).debitMinor }, resultMs);
  if (settings.signOutAfterSettlement) await signOut(app);
  // The host is there: cards may approve by themselves again once it has numbered the batch.
  else if (settings.offline) await ensureSignedIn(app, { quiet: true });
  return true;
}

function progressOf({ begun: _, ...progress }: Settlement): SettlementProgress {
  return progress;
}

function countOf(totals: Settlement['begun']): number {
  const { debitCount, creditCount } = sumOf(totals);
  return debitCount + creditCount;
}

type Shown = Pick<ScreenOf<'settling'>, 'step' | 'uploaded' | 'total'>;

/** What came of a message; where it was not taken it has been said why. */
type Exchanged =
  | { readonly kind: 'taken'; readonly message: TerminalMessage }
  | { readonly kind: 'refused' | 'failed' };

async function exchange(
  app: App,
  shown: Shown,
  requestOf: (stan: string) => TerminalMessage,
): Promise<Exchanged> {
  const { session } = app;
  let trouble: LineTrouble = 'refused';
  for (let attempt = 1; attempt <= session.profile.settlement.sendsAtOnce; attempt++) {
    if (!(await ensureSignedIn(app, { quiet: true }))) continue;
    const request = requestOf(session.takeStan());
    const reply: Reply = await tellWhile(
      app,
      (elapsedS) => ({ kind: 'settling', ...shown, elapsedS }),
      session.send(request),
    );
    request.fields.field2Pan?.packed.fill(0);
    if (reply.kind !== 'answer') {
      if (reply.kind === 'unknown' && reply.macWrong) session.signOut();
      trouble = reply.trouble;
    } else if (reply.code === '00') return { kind: 'taken', message: reply.message };
    else if (!wantsSignIn(reply.code)) {
      await refused(app, reply.code);
      return { kind: 'refused' };
    }
  }
  await tell(app, { kind: 'line-failure', trouble });
  return { kind: 'failed' };
}

async function refused(app: App, code: string | undefined): Promise<false> {
  app.front.tone('alert');
  await tell(app, { kind: 'settlement-notice', notice: 'refused', ...(code && { code }) });
  return false;
}
