// SPDX-License-Identifier: Apache-2.0
//
// Who may do what: one table. docs/sources.md [domain F1]; docs/adr/0058-who-may-do-what.md
//
// 'yes': alone; 'approval': with the supervisor's password, for this once; 'two': with a second person's; 'no'.
// A function that is not in the table does not compile.

import type { MenuEntry, Role } from '../ui/screen.ts';

export type Rule = 'yes' | 'approval' | 'two' | 'no';
/** What the menu has, and what lies behind it. */
export type Guarded = MenuEntry | 'erase-keys';

type Row = Readonly<Record<Role, Rule>>;

const row = (cashier: Rule, supervisor: Rule, administrator: Rule): Row =>
  Object.freeze({ cashier, supervisor, administrator }, true);

export const roles: Readonly<Record<Guarded, Row>> = Object.freeze(
  {
    //                         cashier  supervisor  administrator
    language: row('yes', 'yes', 'yes'),
    information: row('yes', 'yes', 'yes'),
    // Each behind it has a row of its own.
    transactions: row('yes', 'yes', 'yes'),
    operators: row('yes', 'yes', 'yes'),
    'end-shift': row('yes', 'yes', 'yes'),
    'own-password': row('yes', 'yes', 'yes'),

    sale: row('yes', 'yes', 'no'),
    offlineSale: row('yes', 'yes', 'no'),
    balance: row('yes', 'yes', 'no'),
    preAuthorization: row('yes', 'yes', 'no'),
    completion: row('yes', 'yes', 'no'),
    completionAdvice: row('yes', 'yes', 'no'),
    list: row('yes', 'yes', 'yes'),
    reprint: row('yes', 'yes', 'no'),
    'reprint-any': row('yes', 'yes', 'no'),
    'reprint-settlement': row('yes', 'yes', 'no'),
    'pre-authorizations': row('yes', 'yes', 'no'),
    settlement: row('yes', 'yes', 'no'),
    'sign-in': row('yes', 'yes', 'yes'),
    'sign-out': row('yes', 'yes', 'yes'),
    // Whoever is there may pay back what is owed.
    reversal: row('yes', 'yes', 'yes'),
    // Whoever sets aside what is owed says that somebody else will see to it.
    'give-up': row('approval', 'yes', 'no'),

    void: row('approval', 'yes', 'no'),
    refund: row('approval', 'yes', 'no'),
    preAuthorizationVoid: row('approval', 'yes', 'no'),
    completionVoid: row('approval', 'yes', 'no'),
    'unlock-operator': row('no', 'yes', 'yes'),

    errors: row('yes', 'yes', 'yes'),
    'error-list': row('yes', 'yes', 'yes'),
    'error-counts': row('yes', 'yes', 'yes'),
    'error-print': row('yes', 'yes', 'yes'),
    'error-clear': row('approval', 'yes', 'yes'),
    // What is said of an error; who says it is in the record.
    corrected: row('yes', 'yes', 'yes'),
    undone: row('yes', 'yes', 'yes'),
    'service-called': row('yes', 'yes', 'yes'),
    explained: row('yes', 'yes', 'yes'),

    // Loading a key takes two custodians, whoever has signed in: key-ceremony.ts.
    keys: row('no', 'no', 'yes'),
    'erase-keys': row('no', 'no', 'two'),
    'manage-operators': row('no', 'no', 'two'),
  },
  true,
);
