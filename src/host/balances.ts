// SPDX-License-Identifier: Apache-2.0
//
// Field 54 of an answer: what an account holds, twenty characters for each amount. docs/sources.md [domain A3]. Which number of an
// amount type is the available balance is our own knowledge of ISO 8583, not in that text: 01 ledger, 02 available.

import { type Decoded, decoded, malformed } from '../lib/result.ts';

export interface Balance {
  /** Two digits: 01 ledger, 02 available. */
  readonly amountType: string;
  /** ISO 4217 numeric */
  readonly currency: string;
  /** Below zero: the account is overdrawn. */
  readonly amountMinor: number;
}

const available = '02';
const size = 20;
const shape = /^([0-9]{2})([0-9]{2})([0-9]{3})([CD])([0-9]{12})$/;

export function decodeBalances(field54: string): Decoded<readonly Balance[]> {
  const balances: Balance[] = [];
  for (let at = 0; at < field54.length; at += size) {
    const match = shape.exec(field54.slice(at, at + size));
    if (!match) return malformed(at, 'field 54: not an amount');
    const [, , amountType, currency, sign, digits] = match;
    const amountMinor = Number(digits) * (sign === 'D' ? -1 : 1);
    balances.push({ amountType: amountType!, currency: currency!, amountMinor });
  }
  return decoded(balances);
}

/** What can be spent, in that currency; the first amount when the host does not say which one that is. */
export function availableBalance(
  balances: readonly Balance[],
  currency: string,
): Balance | undefined {
  const own = balances.filter((balance) => balance.currency === currency);
  return own.find(({ amountType }) => amountType === available) ?? own[0];
}
