// SPDX-License-Identifier: Apache-2.0
//
// What an account holds, on the screen for a while, and nowhere else: the journal knows only that somebody has looked.

import { availableBalance, decodeBalances } from '../host/balances.ts';
import { type App, tell } from './app.ts';
import type { Reply } from './host-session.ts';

const readingMs = 10_000;

export async function tellBalance(
  app: App,
  { code, message }: Extract<Reply, { kind: 'answer' }>,
): Promise<void> {
  const { till, front, session } = app;
  till.apply({ kind: 'host-declined', code });
  const balances = decodeBalances(message.fields.field54Balance ?? '');
  const balance = balances.ok
    ? availableBalance(balances.value, session.profile.currency)
    : undefined;
  front.tone(balance ? 'success' : 'alert');
  if (!balance) return tell(app, { kind: 'line-failure', trouble: 'bad-answer' });
  const { amountMinor } = balance;
  const shown = { amountMinor: Math.abs(amountMinor), isOverdrawn: amountMinor < 0 };
  await tell(app, { kind: 'balance', ...shown }, readingMs);
}
