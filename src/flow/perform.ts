// SPDX-License-Identifier: Apache-2.0
//
// One transaction of any kind, read from top to bottom: card, PIN, acquirer, paper. kinds.ts says what a kind wants. After a
// wrong PIN all but the order begins anew: another trace number, another tap (so another cryptogram), another PIN.

import { financialRequest, type Original } from '../host/requests.ts';
import { isApproved, macFailedAtHost, partlyApproved } from '../host/response-codes.ts';
import { isUploadDue, uploadAdvices } from './advice.ts';
import { type App, tell, tellWhile } from './app.ts';
import { approvedMs, printed } from './approved.ts';
import { Work } from './attention.ts';
import { warnOfFullLog } from './gate.ts';
import type { Reply } from './host-session.ts';
import { takeIssuerUpdate, updateCard } from './issuer-update.ts';
import { Key } from './keys.ts';
import type { Kind } from './kinds.ts';
import type { SaleRecord } from './money.ts';
import { concludeOffline, offlineTerms } from './offline-sale.ts';
import { askPin, type Pin } from './pin.ts';
import { detailsOf, type Presented, present, wipePresented } from './present.ts';
import { recordFor } from './record-of.ts';
import { recovers } from './recovery.ts';
import { tellDefect, tellRefusal } from './refusal.ts';
import { settleReversal } from './reversal.ts';
import { mayPayAgain } from './same-again.ts';
import { reportScripts } from './script-report.ts';
import { ensureSignedIn } from './sign-in.ts';
import { receiptOf } from './slip-of.ts';
import { tellBalance } from './tell-balance.ts';

const removeCardMs = 700;
const wrongPinMs = 30_000;

/** What is to be done: its kind and amount, and what it follows. */
export interface Order {
  readonly kind: Kind;
  readonly amountMinor: number;
  readonly original?: Original;
  /** The transaction of this terminal that it undoes, as the journal has it. */
  readonly undone?: SaleRecord;
}

/** Until nothing is left to do; money that is owed comes first. */
export async function perform(app: App, order: Order): Promise<void> {
  const { front } = app;
  if (!(await settleReversal(app))) return;
  await reportScripts(app);
  if (isUploadDue(app)) await uploadAdvices(app);
  front.about = order.kind.name;
  try {
    const { triesMax } = app.session.profile.pin;
    app.errors.takeStranded();
    do {
      for (let tries = 1; await attempt(app, order, tries < triesMax); tries++);
    } while (await recovers(app, order.amountMinor));
  } finally {
    front.about = undefined;
  }
  await warnOfFullLog(app);
}

/** What one attempt came to: true when the PIN was wrong and another one shall be tried. */
async function attempt(app: App, order: Order, mayTryAgain: boolean): Promise<boolean> {
  const { session } = app;
  const offline = offlineTerms(app, order);
  // Without a line a card may still approve.
  if (!offline && !(await ensureSignedIn(app))) return false;
  const stan = session.takeStan();
  const presented = await present(app, order, stan, offline);
  if (!presented) return false;
  try {
    if (!(await mayPayAgain(app, order, presented))) return false;
    const request = presented.tapped?.request;
    const isApprovedByCard = request?.kind === 'approved';
    if (isApprovedByCard && !offline && !(request.recovered && order.kind.name === 'sale'))
      throw new Error(`${order.kind.name}: no card may approve it`);
    const end = await (isApprovedByCard
      ? approve(app, order, stan, presented)
      : authorise(app, order, stan, presented));
    return end === 'wrong-pin' && (await afterWrongPin(app, mayTryAgain));
  } finally {
    wipePresented(presented);
  }
}

type End = 'ended' | 'wrong-pin';

/** The card has approved. */
async function approve(app: App, order: Order, stan: string, presented: Presented): Promise<End> {
  await app.attention.pause(removeCardMs);
  await concludeOffline(app, order, { stan, batch: app.session.batch }, presented);
  return 'ended';
}

async function authorise(
  app: App,
  order: Order,
  taken: string,
  presented: Presented,
): Promise<End> {
  const { till, session } = app;
  const wasSignedIn = session.isSignedIn;
  if (!(await ensureSignedIn(app))) return 'ended';
  // Numbers grow in the order in which the host hears them: a sign-in has taken a later one meanwhile.
  const trace = { stan: wasSignedIn ? taken : session.takeStan(), batch: session.batch };
  const { kind, amountMinor, original } = order;
  let pin: Pin | undefined;
  if (kind.isForIssuer && presented.tapped?.request.cvm === 'online-pin') {
    await app.attention.pause(removeCardMs);
    pin = await askPin(app, amountMinor, presented.tapped.request, presented.tapped.audible);
    if (!pin) return 'ended';
  }
  const message = financialRequest(session.profile, kind.host, session.identity, trace, {
    ...detailsOf(session.profile, kind, presented, pin),
    ...(!kind.isLook && { amountMinor }),
    ...(original && { original }),
  });
  const record = recordFor(app, order, trace, message, presented);
  if (!record) {
    await tell(app, { kind: 'device-failure', failed: ['keys'], abilities: ['reprint', 'menu'] });
    return 'ended';
  }
  const [effect] = till.apply({ kind: 'sale-confirmed', sale: record });
  if (effect?.kind !== 'send-sale') throw new Error(`${kind.name}: the money is not free`);
  const reply = await wait(app, amountMinor, session.send(message));
  const { authorization = '', reference = '' } = original ?? {};
  const isPinWrong =
    pin && reply.kind === 'answer' && session.profile.pin.againCodes.includes(reply.code);
  const update = isPinWrong ? undefined : takeIssuerUpdate(app, presented, message, reply);
  // What the card sent is not needed any more.
  wipePresented(presented);
  if (pin?.kind === 'entered') pin.block.fill(0);
  if (isPinWrong) {
    concludeDecline(app, reply);
    return 'wrong-pin';
  }
  const isApprovedWhole =
    reply.kind === 'answer' && isApproved(reply.code) && reply.code !== partlyApproved;
  if (isApprovedWhole && kind.isLook) await tellBalance(app, reply);
  else if (isApprovedWhole) {
    const card = { presented, kind, pin };
    const receipt = receiptOf(app, record, reply.message, card, { authorization, reference });
    till.apply({ kind: 'host-approved', receipt });
    await printed(app, receipt, approvedMs);
    await tellDefect(app, reply.code);
  } else await concludeOtherwise(app, kind, reply);
  if (update) await updateCard(app, update);
  if (isApprovedWhole && !kind.isLook) await uploadAdvices(app);
  return 'ended';
}

/** The cardholder is asked whether to go on. */
async function afterWrongPin(app: App, mayTryAgain: boolean): Promise<boolean> {
  const { front, attention } = app;
  front.show({ kind: 'wrong-pin', again: mayTryAgain });
  await attention.glance();
  let again: boolean | undefined;
  while (again === undefined) {
    const waited = await attention.key(wrongPinMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) again = false;
    else if (waited.code === Key.enter) again = mayTryAgain;
  }
  // An answer without MAC may be anybody's: the money is free again only when the host has said so.
  return (await settleReversal(app)) && again;
}

/** "Remove card" stays for a moment, then the seconds count. */
async function wait(app: App, amountMinor: number, reply: Promise<Reply>): Promise<Reply> {
  const work = new Work(reply);
  const waited = await app.attention.done(work, removeCardMs);
  if (waited.kind === 'done') return waited.value;
  return tellWhile(app, (elapsedS) => ({ kind: 'authorising', amountMinor, elapsedS }), work);
}

async function concludeOtherwise(app: App, kind: Kind, reply: Reply): Promise<void> {
  const { till, front } = app;
  app.attention.clearKeys();
  if (reply.kind === 'not-sent') {
    till.apply({ kind: 'not-sent' });
    front.tone('alert');
    await tell(app, { kind: 'line-failure', trouble: reply.trouble });
  } else if (reply.kind === 'unknown' && kind.unknown === 'forget') {
    till.apply({ kind: 'host-unknown', cause: reply.macWrong ? 'A0' : '98' });
    front.tone('alert');
    await tell(app, { kind: 'line-failure', trouble: reply.trouble });
  } else if (reply.kind === 'unknown') {
    till.apply({ kind: 'host-unknown', cause: reply.macWrong ? 'A0' : '98' });
    front.tone('alert');
    await tell(app, { kind: 'unknown-result' });
    await settleReversal(app);
  } else if (reply.code === partlyApproved && kind.unknown !== 'forget') {
    // A part of the amount is none here: nobody was asked whether a part will do.
    till.apply({ kind: 'host-unknown', cause: '06' });
    front.tone('alert');
    await tell(app, { kind: 'unknown-result', isPart: true });
    await settleReversal(app);
  } else {
    concludeDecline(app, reply);
    await tellRefusal(app, reply.code);
    if (!reply.isAuthentic) await settleReversal(app);
  }
}

/** Anybody on the line can write a refusal without a MAC: believed, and reversed all the same. */
function concludeDecline(
  { till, front }: App,
  { isAuthentic, code }: Extract<Reply, { kind: 'answer' }>,
): void {
  const cause = code === macFailedAtHost ? 'A0' : '06';
  till.apply(isAuthentic ? { kind: 'host-declined', code } : { kind: 'host-unknown', cause });
  front.tone('alert');
}
