// SPDX-License-Identifier: Apache-2.0
//
// Combined dynamic data authentication, for Kernel 2: the signature in the answer to GENERATE AC holds the cryptogram and a hash over
// everything that went between card and terminal. docs/sources.md [domain B6]

import { openDynamicData } from './oda.ts';
import { done, failed, type OdaInput, type PublicKey, type Step } from './oda-step.ts';
import { isSameBytes } from './prefix.ts';
import { tag9F4BSignedDynamicApplicationData, tag9F27CryptogramInformationData } from './tags.ts';
import { putTlv, type Tlv, tlvSize } from './tlv.ts';

export interface CombinedData {
  readonly iccDynamicNumber: Uint8Array;
  readonly cryptogramInformation: number;
  readonly cryptogram: Uint8Array;
  /** What follows the hash: relay resistance, data storage. */
  readonly rest: Uint8Array;
}

const cryptogramBytes = 8;
const hashBytes = 20;

/** The values of the PDOL, of CDOL1 and of CDOL2 as they were sent, and the objects of the answer to GENERATE AC in their order. */
export interface CombinedInput {
  readonly unpredictableNumber: Uint8Array;
  readonly sent: readonly Uint8Array[];
  readonly answer: readonly Tlv[];
}

/** `key`: the card's, from its certificate, which may be read while the card still computes. */
export function authenticateCombined(
  input: OdaInput,
  { unpredictableNumber, sent, answer }: CombinedInput,
  key: PublicKey,
): Step<CombinedData> {
  const opened = openDynamicData(input, key, unpredictableNumber);
  if (!opened.ok) return opened;
  const { iccDynamicNumber, rest } = opened.value;
  const hashAt = 1 + cryptogramBytes;
  if (rest.length < hashAt + hashBytes) return failed('dynamic-data-length');
  const cryptogramInformation = rest[0]!;
  if (input.card.get(tag9F27CryptogramInformationData)?.[0] !== cryptogramInformation) {
    return failed('cryptogram-information-differs');
  }
  const wanted = transactionDataHash(input, sent, answer);
  if (!isSameBytes(rest.subarray(hashAt, hashAt + hashBytes), wanted)) {
    return failed('transaction-data-hash');
  }
  return done({
    iccDynamicNumber,
    cryptogramInformation,
    cryptogram: rest.subarray(1, hashAt),
    rest: rest.subarray(hashAt + hashBytes),
  });
}

/** Over what was sent and what came, but for the signature itself. */
function transactionDataHash(
  { operations }: OdaInput,
  sent: readonly Uint8Array[],
  answer: readonly Tlv[],
): Uint8Array {
  const objects = answer.filter(({ tag }) => tag !== tag9F4BSignedDynamicApplicationData);
  const bytes = new Uint8Array(
    sent.reduce((sum, { length }) => sum + length, 0) +
      objects.reduce((sum, { tag, value }) => sum + tlvSize(tag, value), 0),
  );
  let at = 0;
  for (const values of sent) {
    bytes.set(values, at);
    at += values.length;
  }
  for (const { tag, value } of objects) at = putTlv(bytes, at, tag, value);
  return operations.hashOf('sha-1', bytes);
}
