// SPDX-License-Identifier: Apache-2.0
//
// Which bytes of the records take part in offline data authentication. docs/sources.md [domain B6]

import type { OdaFailure } from './oda-step.ts';
import { tag70RecordTemplate } from './tags.ts';
import { decodeOnlyTlv } from './tlv.ts';

/** Files 1 to 10 hold EMV records; what is in the others is the issuer's affair. */
export const sfiOfEmvRecordsMax = 10;

/** Signed records so far, or why they cannot be authenticated. */
export type SignedRecords = readonly Uint8Array[] | OdaFailure;

/** Of an EMV record what is in its template is signed, of another one all of it; one without a template cannot be. */
export function withSigned(signed: SignedRecords, sfi: number, data: Uint8Array): SignedRecords {
  if (typeof signed === 'string') return signed;
  const template = decodeOnlyTlv(data);
  if (!template.ok || template.value.tag !== tag70RecordTemplate) return 'static-data-record';
  return [...signed, sfi > sfiOfEmvRecordsMax ? data : template.value.value];
}
