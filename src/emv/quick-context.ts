// SPDX-License-Identifier: Apache-2.0
//
// What the steps of kernels 3 and 7 share. Fields after those of the activation say who fills and who reads them.

import { ttq1 } from './bits.ts';
import type { DataObjects } from './data-objects.ts';
import type { DolEntry } from './dol.ts';
import type { KernelActivation, KernelOutcome } from './kernel.ts';
import type { KernelCvm } from './outcome.ts';
import type { SignedRecords } from './signed-records.ts';
import { tag9F6CCardTransactionQualifiers } from './tags.ts';
import type { Account } from './track2.ts';

export type Cryptogram = 'aac' | 'tc' | 'arqc';

/** In what kernels 3 and 7 differ. */
export interface Differences {
  /** An application whose PDOL does not ask for the TTQ is none for this kernel. */
  readonly pdolNeedsQualifiers: boolean;
  /** An application that is not yet effective (5F25) is declined. */
  readonly effectiveDateDecides: boolean;
  /** CTQ of a card that has none, where verification is required. */
  readonly assumedQualifiers: Uint8Array;
}

export interface Context extends KernelActivation {
  readonly differences: Differences;
  /** openFci fills; field 55 and the receipt read. */
  readonly fci: DataObjects;
  /** openFci fills; initiateApplication reads. */
  pdol: readonly DolEntry[];
  /** initiateApplication and readApplicationData fill; all later steps and field 55 read. */
  readonly card: DataObjects;
  /** readApplicationData fills; authenticateCard reads. */
  signedRecords: SignedRecords;
  /** checkMandatoryData fills; checkProcessingRestrictions, authenticateCard and decideOutcome read. */
  account: Account | undefined;
  /** readCryptogramType fills; all later steps read. */
  cryptogram: Cryptogram;
  /** checkProcessingRestrictions, authenticateCard and verifyCardholder fill: even a TC goes online; decideOutcome reads. */
  goesOnline: boolean;
  /** verifyCardholder fills; decideOutcome reads. */
  cvm: KernelCvm;
}

export type Ends = KernelOutcome | undefined;

export const noQualifiers: Uint8Array = Uint8Array.of(0, 0);

export function qualifiersOf({ card }: Context, absent = noQualifiers): Uint8Array {
  return card.get(tag9F6CCardTransactionQualifiers) ?? absent;
}

export function isReaderOnline({ ttq }: Context): boolean {
  return (ttq[0]! & ttq1.offlineOnlyReader) === 0;
}

export function hasContactReader({ ttq }: Context): boolean {
  return (ttq[0]! & ttq1.contactChipSupported) !== 0;
}
