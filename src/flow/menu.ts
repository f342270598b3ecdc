// SPDX-License-Identifier: Apache-2.0
//
// What can be done besides a sale: two short lists, one of them of transactions.

import type { MenuEntry } from '../ui/screen.ts';
import { type App, tell, version } from './app.ts';
import { lookAtBalance } from './balance.ts';
import { clearErrors, printErrors, showErrorCounts, showErrors } from './error-service.ts';
import { giveUpOwed, mayGiveUp } from './give-up.ts';
import { keyService } from './key-service.ts';
import { kinds } from './kinds.ts';
import { reprintAny, showTransactions } from './list.ts';
import { endShift } from './operator.ts';
import { withPermission } from './operator-permission.ts';
import { changeOwnPassword, manageOperators, unlockOperators } from './operator-service.ts';
import { reprint } from './paper.ts';
import { pick } from './pick.ts';
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
    errors: (app) => choose(app, errorEntries),
    'error-list': showErrors,
    'error-counts': showErrorCounts,
    'error-print': printErrors,
    'error-clear': clearErrors,
    operators: (app) => choose(app, operatorEntries),
    'end-shift': async (app) => endShift(app),
    'own-password': changeOwnPassword,
    'unlock-operator': unlockOperators,
    'manage-operators': manageOperators,
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

const errorEntries: readonly MenuEntry[] = Object.freeze(
  ['error-list', 'error-counts', 'error-print', 'error-clear'],
  true,
);

const operatorEntries: readonly MenuEntry[] = Object.freeze(
  ['end-shift', 'own-password', 'unlock-operator', 'manage-operators'],
  true,
);

/** One choice, then back to idle. */
export function openMenu(app: App): Promise<void> {
  const entries: MenuEntry[] = app.till.owed ? ['reversal', ...always] : [...always];
  if (app.shift.store) entries.push('operators');
  entries.push('errors');
  if (mayGiveUp(app)) entries.push('give-up');
  return choose(app, entries);
}

/** The shorter way to them. */
export function openTransactions(app: App): Promise<void> {
  return enter(app, 'transactions');
}

async function choose(app: App, entries: readonly MenuEntry[]): Promise<void> {
  const entry = await pick(app, entries);
  if (entry) await enter(app, entry);
}

function enter(app: App, entry: MenuEntry): Promise<void> {
  return withPermission(app, entry, () => actions[entry]?.(app));
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
