// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: combined authentication – before GENERATE AC, whether it can be done at all; after it, the signature.
// docs/sources.md [domain B4, B6]

import { concat } from '../lib/bytes.ts';
import { aip1, capability3, tsi1, tvr } from './bits.ts';
import {
  capabilitiesOf,
  type Ends,
  type Kernel2Context,
  odaInputOf,
  profileOf,
} from './kernel2-context.ts';
import { end, level2 } from './kernel2-outcome.ts';
import { relayTags } from './kernel2-relay.ts';
import { iccPublicKey } from './oda.ts';
import { caPublicKey } from './oda-ca-keys.ts';
import { authenticateCombined, type CombinedData } from './oda-cda.ts';
import { failed, type OdaFailure, type Step } from './oda-step.ts';
import { endApplication } from './outcome.ts';
import { startsWith } from './prefix.ts';
import {
  tag8FCaPublicKeyIndex,
  tag9F4ASdaTagList,
  tag9F4BSignedDynamicApplicationData,
  tag9F4CIccDynamicNumber,
  tag9F26ApplicationCryptogram,
  tag9F32IssuerPublicKeyExponent,
  tag9F37UnpredictableNumber,
  tag9F46IccPublicKeyCertificate,
  tag9F47IccPublicKeyExponent,
  tag82ApplicationInterchangeProfile,
  tag90IssuerPublicKeyCertificate,
} from './tags.ts';

/** Without these no signature can be looked at. */
const neededTags: readonly number[] = Object.freeze(
  [
    tag8FCaPublicKeyIndex,
    tag90IssuerPublicKeyCertificate,
    tag9F32IssuerPublicKeyExponent,
    tag9F46IccPublicKeyCertificate,
    tag9F47IccPublicKeyExponent,
    tag9F4ASdaTagList,
  ],
  true,
);

/** Whether card and terminal both have CDA, and whether it must fail: the action codes want to know before there is a signature. */
export function prepareAuthentication(context: Kernel2Context): void {
  const { card, record } = context;
  context.combines =
    (profileOf(context)[0]! & aip1.cda) !== 0 &&
    (capabilitiesOf(context)[2]! & capability3.cda) !== 0;
  if (!context.combines) {
    record.find(tvr.odaNotPerformed);
    return;
  }
  const isMissing = neededTags.some((tag) => card.get(tag) === undefined);
  if (isMissing) record.find(tvr.iccDataMissing);
  const failure = isMissing ? 'icc-certificate-missing' : failureForeseen(context);
  if (failure !== undefined) fail(context, failure);
}

function failureForeseen(context: Kernel2Context): OdaFailure | undefined {
  const { card, signedRecords } = context;
  const list = card.get(tag9F4ASdaTagList)!;
  if (list.length !== 1 || list[0] !== tag82ApplicationInterchangeProfile) {
    return 'static-data-tag-list';
  }
  if (typeof signedRecords === 'string') return signedRecords;
  const input = odaInputOf(context);
  if (input === undefined) return 'terminal-without-keys';
  const authority = caPublicKey(input);
  return authority.ok ? undefined : authority.failure;
}

function fail({ record }: Kernel2Context, failure: OdaFailure): void {
  record.find(tvr.cdaFailed);
  record.oda = { method: 'cda', result: 'failed', failure };
}

/** Both certificates, in the time that the card takes for its signature: nothing that it answers changes what they say. */
export function prepareKey(context: Kernel2Context): void {
  const input = odaInputOf(context);
  if (input !== undefined) context.iccKey = iccPublicKey(input);
}

/** The signature that came with the cryptogram; the cryptogram itself is in it. */
export function authenticateCombinedData(context: Kernel2Context): Ends {
  const { card, record } = context;
  if (card.get(tag9F4BSignedDynamicApplicationData) === undefined) return withoutSignature(context);
  const result = authenticate(context);
  record.tsi[0]! |= tsi1.authenticationPerformed;
  if (!result.ok) {
    fail(context, result.failure);
    const outcome = endApplication('authentication-failed');
    return end(context, 'other-card', outcome, { level2: level2.camFailed });
  }
  record.oda = { method: 'cda', result: 'successful' };
  card.set(tag9F26ApplicationCryptogram, result.value.cryptogram);
  card.set(tag9F4CIccDynamicNumber, result.value.iccDynamicNumber);
  return undefined;
}

/** A cryptogram alone: right where no signature was asked for, and where the card refuses what it was asked. */
function withoutSignature(context: Kernel2Context): Ends {
  const { card, signs, requested } = context;
  if (card.get(tag9F26ApplicationCryptogram) === undefined) {
    return end(context, 'other-card', endApplication('card-data'), {
      level2: level2.cardDataMissing,
    });
  }
  const isRefusal = context.given === 'aac' && requested !== 'aac';
  if (!signs || isRefusal) return undefined;
  return end(context, 'other-card', endApplication('card-data'), { level2: level2.cardDataError });
}

function authenticate(context: Kernel2Context): Step<CombinedData> {
  const { terminal, sent, answer } = context;
  const input = odaInputOf(context);
  if (input === undefined) return failed('terminal-without-keys');
  const key = context.iccKey ?? iccPublicKey(input);
  if (!key.ok) return key;
  const combined = authenticateCombined(
    input,
    {
      unpredictableNumber: terminal.get(tag9F37UnpredictableNumber)!,
      sent: [sent.pdolData, sent.cdolData],
      answer,
    },
    key.value,
  );
  if (!combined.ok || !hasResistedRelay(context)) return combined;
  // What went to and fro when the time was measured is under the signature, too.
  const relayData = concat(...relayTags.map((tag) => terminal.get(tag)!));
  return startsWith(combined.value.rest, relayData) ? combined : failed('relay-data-differ');
}

function hasResistedRelay({ record }: Kernel2Context): boolean {
  const [byte, mask] = tvr.relayPerformed;
  return (record.tvr[byte - 1]! & mask) !== 0;
}
