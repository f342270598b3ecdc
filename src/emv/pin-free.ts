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

/** What an acquirer says of the rule while it runs: switches, and limits, but no lists. */
export interface RuleSwitches {
  readonly listA?: boolean;
  readonly listB?: boolean;
  readonly deviceCvm?: boolean;
  readonly signatureFree?: boolean;
  readonly signatureFreeLimitMinor?: number;
}

const nobody: Uint8Array = new Uint8Array(0);

/** A list that is to count and is not there names nobody. */
export function withSwitches(pinFree: PinFree, switches: RuleSwitches): PinFree {
  const { binsA, binsB, signatureFree, ...rest } = pinFree;
  const { listA = binsA !== undefined, listB = binsB !== undefined } = switches;
  const rule = signatureRule(signatureFree, switches);
  return {
    ...rest,
    deviceCvmAccepted: switches.deviceCvm ?? pinFree.deviceCvmAccepted,
    ...(listA && { binsA: binsA ?? nobody }),
    ...(listB && { binsB: binsB ?? nobody }),
    ...(rule && { signatureFree: rule }),
  };
}

/** On without a limit, nobody signs; with one and without a switch, it is on. */
function signatureRule(
  delivered: PinFree['signatureFree'],
  { signatureFree, signatureFreeLimitMinor }: RuleSwitches,
): PinFree['signatureFree'] {
  const limitMinor = signatureFreeLimitMinor ?? delivered?.limitMinor;
  const enabled = signatureFree ?? delivered?.enabled ?? true;
  if (limitMinor === undefined) return enabled ? undefined : { enabled, limitMinor: 0 };
  return { enabled, limitMinor };
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
