// SPDX-License-Identifier: Apache-2.0
//
// A sale that the card approves without the issuer: when it may, and what follows. The card's TC is a promise of the issuer's; it goes
// to the host later (advice.ts). docs/sources.md [domain A7, B3, G8]; docs/adr/0053-offline-approvals.md

import { type OfflineLimits, onlineReason } from '../emv/offline-selection.ts';
import { financialRequest, type Trace } from '../host/requests.ts';
import { furtherTransactions } from '../host/transactions.ts';
import { type App, tell } from './app.ts';
import { approvedMs, printed } from './approved.ts';
import { awaitsSignIn } from './batch.ts';
import { isSwitchedOn } from './functions.ts';
import { kinds } from './kinds.ts';
import type { Order } from './perform.ts';
import { detailsOf, type Presented } from './present.ts';
import { recordFor } from './record-of.ts';
import { receiptOf } from './slip-of.ts';

const neverSignedIn = '000000';
/** Random selection draws from 1 to 99. */
const drawMax = 99;

/** The limits under which a card may approve this sale; undefined: it goes online. */
export function offlineTerms(app: App, { kind, amountMinor }: Order): OfflineLimits | undefined {
  const { settings, book, board } = app;
  const limits = settings.offline;
  if (!limits || kind.name !== 'sale' || !isSwitchedOn(settings, 'offline')) return undefined;
  if (!hasBatch(app)) return undefined;
  const [high, low] = board.entropy(2);
  const draw = (((high! << 8) | low!) % drawMax) + 1;
  return onlineReason(limits, amountMinor, book.advices, draw) === undefined ? limits : undefined;
}

/** The sale needs a batch to be in: one that is not settled, and that the host knows by its number. */
function hasBatch({ session, book }: App): boolean {
  if (session.isSignedIn) return true;
  if (session.batch === neverSignedIn) return false;
  const isNumberedByHost = session.profile.settlement.nextBatch === 'from-sign-in';
  return !(isNumberedByHost && awaitsSignIn(book.batchRecords()));
}

/** From a card that has approved to paper. Two records: what the host is to hear, and then that the sale stands. */
export async function concludeOffline(
  app: App,
  order: Order,
  trace: Trace,
  presented: Presented,
): Promise<void> {
  const { till, session } = app;
  const { profile, identity } = session;
  const kind = kinds.offlineSale;
  // Track 2 is not kept, so it is not told either.
  const { track2: _, ...details } = detailsOf(profile, kind, presented, undefined);
  const host = furtherTransactions[profile.offline.message];
  const message = financialRequest(profile, host, identity, trace, {
    ...details,
    amountMinor: order.amountMinor,
  });
  const record = recordFor(app, { ...order, kind }, trace, message, presented);
  if (!record) {
    await tell(app, { kind: 'device-failure', failed: ['keys'], abilities: ['reprint', 'menu'] });
    return;
  }
  const known = { authorization: presented.tapped!.request.authorizationCode, reference: '' };
  const receipt = receiptOf(
    app,
    record,
    { mti: host.answerMti, fields: {} },
    { presented, kind, pin: undefined },
    known,
  );
  till.apply({ kind: 'sale-confirmed', sale: record });
  till.apply({ kind: 'host-approved', receipt });
  await printed(app, receipt, approvedMs);
}
