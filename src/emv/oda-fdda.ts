// SPDX-License-Identifier: Apache-2.0
//
// Fast dynamic data authentication of kernels 3 and 7: the card signs with its answer to GET PROCESSING OPTIONS, before the terminal can
// ask for it. docs/sources.md [domain B3, step 7]
//
// Version 00 signs the terminal's unpredictable number alone. Version 01 signs amount, currency and the card's own data (9F69), too, and
// so what the card says of the cardholder in clear (CTQ).

import { concat } from '../lib/bytes.ts';
import type { DataObjects } from './data-objects.ts';
import { iccPublicKey, openDynamicData } from './oda.ts';
import { done, failed, type OdaInput, type Step } from './oda-step.ts';
import { startsWith } from './prefix.ts';
import {
  tag5F2ATransactionCurrencyCode,
  tag9F6CCardTransactionQualifiers,
  tag9F02AmountAuthorised,
  tag9F36ApplicationTransactionCounter,
  tag9F37UnpredictableNumber,
  tag9F69CardAuthenticationRelatedData,
} from './tags.ts';

/** In 9F69: version, unpredictable number 4, CTQ 2. */
export const qualifiersIn9F69At = 5;
const version01 = 0x01;

/** The dynamic number must be the counter of this very transaction: it comes back. */
export function authenticateFast(input: OdaInput, terminal: DataObjects): Step<Uint8Array> {
  const { card } = input;
  const signedData = terminalDynamicData(card, terminal);
  if (!signedData.ok) return signedData;
  const key = iccPublicKey(input);
  if (!key.ok) return key;
  const opened = openDynamicData(input, key.value, signedData.value);
  if (!opened.ok) return opened;
  const { iccDynamicNumber } = opened.value;
  const counter = card.get(tag9F36ApplicationTransactionCounter)!;
  if (iccDynamicNumber.length !== counter.length || !startsWith(iccDynamicNumber, counter)) {
    return failed('dynamic-number-is-not-the-atc');
  }
  return done(iccDynamicNumber);
}

function terminalDynamicData(card: DataObjects, terminal: DataObjects): Step<Uint8Array> {
  const unpredictableNumber = terminal.get(tag9F37UnpredictableNumber)!;
  const related = card.get(tag9F69CardAuthenticationRelatedData);
  if (related === undefined) return done(unpredictableNumber);
  if (related[0] !== version01) return failed('card-related-data-version');
  const qualifiers = card.get(tag9F6CCardTransactionQualifiers);
  if (qualifiers !== undefined && !startsWith(related.subarray(qualifiersIn9F69At), qualifiers)) {
    return failed('card-related-data-qualifiers');
  }
  return done(
    concat(
      unpredictableNumber,
      terminal.get(tag9F02AmountAuthorised)!,
      terminal.get(tag5F2ATransactionCurrencyCode)!,
      related,
    ),
  );
}
