// SPDX-License-Identifier: Apache-2.0
//
// The answer to GET PROCESSING OPTIONS in its two formats. docs/sources.md [domain B3, step 3]

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import {
  tag77ResponseFormat2,
  tag80ResponseFormat1,
  tag82ApplicationInterchangeProfile,
  tag94ApplicationFileLocator,
} from './tags.ts';
import { decodeOnlyTlv, decodeTlvs, type Tlv } from './tlv.ts';

/** Format 2 is a template; format 1 is AIP and AFL in a row. */
export function decodeProcessingOptions(data: Uint8Array): Decoded<readonly Tlv[]> {
  const answer = decodeOnlyTlv(data);
  if (!answer.ok) return answer;
  const { tag, value } = answer.value;
  if (tag === tag77ResponseFormat2) return decodeTlvs(value);
  if (tag !== tag80ResponseFormat1) return malformed(0, 'neither response format');
  return decoded([
    { tag: tag82ApplicationInterchangeProfile, value: value.subarray(0, 2) },
    { tag: tag94ApplicationFileLocator, value: value.subarray(2) },
  ]);
}
