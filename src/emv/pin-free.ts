// SPDX-License-Identifier: Apache-2.0
//
// UnionPay's PIN-free rule: after the kernel, the terminal decides whether a PIN is needed at all.
// docs/sources.md [domain B3, UnionPay specifics; A6 FF80xx; marked M]
//
// What a reader would get wrong: a card that asks for an online PIN (CTQ) does not get one below the limit, and a card
// that asks for nothing gets one above it.

import type { CardholderMethod, KernelCvm } from './outcome.ts';
import type { PinFree } from './parameters.ts';

export function cardholderMethod(
  kernelCvm: KernelCvm,
  amountMinor: number,
  pinFree: PinFree,
): CardholderMethod {
  if (kernelCvm === 'confirmed-on-device' && pinFree.deviceCvmAccepted) return kernelCvm;
  if (pinFree.enabled && amountMinor <= pinFree.limitMinor) return 'none';
  return 'online-pin';
}
