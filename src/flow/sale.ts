// SPDX-License-Identifier: Apache-2.0
//
// A sale, read from top to bottom: amount, card, PIN, acquirer, paper. After a wrong PIN all but the amount begins anew: another
// trace number, another tap (so another cryptogram), another PIN.

import { seal } from '../../crypto/seal.ts';
import { replaceCvmResults } from '../emv/f55.ts';
import type { OnlineRequest } from '../emv/outcome.ts';
import { encodeMessage } from '../host/iso8583/message.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { HostProfile } from '../host/profile.ts';
import { reversalRequest, type Sale, saleRequest, type Trace } from '../host/requests.ts';
import { isApproved, responseFor } from '../host/response-codes.ts';
import { fromHex } from '../lib/bytes.ts';
import { askAmount } from './amount.ts';
import { type App, tell, tellWhile, timeOf } from './app.ts';
import { Work } from './attention.ts';
import type { Reply } from './host-session.ts';
import { Key } from './keys.ts';
import type { SaleRecord } from './money.ts';
import { offerSlips } from './paper.ts';
import { askPin, type Pin } from './pin.ts';
import { digitsOfTime } from './receipt-time.ts';
import { settleReversal } from './reversal.ts';
import { ensureSignedIn } from './sign-in.ts';
import { receiptOf, slipOf } from './slip-of.ts';
import { type Tapped, tapCard } from './tap.ts';

const removeCardMs = 700;
const wrongPinMs = 30_000;
const partlyApproved = '10';

/** From the first key of the amount back to idle. */
export async function sell(app: App, firstKey: number): Promise<void> {
  const amountMinor = await askAmount(app, firstKey);
  if (amountMinor === undefined) return;
  if (!(await settleReversal(app))) return;
  if (app.book.room === 'none') {
    await tell(app, {
      kind: 'device-failure',
      failed: ['storage'],
      abilities: ['reprint', 'menu'],
    });
    return;
  }
  for (
    let tries = 1;
    await attempt(app, amountMinor, tries < app.session.profile.pin.triesMax);
    tries++
  );
}

/** What one attempt came to: true when the PIN was wrong and another one shall be tried. */
async function attempt(app: App, amountMinor: number, mayTryAgain: boolean): Promise<boolean> {
  const { session } = app;
  if (!(await ensureSignedIn(app))) return false;
  const trace = { stan: session.takeStan(), batch: session.batch };
  const tapped = await tapCard(app, amountMinor, trace.stan);
  if (!tapped) return false;
  try {
    const end = await authorise(app, amountMinor, trace, tapped);
    return end === 'wrong-pin' && (await afterWrongPin(app, mayTryAgain));
  } finally {
    tapped.request.cardData.wipe();
  }
}

type End = 'ended' | 'wrong-pin';

async function authorise(
  app: App,
  amountMinor: number,
  trace: Trace,
  tapped: Tapped,
): Promise<End> {
  const { till, session } = app;
  const { request, audible } = tapped;
  let pin: Pin | undefined;
  if (request.cvm === 'online-pin') {
    await app.attention.pause(removeCardMs);
    pin = await askPin(app, amountMinor, request, audible);
    if (!pin) return 'ended';
  }
  const message = saleRequest(
    session.profile,
    session.identity,
    trace,
    saleOf(session.profile, amountMinor, request, pin),
  );
  const record = recordOf(app, amountMinor, trace, message, request);
  if (!record) {
    await tell(app, { kind: 'device-failure', failed: ['keys'], abilities: ['reprint', 'menu'] });
    return 'ended';
  }
  const [effect] = till.apply({ kind: 'sale-confirmed', sale: record });
  if (effect?.kind !== 'send-sale') throw new Error('sale: the money is not free');
  const reply = await wait(app, amountMinor, session.send(message));
  // What the card sent is not needed any more.
  request.cardData.wipe();
  if (pin?.kind === 'entered') pin.block.fill(0);
  if (pin && reply.kind === 'answer' && session.profile.pin.againCodes.includes(reply.code)) {
    concludeDecline(app, reply);
    return 'wrong-pin';
  }
  await conclude(app, amountMinor, trace, tapped, reply, pin);
  return 'ended';
}

/** The cardholder is asked whether to go on. */
async function afterWrongPin(app: App, mayTryAgain: boolean): Promise<boolean> {
  const { front, attention } = app;
  front.show({ kind: 'wrong-pin', again: mayTryAgain });
  attention.clearKeys();
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

async function conclude(
  app: App,
  amountMinor: number,
  trace: Trace,
  tapped: Tapped,
  reply: Reply,
  pin: Pin | undefined,
): Promise<void> {
  const { till, front } = app;
  app.attention.clearKeys();
  if (reply.kind === 'not-sent') {
    till.apply({ kind: 'not-sent' });
    front.tone('alert');
    await tell(app, { kind: 'line-failure', trouble: reply.trouble });
  } else if (reply.kind === 'unknown' || reply.code === partlyApproved) {
    // A part of the amount is no sale here: nobody was asked whether a part will do.
    const cause = reply.kind === 'unknown' ? (reply.macWrong ? 'A0' : '98') : '06';
    till.apply({ kind: 'host-unknown', cause });
    front.tone('alert');
    await tell(app, { kind: 'unknown-result' });
    await settleReversal(app);
  } else if (isApproved(reply.code)) {
    const receipt = receiptOf(app, amountMinor, trace, tapped, reply.message, pin);
    till.apply({ kind: 'host-approved', receipt });
    front.tone('success');
    front.show({ kind: 'approved', amountMinor });
    await app.attention.pause(1000);
    await offerSlips(app, slipOf(app, receipt));
    till.apply({ kind: 'slip-printed' });
  } else {
    concludeDecline(app, reply);
    const reason = responseFor(reply.code)[front.language];
    await tell(app, { kind: 'declined', reason, code: reply.code }, 10_000);
    if (!reply.isAuthentic) await settleReversal(app);
  }
}

/** Anybody on the line can write a refusal without a MAC: believed, and reversed all the same. */
function concludeDecline(
  { till, front }: App,
  { isAuthentic, code }: Extract<Reply, { kind: 'answer' }>,
): void {
  till.apply(isAuthentic ? { kind: 'host-declined', code } : { kind: 'host-unknown', cause: '06' });
  front.tone('alert');
}

function saleOf(
  profile: HostProfile,
  amountMinor: number,
  { cardData, f55Request }: OnlineRequest,
  pin?: Pin,
): Sale {
  if (pin?.kind === 'bypassed') replaceCvmResults(f55Request, fromHex(profile.pin.tag9F34Bypassed));
  const { pan, track2, expiry, panSequenceNumber } = cardData;
  const sequence = panSequenceNumber?.[0];
  return {
    amountMinor,
    pan,
    track2,
    expiry: bcdText(expiry),
    ...(sequence !== undefined && { panSequence: sequence.toString(16).padStart(3, '0') }),
    chipData: f55Request,
    ...(pin?.kind === 'entered' && { pinBlock: pin.block }),
  };
}

function bcdText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Undefined when the board cannot seal: then no sale is begun that could not be reversed. */
function recordOf(
  { board, session, settings }: App,
  amountMinor: number,
  trace: Trace,
  message: TerminalMessage,
  { f55Reversal, maskedPan }: OnlineRequest,
): SaleRecord | undefined {
  const reversal = encodeMessage(session.profile.spec, reversalRequest(message, '98', f55Reversal));
  const sealedReversal = seal(reversal, board.entropy(16));
  reversal.fill(0);
  if (!sealedReversal) return undefined;
  const time = digitsOfTime(timeOf(board));
  return { ...trace, amountMinor, operator: settings.operator, time, maskedPan, sealedReversal };
}
