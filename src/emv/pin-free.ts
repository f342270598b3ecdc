// SPDX-License-Identifier: Apache-2.0
//
// UnionPay's rule for small payments: after the kernel, the terminal decides whether a PIN is needed at all, and whether a slip is signed.
// docs/sources.md [domain B3, UnionPay specifics; A6 FF80xx; marked M; that the blacklist of BINs is of this rule: own knowledge]
//
// What a reader would get wrong: a card that asks for an online PIN (CTQ) does not get one below the limit, and a card
// that asks for nothing gets one above it.

import type { KernelCvm } from './outcome.ts';
import type { PinFree } from './parameters.ts';
import { startsWith } from './prefix.ts';
import { type Digits, startsWithDigits } from './track2.ts';

export interface RuledCard {
  readonly pan: Digits;
  /** The name of its application (84). */
  readonly aid: Uint8Array;
}

/** Of a payment that goes online. */
export function cardholderMethod(
  kernelCvm: KernelCvm,
  amountMinor: number,
  pinFree: PinFree,
  card: RuledCard,
): KernelCvm {
  if (kernelCvm === 'confirmed-on-device' && pinFree.deviceCvmAccepted) return kernelCvm;
  const isFree = pinFree.enabled && amountMinor <= pinFree.limitMinor && isListed(pinFree, card);
  if (!isFree) return 'online-pin';
  return isSignatureFree(pinFree, amountMinor) ? 'none' : 'signature';
}

/** Otherwise whoever gives no PIN signs. */
export function isSignatureFree({ signatureFree: rule }: PinFree, amountMinor: number): boolean {
  return rule === undefined || (rule.enabled && amountMinor <= rule.limitMinor);
}

/** Stage 1: cards of list A. Stage 2: credit cards, and debit cards of list B. Stage 3: all. Never: those of the blacklist. */
function isListed({ binsA, binsB, binsBlocked }: PinFree, { pan, aid }: RuledCard): boolean {
  if (binsBlocked && hasBinOf(binsBlocked, pan)) return false;
  if (binsA) return hasBinOf(binsA, pan);
  return binsB === undefined || isCredit(aid) || hasBinOf(binsB, pan);
}

/** In a list of BINs: three to ten digits each, padded F. */
export const binBytes = 5;

function hasBinOf(bins: Uint8Array, pan: Digits): boolean {
  for (let at = 0; at + binBytes <= bins.length; at += binBytes) {
    if (startsWithDigits(pan, bins.subarray(at, at + binBytes))) return true;
  }
  return false;
}

/** UnionPay's credit and quasi-credit applications. */
const creditAids: readonly Uint8Array[] = Object.freeze(
  [
    Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x02),
    Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x03),
  ],
  true,
);

function isCredit(aid: Uint8Array): boolean {
  return creditAids.some((credit) => startsWith(aid, credit));
}
