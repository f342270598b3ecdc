// SPDX-License-Identifier: Apache-2.0
//
// A sale, read from top to bottom: amount, card, acquirer, paper.

import { seal } from '../../crypto/seal.ts';
import type { OnlineRequest } from '../emv/outcome.ts';
import { encodeMessage } from '../host/iso8583/message.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { reversalRequest, type Sale, saleRequest, type Trace } from '../host/requests.ts';
import { isApproved, responseFor } from '../host/response-codes.ts';
import { askAmount } from './amount.ts';
import { type App, tell, tellWhile, timeOf } from './app.ts';
import { Work } from './attention.ts';
import { profile, type Reply } from './host-session.ts';
import type { SaleRecord } from './money.ts';
import { offerSlips } from './paper.ts';
import { digitsOfTime } from './receipt-time.ts';
import { settleReversal } from './reversal.ts';
import { ensureSignedIn } from './sign-in.ts';
import { receiptOf, slipOf } from './slip-of.ts';
import { type Tapped, tapCard } from './tap.ts';

const removeCardMs = 700;
const partlyApproved = '10';

/** From the first key of the amount back to idle. */
export async function sell(app: App, firstKey: number): Promise<void> {
  const { settings, session } = app;
  const amountMinor = await askAmount(app, firstKey);
  if (amountMinor === undefined) return;
  if (amountMinor > settings.pinFreeLimitMinor) {
    app.front.tone('alert');
    await tell(app, { kind: 'pin-needed', limitMinor: settings.pinFreeLimitMinor }, 5000);
    return;
  }
  if (!(await settleReversal(app))) return;
  if (app.book.room === 'none') {
    await tell(app, {
      kind: 'device-failure',
      failed: ['storage'],
      abilities: ['reprint', 'menu'],
    });
    return;
  }
  if (!(await ensureSignedIn(app))) return;
  const trace = { stan: session.takeStan(), batch: session.batch };
  const tapped = await tapCard(app, amountMinor, trace.stan);
  if (!tapped) return;
  try {
    await authorise(app, amountMinor, trace, tapped);
  } finally {
    tapped.request.cardData.wipe();
  }
}

async function authorise(
  app: App,
  amountMinor: number,
  trace: Trace,
  tapped: Tapped,
): Promise<void> {
  const { till, session, settings } = app;
  const { request } = tapped;
  if (request.cvm === 'online-pin') {
    await tell(app, { kind: 'pin-needed', limitMinor: settings.pinFreeLimitMinor }, 5000);
    return;
  }
  const message = saleRequest(profile, session.identity, trace, saleOf(amountMinor, request));
  const record = recordOf(app, amountMinor, trace, message, request);
  if (!record) {
    await tell(app, { kind: 'device-failure', failed: ['keys'], abilities: ['reprint', 'menu'] });
    return;
  }
  const [effect] = till.apply({ kind: 'sale-confirmed', sale: record });
  if (effect?.kind !== 'send-sale') throw new Error('sale: the money is not free');
  const reply = await wait(app, amountMinor, session.send(message));
  // What the card sent is not needed any more.
  request.cardData.wipe();
  await conclude(app, amountMinor, trace, tapped, reply);
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
    const receipt = receiptOf(app, amountMinor, trace, tapped, reply.message);
    till.apply({ kind: 'host-approved', receipt });
    front.tone('success');
    front.show({ kind: 'approved', amountMinor });
    await app.attention.pause(1000);
    await offerSlips(app, slipOf(app, receipt));
    till.apply({ kind: 'slip-printed' });
  } else {
    // Anybody on the line can write a refusal without a MAC: shown, and reversed all the same.
    till.apply(
      reply.isAuthentic
        ? { kind: 'host-declined', code: reply.code }
        : { kind: 'host-unknown', cause: '06' },
    );
    front.tone('alert');
    const reason = responseFor(reply.code)[front.language];
    await tell(app, { kind: 'declined', reason, code: reply.code }, 10_000);
    if (!reply.isAuthentic) await settleReversal(app);
  }
}

function saleOf(amountMinor: number, { cardData, f55Request }: OnlineRequest): Sale {
  const { pan, track2, expiry, panSequenceNumber } = cardData;
  const sequence = panSequenceNumber?.[0];
  return {
    amountMinor,
    pan,
    track2,
    expiry: bcdText(expiry),
    ...(sequence !== undefined && { panSequence: sequence.toString(16).padStart(3, '0') }),
    chipData: f55Request,
  };
}

function bcdText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Undefined when the board cannot seal: then no sale is begun that could not be reversed. */
function recordOf(
  { board, settings }: App,
  amountMinor: number,
  trace: Trace,
  message: TerminalMessage,
  { f55Reversal, maskedPan }: OnlineRequest,
): SaleRecord | undefined {
  const reversal = encodeMessage(profile.spec, reversalRequest(message, '98', f55Reversal));
  const sealedReversal = seal(reversal, board.entropy(16));
  reversal.fill(0);
  if (!sealedReversal) return undefined;
  const time = digitsOfTime(timeOf(board));
  return { ...trace, amountMinor, operator: settings.operator, time, maskedPan, sealedReversal };
}
