// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7, step 8: cardholder verification, by what the card asks for (CTQ) and what the reader has (TTQ).
// docs/sources.md [domain B2, B3 step 8]

import { ctq1, ctq2, tsi1, ttq1, ttq2, tvr } from './bits.ts';
import { qualifiersIn9F69At } from './oda-fdda.ts';
import { declined } from './outcome.ts';
import { startsWith } from './prefix.ts';
import { type Context, type Ends, noQualifiers, qualifiersOf } from './quick-context.ts';
import { tag9F69CardAuthenticationRelatedData } from './tags.ts';

/** The first method that the card asks for and the reader has. */
export function verifyCardholder(context: Context): Ends {
  const { ttq, record, differences } = context;
  const required = (ttq[1]! & ttq2.cvmRequired) !== 0;
  const ctq = qualifiersOf(context, required ? differences.assumedQualifiers : noQualifiers);
  if (ctq[0]! & ctq1.onlinePinRequired && ttq[0]! & ttq1.onlinePinSupported) {
    context.cvm = 'online-pin';
    // [M] Only the issuer can look at it.
    context.goesOnline = true;
    record.find(tvr.onlinePinEntered);
  } else if (ctq[1]! & ctq2.deviceCvmPerformed) {
    if (!isDeviceCvmProven(context, ctq)) {
      record.find(tvr.cvmFailed);
      return declined('device-cvm-not-proven');
    }
    context.cvm = 'confirmed-on-device';
  } else if (ctq[0]! & ctq1.signatureRequired && ttq[0]! & ttq1.signatureSupported) {
    context.cvm = 'signature';
  } else if (required) {
    record.find(tvr.cvmFailed);
    return declined('no-common-cvm');
  }
  if (context.cvm !== 'none') record.tsi[0]! |= tsi1.cvmPerformed;
  return undefined;
}

/**
 * The CTQ travels in clear. 9F69 repeats it under the card's signature; without 9F69 only the issuer can tell, so that a TC does not
 * do.
 */
function isDeviceCvmProven({ card, cryptogram }: Context, ctq: Uint8Array): boolean {
  const related = card.get(tag9F69CardAuthenticationRelatedData);
  if (related === undefined) return cryptogram === 'arqc';
  return startsWith(related.subarray(qualifiersIn9F69At), ctq);
}
