// SPDX-License-Identifier: Apache-2.0
//
// What can be done besides a sale: two short lists, one of them of transactions.

import type { MenuEntry } from '../ui/screen.ts';
import { type App, tell, version } from './app.ts';
import { lookAtBalance } from './balance.ts';
import { giveUpOwed, mayGiveUp } from './give-up.ts';
import { keyService } from './key-service.ts';
import { Key } from './keys.ts';
import { kinds } from './kinds.ts';
import { reprintAny, showTransactions } from './list.ts';
import { reprint } from './paper.ts';
import { followPreAuthorization, preAuthorize } from './pre-authorization.ts';
import { refund } from './refund.ts';
import { settleReversal } from './reversal.ts';
import { settleBatch } from './settlement.ts';
import { reprintTotals } from './settlement-paper.ts';
import { ensureSignedIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { undo } from './undo.ts';

const patienceMs = 30_000;

const actions: Readonly<Partial<Record<MenuEntry, (app: App) => Promise<unknown>>>> = Object.freeze(
  {
    language: async ({ front }) => front.toggleLanguage(),
    reprint,
    settlement: settleBatch,
    'sign-in': (app) => ensureSignedIn(app, { anew: true }),
    'sign-out': signOut,
    reversal: settleReversal,
    information: showInformation,
    keys: keyService,
    transactions: (app) => choose(app, transactionEntries),
    list: showTransactions,
    'reprint-any': reprintAny,
    'reprint-settlement': reprintTotals,
    refund,
    void: (app) => undo(app, kinds.void),
    'give-up': giveUpOwed,
    balance: lookAtBalance,
    'pre-authorizations': (app) => choose(app, preAuthorizationEntries),
    preAuthorization: preAuthorize,
    preAuthorizationVoid: (app) => followPreAuthorization(app, kinds.preAuthorizationVoid),
    completion: (app) => followPreAuthorization(app, kinds.completion),
    completionVoid: (app) => undo(app, kinds.completionVoid),
    completionAdvice: (app) => followPreAuthorization(app, kinds.completionAdvice),
  },
  true,
);

const always: readonly MenuEntry[] = Object.freeze(
  [
    'language',
    'reprint',
    'sign-in',
    'information',
    'keys',
    'settlement',
    'sign-out',
    'transactions',
  ],
  true,
);

const transactionEntries: readonly MenuEntry[] = Object.freeze(
  ['void', 'list', 'reprint-any', 'refund', 'balance', 'pre-authorizations', 'reprint-settlement'],
  true,
);

const preAuthorizationEntries: readonly MenuEntry[] = Object.freeze(
  ['preAuthorization', 'preAuthorizationVoid', 'completion', 'completionVoid', 'completionAdvice'],
  true,
);

/** One choice, then back to idle. */
export function openMenu(app: App): Promise<void> {
  const first: MenuEntry[] = app.till.owed ? ['reversal'] : [];
  const last: MenuEntry[] = mayGiveUp(app) ? ['give-up'] : [];
  return choose(app, [...first, ...always, ...last]);
}

/** The shorter way to them. */
export function openTransactions(app: App): Promise<void> {
  return choose(app, transactionEntries);
}

async function choose(app: App, entries: readonly MenuEntry[]): Promise<void> {
  const { front, attention } = app;
  let selected = 0;
  for (;;) {
    front.show({ kind: 'menu', entries, selected });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key') return;
    const { code } = waited;
    if (code === Key.cancel || code === Key.menu) return;
    if (code === Key.up) selected = (selected + entries.length - 1) % entries.length;
    else if (code === Key.down) selected = (selected + 1) % entries.length;
    else if (code === Key.enter || (code >= 1 && code <= Math.min(9, entries.length))) {
      const entry = entries[code === Key.enter ? selected : code - 1]!;
      await actions[entry]?.(app);
      return;
    } else if (code === Key.language) front.toggleLanguage();
  }
}

export function showInformation(app: App): Promise<void> {
  const { settings, session } = app;
  const { terminalId: terminal, merchantId: merchant } = settings;
  return tell(
    app,
    { kind: 'information', terminal, merchant, batch: session.batch, version },
    patienceMs,
  );
}
