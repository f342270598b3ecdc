// SPDX-License-Identifier: Apache-2.0
//
// Entry Point, Start A: which combinations the amount allows, and what their TTQ asks of the card.
// docs/sources.md [domain B1, Pre-processing]
//
// What a reader would get wrong: the transaction limit and the CVM limit are reached by an equal amount, the floor limit
// only by a greater one.

import { ttq1, ttq2 } from './bits.ts';
import type { Combination, Parameters } from './parameters.ts';
import type { Transaction } from './transaction.ts';

/** An allowed combination with its indicators, which all end up in the copy of the TTQ. */
export interface PreProcessed {
  readonly combination: Combination;
  readonly ttq: Uint8Array;
}

/** The combinations that this transaction may use; none: the person is to try another interface. */
export function preProcess(
  parameters: Parameters,
  transaction: Pick<Transaction, 'amountMinor' | 'type'>,
): PreProcessed[] {
  const allowed: PreProcessed[] = [];
  for (const combination of parameters.combinations) {
    if (!combination.transactionTypes.includes(transaction.type)) continue;
    const ttq = preProcessOne(combination, transaction.amountMinor, parameters.currencyUnitMinor);
    if (ttq !== undefined) allowed.push({ combination, ttq });
  }
  return allowed;
}

/** The copy of the TTQ, or nothing when the contactless application is not allowed. */
function preProcessOne(
  combination: Combination,
  amountMinor: number,
  currencyUnitMinor: number,
): Uint8Array | undefined {
  const ttq = combination.tag9F66TerminalTransactionQualifiers.slice();
  const onlineCapable = (ttq[0]! & ttq1.offlineOnlyReader) === 0;
  const zeroAmount = amountMinor === 0;

  if (zeroAmount && combination.zeroAmountAllowed === false) return undefined;
  if (zeroAmount && !onlineCapable) return undefined;
  if (amountMinor >= (combination.transactionLimitMinor ?? Infinity)) return undefined;

  const statusCheck = combination.statusCheckSupported && amountMinor === currencyUnitMinor;
  const floorLimitMinor =
    combination.readerFloorLimitMinor ?? combination.terminalFloorLimitMinor ?? Infinity;
  const cvmLimitMinor = combination.cvmRequiredLimitMinor ?? Infinity;

  // The two bits of byte 2 are Entry Point's, whatever the configuration says.
  ttq[1]! &= ~(ttq2.onlineCryptogramRequired | ttq2.cvmRequired);
  if (amountMinor > floorLimitMinor || statusCheck || zeroAmount) {
    ttq[1]! |= ttq2.onlineCryptogramRequired;
  }
  if (amountMinor >= cvmLimitMinor) ttq[1]! |= ttq2.cvmRequired;
  return ttq;
}
