// SPDX-License-Identifier: Apache-2.0
//
// The kinds of transaction, one row each: what it is to the money, to the card and to people. docs/sources.md [domain A4, G3, G14].
// What a reader would get wrong: the number is in the journal, so a row is never moved or taken away.

import { furtherTransactions, sale, type TransactionKind } from '../host/transactions.ts';
import type { TransactionName } from '../ui/screen.ts';
import type { FunctionName } from './functions.ts';

export interface Kind {
  /** In the journal. */
  readonly number: number;
  readonly name: TransactionName;
  readonly host: TransactionKind;
  /** Into the merchant's account, out of it, or neither: money is held, or only looked at. */
  readonly direction: 1 | -1 | 0;
  /** What becomes of it when nobody knows whether the host has done it; `forget`: nothing. */
  readonly unknown: 'reverse' | 'repeat' | 'forget';
  /** Its cryptogram goes to the issuer, and a PIN may be asked for; otherwise the card only says who it is. */
  readonly isForIssuer: boolean;
  /** Tag 9C, in decimal: how the processing code begins. */
  readonly emvType: number;
  /** Its bit in the terminal's function bitmap. */
  readonly switch: FunctionName;
  /** Only looks at the account: without amount, and not without whoever the card is of. */
  readonly isLook?: true;
  /** The kind whose transactions it makes undone. */
  readonly undoes?: TransactionName;
}

// biome-ignore format: one row per kind
export const kinds = Object.freeze({
  sale: { number: 0, name: 'sale', host: sale, direction: 1, unknown: 'reverse', isForIssuer: true, emvType: 0, switch: 'sale' },
  void: { number: 1, name: 'void', host: furtherTransactions.void, direction: -1, unknown: 'reverse', isForIssuer: false, emvType: 20, switch: 'sale-void', undoes: 'sale' },
  refund: { number: 2, name: 'refund', host: furtherTransactions.refund, direction: -1, unknown: 'repeat', isForIssuer: false, emvType: 20, switch: 'refund' },
  balance: { number: 3, name: 'balance', host: furtherTransactions.balance, direction: 0, unknown: 'forget', isForIssuer: true, emvType: 31, switch: 'balance', isLook: true },
  preAuthorization: { number: 4, name: 'preAuthorization', host: furtherTransactions.preAuthorization, direction: 0, unknown: 'reverse', isForIssuer: true, emvType: 3, switch: 'pre-authorisation' },
  preAuthorizationVoid: { number: 5, name: 'preAuthorizationVoid', host: furtherTransactions.preAuthorizationVoid, direction: 0, unknown: 'reverse', isForIssuer: false, emvType: 20, switch: 'pre-authorisation-cancel' },
  completion: { number: 6, name: 'completion', host: furtherTransactions.completion, direction: 1, unknown: 'reverse', isForIssuer: false, emvType: 0, switch: 'completion' },
  completionVoid: { number: 7, name: 'completionVoid', host: furtherTransactions.completionVoid, direction: -1, unknown: 'reverse', isForIssuer: false, emvType: 20, switch: 'completion-void', undoes: 'completion' },
  completionAdvice: { number: 8, name: 'completionAdvice', host: furtherTransactions.completionAdvice, direction: 1, unknown: 'repeat', isForIssuer: false, emvType: 0, switch: 'completion-advice' },
  offlineSale: { number: 9, name: 'offlineSale', host: furtherTransactions.offlineAdvice, direction: 1, unknown: 'forget', isForIssuer: true, emvType: 0, switch: 'offline' },
} as const satisfies { readonly [Name in TransactionName]: Kind & { readonly name: Name } }, true);

/** The row with that number. */
export function kindOf(number: number): Kind {
  for (const name in kinds) {
    const kind = kinds[name as TransactionName];
    if (kind.number === number) return kind;
  }
  throw new RangeError(`no kind of transaction has number ${number}`);
}
