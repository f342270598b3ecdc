// SPDX-License-Identifier: Apache-2.0
//
// Field 55: which data objects the acquirer gets, in which order, and from whom. docs/sources.md [domain A7]
//
// The origin is part of the table because a card may send any tag it likes: an amount of the card's must never be taken
// for the terminal's.

import { concat } from '../lib/bytes.ts';
import type { DataObjects } from './data-objects.ts';
import {
  tag5F2ATransactionCurrencyCode,
  tag8AAuthorizationResponseCode,
  tag9ATransactionDate,
  tag9CTransactionType,
  tag9F1ATerminalCountryCode,
  tag9F1EInterfaceDeviceSerialNumber,
  tag9F02AmountAuthorised,
  tag9F03AmountOther,
  tag9F09ApplicationVersionNumber,
  tag9F10IssuerApplicationData,
  tag9F26ApplicationCryptogram,
  tag9F27CryptogramInformationData,
  tag9F33TerminalCapabilities,
  tag9F34CvmResults,
  tag9F35TerminalType,
  tag9F36ApplicationTransactionCounter,
  tag9F37UnpredictableNumber,
  tag9F41TransactionSequenceCounter,
  tag9F63ProductIdentification,
  tag9F74ElectronicCashAuthorizationCode,
  tag82ApplicationInterchangeProfile,
  tag84DedicatedFileName,
  tag95TerminalVerificationResults,
  tagDF31IssuerScriptResults,
} from './tags.ts';
import { decodeTlvs, encodeTlv, findTlv, putTlv, tlvSize } from './tlv.ts';

/** card: answer to GET PROCESSING OPTIONS and records; fci: answer to SELECT. */
export type Origin = 'terminal' | 'card' | 'fci';
type TagSet = readonly (readonly [tag: number, origin: Origin])[];

/** Authorisation and sale. */
export const requestTags: TagSet = Object.freeze(
  [
    [tag9F26ApplicationCryptogram, 'card'],
    [tag9F27CryptogramInformationData, 'card'],
    [tag9F10IssuerApplicationData, 'card'],
    [tag9F37UnpredictableNumber, 'terminal'],
    [tag9F36ApplicationTransactionCounter, 'card'],
    [tag95TerminalVerificationResults, 'terminal'],
    [tag9ATransactionDate, 'terminal'],
    [tag9CTransactionType, 'terminal'],
    [tag9F02AmountAuthorised, 'terminal'],
    [tag5F2ATransactionCurrencyCode, 'terminal'],
    [tag82ApplicationInterchangeProfile, 'card'],
    [tag9F1ATerminalCountryCode, 'terminal'],
    [tag9F03AmountOther, 'terminal'],
    [tag9F33TerminalCapabilities, 'terminal'],
    [tag9F34CvmResults, 'terminal'],
    [tag9F35TerminalType, 'terminal'],
    [tag9F1EInterfaceDeviceSerialNumber, 'terminal'],
    [tag84DedicatedFileName, 'fci'],
    [tag9F09ApplicationVersionNumber, 'terminal'],
    [tag9F41TransactionSequenceCounter, 'terminal'],
    [tag9F63ProductIdentification, 'card'],
    [tag9F74ElectronicCashAuthorizationCode, 'card'],
  ],
  true,
);

/** Upload of an offline approval: what a request has, with the TC in it, and who approved. */
export const uploadTags: TagSet = Object.freeze(
  [...requestTags, [tag8AAuthorizationResponseCode, 'terminal']],
  true,
);
/** Tag 8A, Y1: approved offline. */
export const approvedOffline: Uint8Array = Uint8Array.of(0x59, 0x31);

/** Reversal; DF31 is there once an issuer script has run. */
export const reversalTags: TagSet = Object.freeze(
  [
    [tag95TerminalVerificationResults, 'terminal'],
    [tag9F1EInterfaceDeviceSerialNumber, 'terminal'],
    [tag9F10IssuerApplicationData, 'card'],
    [tag9F36ApplicationTransactionCounter, 'card'],
    [tagDF31IssuerScriptResults, 'terminal'],
  ],
  true,
);

/** Report of what issuer scripts came to; all but DF31 is in the request. */
const scriptTags = Object.freeze(
  [
    tag9F33TerminalCapabilities,
    tag95TerminalVerificationResults,
    tag9F37UnpredictableNumber,
    tag9F1EInterfaceDeviceSerialNumber,
    tag9F10IssuerApplicationData,
    tag9F26ApplicationCryptogram,
    tag9F36ApplicationTransactionCounter,
    tag82ApplicationInterchangeProfile,
    tagDF31IssuerScriptResults,
    tag9F1ATerminalCountryCode,
    tag9ATransactionDate,
  ],
  true,
);

/** `source`: field 55 of the request, or of a report with other results. Ours: it decodes. */
export function scriptField55(source: Uint8Array, results: Uint8Array): Uint8Array {
  const objects = decodeTlvs(source);
  if (!objects.ok) throw new Error(`field 55: ${objects.reason}`);
  const tlvs = scriptTags.map((tag) => {
    const value = tag === tagDF31IssuerScriptResults ? results : findTlv(objects.value, tag);
    return value ? encodeTlv(tag, value) : new Uint8Array(0);
  });
  return concat(...tlvs);
}

/** Writes other CVM results over those of a field 55 that has some. */
export function replaceCvmResults(field55: Uint8Array, tag9F34: Uint8Array): void {
  const objects = decodeTlvs(field55);
  const value = objects.ok ? findTlv(objects.value, tag9F34CvmResults) : undefined;
  if (value?.length === tag9F34.length) value.set(tag9F34);
}

/** The objects of the set that exist and are what the card's scheme calls so, as TLV, in the order of the set. */
export function field55(tags: TagSet, objects: Readonly<Record<Origin, DataObjects>>): Uint8Array {
  const values: (Uint8Array | undefined)[] = [];
  let size = 0;
  for (let i = 0; i < tags.length; i++) {
    const value = objects[tags[i]![1]].getOfScheme(tags[i]![0]);
    values.push(value);
    if (value !== undefined) size += tlvSize(tags[i]![0], value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < tags.length; i++) {
    const value = values[i];
    if (value !== undefined) at = putTlv(bytes, at, tags[i]![0], value);
  }
  return bytes;
}
