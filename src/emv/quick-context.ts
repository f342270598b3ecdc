// SPDX-License-Identifier: Apache-2.0
//
// What the steps of kernels 3 and 7 share. Fields after those of the activation say who fills and who reads them.

import { ttq1 } from './bits.ts';
import type { DataObjects } from './data-objects.ts';
import type { DolEntry } from './dol.ts';
import type { KernelActivation, KernelOutcome } from './kernel.ts';
import type { KernelCvm } from './outcome.ts';
import type { SignedRecords } from './signed-records.ts';
import {
  tag9F6CCardTransactionQualifiers,
  tag9F10IssuerApplicationData,
  tag9F27CryptogramInformationData,
} from './tags.ts';
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
  /** initiateApplication and readApplicationData fill: to GPO, and the records so far; keepHalfRead reads. */
  readonly answers: Uint8Array[];
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

/** By two bits of 9F27 or of the card verification results; 11 is reserved. */
const cryptograms: readonly (Cryptogram | undefined)[] = Object.freeze(
  ['aac', 'tc', 'arqc', undefined],
  true,
);

/** In 9F10: length, key index, version, length of the CVR, byte 2 of the CVR with the type in b6 b5. */
const cvrByte2At = 4;

/** From 9F27 or, when absent, from the issuer application data; undefined when neither says. */
export function cryptogramOf(card: DataObjects): Cryptogram | undefined {
  const information = card.get(tag9F27CryptogramInformationData);
  if (information !== undefined) return cryptograms[information[0]! >> 6];
  const cvrByte2 = card.get(tag9F10IssuerApplicationData)?.[cvrByte2At] ?? 0xff;
  return cryptograms[(cvrByte2 >> 4) & 0x03];
}

/** 9F27 of a card that leaves it out. */
export function informationOf(cryptogram: Cryptogram): Uint8Array {
  return Uint8Array.of(cryptograms.indexOf(cryptogram) << 6);
}
