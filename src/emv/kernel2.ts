// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2 (Mastercard), EMV mode: one function per step, in the order of docs/sources.md [domain B4], over one context. A step
// returns the outcome that ends the kernel, or nothing. Mag-stripe mode is refused, integrated data storage is not there.
//
// What a reader would get wrong: unlike kernels 3 and 7, the terminal has made up its mind before the card decides; what it has found is
// in the TVR that the cryptogram covers.

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { decodeAfl } from './afl.ts';
import { getProcessingOptionsCommand, readRecordCommand, statusWord9000Ok } from './apdu.ts';
import { aip2, capability1, kernelConfiguration } from './bits.ts';
import { decodeDol, dolData } from './dol.ts';
import { type Kernel, type KernelOutcome, selectNext } from './kernel.ts';
import { analyseActions } from './kernel2-actions.ts';
import { authenticateCombinedData, prepareAuthentication } from './kernel2-authentication.ts';
import { readBalanceAfter, readBalanceBefore } from './kernel2-balance.ts';
import {
  type CryptogramType,
  capabilitiesOf,
  configurationOf,
  contextOf,
  type Ends,
  type Kernel2Context,
} from './kernel2-context.ts';
import { selectCvm } from './kernel2-cvm.ts';
import { completeConfiguration } from './kernel2-data.ts';
import { generateCryptogram } from './kernel2-generate.ts';
import { checkFloorLimit, checkTransactionLimit, setCapabilities } from './kernel2-limits.ts';
import { end, endExchange, level2 } from './kernel2-outcome.ts';
import { resistRelay } from './kernel2-relay.ts';
import { checkRestrictions } from './kernel2-restrictions.ts';
import {
  declined,
  endApplication,
  tryAgain,
  tryAnotherInterface,
  uiCardReadOk,
} from './outcome.ts';
import { startsWith } from './prefix.ts';
import { decodeProcessingOptions } from './processing-options.ts';
import { sfiOfEmvRecordsMax, withSigned } from './signed-records.ts';
import {
  tag5AApplicationPan,
  tag5F24ApplicationExpirationDate,
  tag6FFciTemplate,
  tag8CCdol1,
  tag9F6EThirdPartyData,
  tag9F10IssuerApplicationData,
  tag9F26ApplicationCryptogram,
  tag9F27CryptogramInformationData,
  tag9F34CvmResults,
  tag9F36ApplicationTransactionCounter,
  tag9F38Pdol,
  tag57Track2EquivalentData,
  tag70RecordTemplate,
  tag77ResponseFormat2,
  tag80ResponseFormat1,
  tag82ApplicationInterchangeProfile,
  tag84DedicatedFileName,
  tag94ApplicationFileLocator,
  tagA5FciProprietaryTemplate,
  tagDF4BPosCardholderInteraction,
} from './tags.ts';
import { decodeOnlyTlv, decodeTemplate, decodeTlvs, findTlv, type Tlv } from './tlv.ts';
import { decodeTrack2, isSamePan } from './track2.ts';

export const kernel2: Kernel = async (activation) => {
  const context = contextOf(activation);
  completeConfiguration(activation.terminal);
  return (
    openApplication(context) ??
    (await initiateApplication(context)) ??
    (await resistRelay(context)) ??
    (await readApplicationData(context)) ??
    checkTransactionLimit(context) ??
    checkMandatoryData(context) ??
    (await readBalanceBefore(context)) ??
    (await askForCryptogram(context)) ??
    authenticateCombinedData(context) ??
    decideOutcome(context)
  );
};

const nothing: Uint8Array = new Uint8Array(0);

/** What SELECT brought. */
function openApplication(context: Kernel2Context): Ends {
  const { selectAnswer, fci, adfName } = context;
  const wrong = () => end(context, 'select-next', selectNext, { level2: level2.parsingError });
  const outer = decodeTemplate(selectAnswer, tag6FFciTemplate);
  if (!outer.ok || !fci.addFromCard(outer.value).ok) return wrong();
  const inner = decodeTlvs(findTlv(outer.value, tagA5FciProprietaryTemplate) ?? nothing);
  if (!inner.ok || !fci.addFromCard(inner.value).ok) return wrong();
  const name = fci.get(tag84DedicatedFileName);
  if (name === undefined || !startsWith(name, adfName)) return wrong();
  const pdol = decodeDol(fci.get(tag9F38Pdol) ?? nothing);
  if (!pdol.ok) return wrong();
  context.pdol = pdol.value;
  return undefined;
}

/** GET PROCESSING OPTIONS: profile and file locator; a card that has no EMV mode is refused. */
async function initiateApplication(context: Kernel2Context): Promise<Ends> {
  const { link, pdol, terminal, card } = context;
  context.pdolData = dolData(pdol, terminal);
  const answer = await link.exchange(getProcessingOptionsCommand(context.pdolData));
  if (!answer.ok) return endExchange(context, answer);
  const { statusWord } = answer;
  if (statusWord !== statusWord9000Ok) {
    return end(context, 'select-next', selectNext, { level2: level2.statusBytes, statusWord });
  }
  const objects = decodeProcessingOptions(answer.data);
  if (!objects.ok || !card.addFromCard(objects.value).ok) return unusable(context, 'parsingError');
  const profile = card.get(tag82ApplicationInterchangeProfile);
  if (profile === undefined || card.get(tag94ApplicationFileLocator) === undefined) {
    return unusable(context, 'cardDataMissing');
  }
  const isEmv =
    (profile[1]! & aip2.emvMode) !== 0 &&
    (configurationOf(context) & kernelConfiguration.emvOff) === 0;
  if (isEmv) return undefined;
  const failure = { level2: level2.magStripeNotSupported };
  return end(context, 'other-card', endApplication('mag-stripe-only'), failure);
}

function unusable(context: Kernel2Context, why: keyof typeof level2): KernelOutcome {
  return end(context, 'other-card', endApplication('card-data'), { level2: level2[why] });
}

/** The one record that only mag-stripe mode needs, when the card names it first. */
const magStripeRecord: Uint8Array = Uint8Array.of(0x08, 0x01, 0x01, 0x00);

/** READ RECORD for all that the file locator names. */
async function readApplicationData(context: Kernel2Context): Promise<Ends> {
  const { link, card } = context;
  const locator = card.get(tag94ApplicationFileLocator)!;
  // [M] A reader that knows mag-stripe mode does not read its record in EMV mode.
  const skips =
    (configurationOf(context) & kernelConfiguration.magStripeOff) === 0 &&
    startsWith(locator, magStripeRecord);
  const afl = decodeAfl(skips ? locator.subarray(magStripeRecord.length) : locator);
  if (!afl.ok) return unusable(context, 'cardDataError');
  for (const { sfi, record, signed } of afl.value) {
    const answer = await link.exchange(readRecordCommand(sfi, record));
    if (!answer.ok) return endExchange(context, answer);
    const { statusWord } = answer;
    if (statusWord !== statusWord9000Ok) {
      const failure = { level2: level2.statusBytes, statusWord };
      return end(context, 'other-card', endApplication('status-word'), failure);
    }
    if (signed) context.signedRecords = withSigned(context.signedRecords, sfi, answer.data);
    if (sfi > sfiOfEmvRecordsMax) continue;
    const objects = decodeTemplate(answer.data, tag70RecordTemplate);
    if (!objects.ok || !card.addFromCard(objects.value).ok) {
      return unusable(context, 'parsingError');
    }
  }
  return undefined;
}

/** [M] The book does without 57; the acquirer's message does not. */
const mandatoryTags: readonly number[] = Object.freeze(
  [tag5AApplicationPan, tag5F24ApplicationExpirationDate, tag8CCdol1, tag57Track2EquivalentData],
  true,
);

function checkMandatoryData(context: Kernel2Context): Ends {
  const { card } = context;
  if (mandatoryTags.some((tag) => card.get(tag) === undefined)) {
    return unusable(context, 'cardDataMissing');
  }
  const account = decodeTrack2(card.get(tag57Track2EquivalentData)!);
  if (!account.ok || !isSamePan(account.value.pan, card.get(tag5AApplicationPan)!)) {
    return unusable(context, 'cardDataError');
  }
  context.account = account.value;
  return undefined;
}

/** All that the terminal finds by itself, what follows from it, and the card's word. */
async function askForCryptogram(context: Kernel2Context): Promise<Ends> {
  setCapabilities(context);
  prepareAuthentication(context);
  checkRestrictions(context);
  selectCvm(context);
  checkFloorLimit(context);
  analyseActions(context);
  const answer = await generateCryptogram(context);
  if (!(answer instanceof Uint8Array)) return answer;
  await readBalanceAfter(context);
  context.onUiRequest(uiCardReadOk);
  return readCryptogram(context, answer);
}

/** By the two first bits of 9F27; 11 is reserved. */
const cryptograms: readonly (CryptogramType | undefined)[] = Object.freeze(
  ['aac', 'tc', 'arqc', undefined],
  true,
);

/** A card may give less than it was asked for, never more. */
const rank: Readonly<Record<CryptogramType, number>> = Object.freeze(
  { aac: 0, arqc: 1, tc: 2 },
  true,
);

function readCryptogram(context: Kernel2Context, data: Uint8Array): Ends {
  const { card, requested } = context;
  const answer = decodeCryptogram(data);
  if (!answer.ok || !card.addFromCard(answer.value).ok) return unusable(context, 'parsingError');
  context.answer = answer.value;
  const information = card.get(tag9F27CryptogramInformationData);
  if (information === undefined || card.get(tag9F36ApplicationTransactionCounter) === undefined) {
    return unusable(context, 'cardDataMissing');
  }
  const given = cryptograms[information[0]! >> 6];
  if (given === undefined || rank[given] > rank[requested])
    return unusable(context, 'cardDataError');
  context.given = given;
  return undefined;
}

/** In format 1: information 1, counter 2, cryptogram 8, the rest is issuer application data. */
const format1BytesMin = 11;

function decodeCryptogram(data: Uint8Array): Decoded<readonly Tlv[]> {
  const answer = decodeOnlyTlv(data);
  if (!answer.ok) return answer;
  const { tag, value } = answer.value;
  if (tag === tag77ResponseFormat2) return decodeTlvs(value);
  if (tag !== tag80ResponseFormat1 || value.length < format1BytesMin) {
    return malformed(0, 'neither response format');
  }
  return decoded([
    { tag: tag9F27CryptogramInformationData, value: value.subarray(0, 1) },
    { tag: tag9F36ApplicationTransactionCounter, value: value.subarray(1, 3) },
    { tag: tag9F26ApplicationCryptogram, value: value.subarray(3, 11) },
    { tag: tag9F10IssuerApplicationData, value: value.subarray(11) },
  ]);
}

/** In DF4B: the phone's holder is to do something, then to present it again. */
const secondTap: Uint8Array = Uint8Array.of(0x00, 0x03, 0x0f);

function decideOutcome(context: Kernel2Context): KernelOutcome {
  const { card, fci, terminal, cvm, account, given, parameters } = context;
  const interaction = card.get(tagDF4BPosCardholderInteraction);
  if (interaction?.some((byte, i) => (byte & secondTap[i]!) !== 0)) {
    return end(context, 'see-phone', tryAgain('see-phone'));
  }
  if (given === 'aac') return afterRefusal(context);
  // What comes back from the torn log was asked for under the terms of then.
  if (given === 'tc' && parameters.offlineApprovals !== true) {
    return end(context, 'declined', declined('offline-approval-not-supported'));
  }
  const cvmResults = terminal.get(tag9F34CvmResults)!;
  const transaction = { cvm, cvmResults, account: account!, card, fci };
  if (given === 'arqc') return end(context, 'online', { kind: 'online-request', ...transaction });
  const name = cvm === 'signature' ? 'approved-sign' : 'approved';
  return end(context, name, { kind: 'approved', ...transaction });
}

/** In 9F6E: region 2, unique identifier 2, device type 2, of which 3030 is a card. */
const cardDevice = 0x3030;

/** A card, other than a phone, may do better in a contact reader, where there is one. */
function afterRefusal(context: Kernel2Context): KernelOutcome {
  const thirdParty = context.card.get(tag9F6EThirdPartyData);
  const hasContact = (capabilitiesOf(context)[0]! & capability1.contactChip) !== 0;
  const hasDeviceType = thirdParty !== undefined && thirdParty.length > 5 && thirdParty[2]! < 0x80;
  const isOther = hasDeviceType && ((thirdParty[4]! << 8) | thirdParty[5]!) !== cardDevice;
  if (hasContact && !isOther) return end(context, 'insert-card', tryAnotherInterface('card-asks'));
  return end(context, 'declined', declined('card-declined'));
}
