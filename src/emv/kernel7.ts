// SPDX-License-Identifier: Apache-2.0
//
// Kernel 7, UnionPay QuickPass (qPBOC), as far as an online sale needs it: one function per step, in the order of
// docs/sources.md [domain B3], over one context. A step returns the outcome that ends the kernel, or nothing.
//
// What a reader would get wrong: the card has decided before the terminal looks. Its answer to GET PROCESSING OPTIONS
// already holds the cryptogram; all steps after it can only refuse what the card offers.
//
// Not here yet: offline data authentication (step 7), so that a TC cannot be accepted and is declined.

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { decodeAfl } from './afl.ts';
import {
  getProcessingOptionsCommand,
  readRecordCommand,
  statusWord6984ReferencedDataInvalidated,
  statusWord6985ConditionsNotSatisfied,
  statusWord6986CommandNotAllowed,
  statusWord9000Ok,
} from './apdu.ts';
import { ctq1, ctq2, ttq1, ttq2 } from './bits.ts';
import { DataObjects } from './data-objects.ts';
import { type DolEntry, decodeDol, dolData } from './dol.ts';
import { type Kernel, type KernelActivation, type KernelOutcome, selectNext } from './kernel.ts';
import {
  declined,
  endApplication,
  type KernelCvm,
  tryAgain,
  tryAnotherInterface,
  uiCardReadOk,
} from './outcome.ts';
import { startsWith } from './prefix.ts';
import {
  tag5AApplicationPan,
  tag5F24ApplicationExpirationDate,
  tag6FFciTemplate,
  tag9ATransactionDate,
  tag9F6CCardTransactionQualifiers,
  tag9F10IssuerApplicationData,
  tag9F26ApplicationCryptogram,
  tag9F27CryptogramInformationData,
  tag9F36ApplicationTransactionCounter,
  tag9F38Pdol,
  tag9F66TerminalTransactionQualifiers,
  tag9F69CardAuthenticationRelatedData,
  tag57Track2EquivalentData,
  tag70RecordTemplate,
  tag77ResponseFormat2,
  tag80ResponseFormat1,
  tag82ApplicationInterchangeProfile,
  tag84DedicatedFileName,
  tag94ApplicationFileLocator,
  tagA5FciProprietaryTemplate,
} from './tags.ts';
import { decodeOnlyTlv, decodeTemplate, decodeTlvs, findTlv, type Tlv } from './tlv.ts';
import { type Account, decodeTrack2, isSamePan } from './track2.ts';

type Cryptogram = 'aac' | 'tc' | 'arqc';

/** Fields after those of the activation say who fills and who reads them. */
interface Context extends KernelActivation {
  /** openFci fills; field 55 and the receipt read. */
  readonly fci: DataObjects;
  /** openFci fills; initiateApplication reads. */
  pdol: readonly DolEntry[];
  /** initiateApplication and readApplicationData fill; all later steps and field 55 read. */
  readonly card: DataObjects;
  /** checkMandatoryData fills; decideOutcome reads. */
  account: Account | undefined;
  /** readCryptogramType fills; decideOutcome reads. */
  cryptogram: Cryptogram;
  /** verifyCardholder fills; decideOutcome reads. */
  cvm: KernelCvm;
}

export const kernel7: Kernel = async (activation) => {
  const context: Context = {
    ...activation,
    fci: new DataObjects(),
    pdol: [],
    card: new DataObjects(),
    account: undefined,
    cryptogram: 'aac',
    cvm: 'none',
  };
  return (
    openFci(context) ??
    (await initiateApplication(context)) ??
    (await readApplicationData(context)) ??
    checkMandatoryData(context) ??
    readCryptogramType(context) ??
    checkProcessingRestrictions(context) ??
    verifyCardholder(context) ??
    decideOutcome(context)
  );
};

type Ends = KernelOutcome | undefined;

/** Step 1: what SELECT brought. Without a PDOL that asks for the TTQ this is no application for this kernel. */
function openFci(context: Context): Ends {
  const { selectAnswer, fci, adfName } = context;
  const outer = decodeTemplate(selectAnswer, tag6FFciTemplate);
  if (!outer.ok || !fci.addFromCard(outer.value).ok) return selectNext;
  const inner = decodeTlvs(findTlv(outer.value, tagA5FciProprietaryTemplate) ?? new Uint8Array(0));
  if (!inner.ok || !fci.addFromCard(inner.value).ok) return selectNext;
  const name = fci.get(tag84DedicatedFileName);
  if (name === undefined || !startsWith(name, adfName)) return selectNext;
  const pdol = decodeDol(fci.get(tag9F38Pdol) ?? new Uint8Array(0));
  if (!pdol.ok) return selectNext;
  if (!pdol.value.some(({ tag }) => tag === tag9F66TerminalTransactionQualifiers)) {
    return selectNext;
  }
  context.pdol = pdol.value;
  return undefined;
}

/** Status words with a meaning of their own; any other ends the application. */
const processingOptionsEnds: ReadonlyMap<number, KernelOutcome> = new Map<number, KernelOutcome>([
  [statusWord6984ReferencedDataInvalidated, tryAnotherInterface('card-asks')],
  [statusWord6985ConditionsNotSatisfied, selectNext],
  [statusWord6986CommandNotAllowed, tryAgain('see-phone')],
]);

/** Steps 2 and 3: GET PROCESSING OPTIONS, where the card decides, and its answer. */
async function initiateApplication(context: Context): Promise<Ends> {
  const { link, pdol, terminal, card } = context;
  const answer = await link.exchange(getProcessingOptionsCommand(dolData(pdol, terminal)));
  if (!answer.ok) return answer.outcome;
  if (answer.statusWord !== statusWord9000Ok) {
    return processingOptionsEnds.get(answer.statusWord) ?? endApplication('status-word');
  }
  const objects = decodeProcessingOptions(answer.data);
  if (!objects.ok || !card.addFromCard(objects.value).ok) return endApplication('card-data');
  return undefined;
}

/** Format 2 is a template; format 1 is AIP and AFL in a row. */
function decodeProcessingOptions(data: Uint8Array): Decoded<readonly Tlv[]> {
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

/** Files 1 to 10 hold EMV records; what is in the others is the issuer's affair. */
const sfiOfEmvRecordsMax = 10;

/** Step 5: READ RECORD for all that the AFL names; then the card may leave. */
async function readApplicationData(context: Context): Promise<Ends> {
  const { link, card, onUiRequest } = context;
  const afl = decodeAfl(card.get(tag94ApplicationFileLocator) ?? new Uint8Array(0));
  if (!afl.ok) return endApplication('card-data');
  for (const { sfi, record } of afl.value) {
    const answer = await link.exchange(readRecordCommand(sfi, record));
    if (!answer.ok) return answer.outcome;
    if (answer.statusWord !== statusWord9000Ok) return endApplication('status-word');
    if (sfi > sfiOfEmvRecordsMax) continue;
    const objects = decodeTemplate(answer.data, tag70RecordTemplate);
    if (!objects.ok || !card.addFromCard(objects.value).ok) return endApplication('card-data');
  }
  onUiRequest(uiCardReadOk);
  return undefined;
}

const mandatoryTags: readonly number[] = Object.freeze(
  [
    tag82ApplicationInterchangeProfile,
    tag9F36ApplicationTransactionCounter,
    tag57Track2EquivalentData,
    tag9F10IssuerApplicationData,
    tag9F26ApplicationCryptogram,
  ],
  true,
);

/** What an online request cannot do without, and whether it agrees with itself. */
function checkMandatoryData(context: Context): Ends {
  const { card } = context;
  if (mandatoryTags.some((tag) => card.get(tag) === undefined)) return endApplication('card-data');
  const account = decodeTrack2(card.get(tag57Track2EquivalentData)!);
  if (!account.ok) return endApplication('card-data');
  const pan = card.get(tag5AApplicationPan);
  if (pan !== undefined && !isSamePan(account.value.pan, pan)) return endApplication('card-data');
  context.account = account.value;
  return undefined;
}

/** By two bits of 9F27 or of the card verification results; 11 is reserved. */
const cryptograms: readonly (Cryptogram | undefined)[] = Object.freeze(
  ['aac', 'tc', 'arqc', undefined],
  true,
);

/** In 9F10: length, key index, version, length of the CVR, byte 2 of the CVR with the type in b6 b5. */
const cvrByte2At = 4;

/** Step 4: which cryptogram it is, from 9F27 or, when absent, from the issuer application data. */
function readCryptogramType(context: Context): Ends {
  const { card } = context;
  const information = card.get(tag9F27CryptogramInformationData);
  const cvrByte2 = card.get(tag9F10IssuerApplicationData)![cvrByte2At] ?? 0xff;
  const type = information === undefined ? (cvrByte2 >> 4) & 0x03 : information[0]! >> 6;
  const cryptogram = cryptograms[type];
  if (cryptogram === undefined) return endApplication('card-data');
  context.cryptogram = cryptogram;
  // Field 55 has 9F27 in any case.
  card.set(tag9F27CryptogramInformationData, information ?? Uint8Array.of(type << 6));
  return undefined;
}

/** Step 6: an expired card goes online only if it says so. */
function checkProcessingRestrictions({ card, terminal }: Context): Ends {
  const expiry = card.get(tag5F24ApplicationExpirationDate);
  const today = terminal.get(tag9ATransactionDate)!;
  if (expiry === undefined || dayNumber(today) <= dayNumber(expiry)) return undefined;
  const ctq = card.get(tag9F6CCardTransactionQualifiers) ?? noQualifiers;
  return (ctq[0]! & ctq1.goOnlineIfExpired) !== 0 ? undefined : declined('expired');
}

/** YYMMDD in BCD as a number that grows with time; years 50 to 99 are of the last century. */
function dayNumber(date: Uint8Array): number {
  const [year, month, day] = [date[0]!, date[1]!, date[2]!];
  const century = year >= 0x50 ? 0x19 : 0x20;
  return (century << 24) | (year << 16) | (month << 8) | day;
}

const noQualifiers: Uint8Array = Uint8Array.of(0, 0);
/** [M] A card without CTQ, where verification is required: online PIN is preferred, then signature. */
const assumedQualifiers: Uint8Array = Uint8Array.of(
  ctq1.onlinePinRequired | ctq1.signatureRequired,
  0,
);

/** Step 8: the first method that the card asks for and the reader has. */
function verifyCardholder(context: Context): Ends {
  const { card, ttq } = context;
  const required = (ttq[1]! & ttq2.cvmRequired) !== 0;
  const absent = required ? assumedQualifiers : noQualifiers;
  const ctq = card.get(tag9F6CCardTransactionQualifiers) ?? absent;
  if (ctq[0]! & ctq1.onlinePinRequired && ttq[0]! & ttq1.onlinePinSupported) {
    context.cvm = 'online-pin';
  } else if (ctq[1]! & ctq2.deviceCvmPerformed) {
    if (!isDeviceCvmProven(card, ctq)) return declined('device-cvm-not-proven');
    context.cvm = 'confirmed-on-device';
  } else if (ctq[0]! & ctq1.signatureRequired && ttq[0]! & ttq1.signatureSupported) {
    context.cvm = 'signature';
  } else if (required) {
    return declined('no-common-cvm');
  }
  return undefined;
}

/** In 9F69: version, unpredictable number 4, CTQ 2. */
const ctqIn9F69At = 5;

/** The CTQ travels in clear. 9F69 repeats it under the card's signature; without 9F69 only the issuer can tell. */
function isDeviceCvmProven(card: DataObjects, ctq: Uint8Array): boolean {
  const related = card.get(tag9F69CardAuthenticationRelatedData);
  return related === undefined || startsWith(related.subarray(ctqIn9F69At), ctq);
}

/** Step 9. */
function decideOutcome({ cryptogram, cvm, account, card, fci }: Context): KernelOutcome {
  if (cryptogram === 'aac') return declined('card-declined');
  if (cryptogram === 'tc') return declined('offline-approval-not-supported');
  return { kind: 'online-request', cvm, account: account!, card, fci };
}
