// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 (Visa, qVSDC) and 7 (UnionPay, qPBOC): one flow, one function per step, in the order of docs/sources.md [domain B3], over one
// context. A step returns the outcome that ends the kernel, or nothing. What distinguishes the two: kernel3.ts, kernel7.ts.
//
// What a reader would get wrong: the card has decided before the terminal looks. Its answer to GET PROCESSING OPTIONS
// already holds the cryptogram; all steps after it can only refuse what the card offers, or send it online.

import { decodeAfl } from './afl.ts';
import {
  getProcessingOptionsCommand,
  readRecordCommand,
  statusWord6984ReferencedDataInvalidated,
  statusWord6985ConditionsNotSatisfied,
  statusWord6986CommandNotAllowed,
  statusWord9000Ok,
} from './apdu.ts';
import { ttq2 } from './bits.ts';
import { decodeDol, dolData } from './dol.ts';
import { finishHalfRead, keepHalfRead } from './flash-card.ts';
import { type Kernel, type KernelActivation, type KernelOutcome, selectNext } from './kernel.ts';
import {
  declined,
  endApplication,
  tryAgain,
  tryAnotherInterface,
  uiCardReadOk,
} from './outcome.ts';
import { startsWith } from './prefix.ts';
import { decodeProcessingOptions } from './processing-options.ts';
import { authenticateCard } from './quick-authentication.ts';
import {
  type Context,
  cryptogramOf,
  type Differences,
  type Ends,
  informationOf,
  isReaderOnline,
} from './quick-context.ts';
import { checkProcessingRestrictions } from './quick-restrictions.ts';
import { verifyCardholder } from './quick-verification.ts';
import { sfiOfEmvRecordsMax, withSigned } from './signed-records.ts';
import {
  tag5AApplicationPan,
  tag6FFciTemplate,
  tag9F10IssuerApplicationData,
  tag9F26ApplicationCryptogram,
  tag9F27CryptogramInformationData,
  tag9F36ApplicationTransactionCounter,
  tag9F38Pdol,
  tag9F66TerminalTransactionQualifiers,
  tag57Track2EquivalentData,
  tag70RecordTemplate,
  tag82ApplicationInterchangeProfile,
  tag84DedicatedFileName,
  tag94ApplicationFileLocator,
  tagA5FciProprietaryTemplate,
} from './tags.ts';
import { decodeTemplate, decodeTlvs, findTlv } from './tlv.ts';
import { decodeTrack2, isSamePan } from './track2.ts';

export function quickKernel(differences: Differences): Kernel {
  const run = async (activation: KernelActivation, given: readonly Uint8Array[]) => {
    const { fci, card } = activation.record;
    const context: Context = {
      ...activation,
      differences,
      fci,
      card,
      pdol: [],
      signedRecords: [],
      answers: [...given],
      account: undefined,
      cryptogram: 'aac',
      goesOnline: false,
      cvm: 'none',
    };
    return (
      openFci(context) ??
      (await initiateApplication(context)) ??
      (await readApplicationData(context)) ??
      checkMandatoryData(context) ??
      readCryptogramType(context) ??
      checkProcessingRestrictions(context) ??
      authenticateCard(context) ??
      verifyCardholder(context) ??
      decideOutcome(context)
    );
  };
  return async (activation) =>
    (await finishHalfRead(activation, run)) ?? (await run(activation, []));
}

/** Step 1: what SELECT brought. Without a PDOL that asks for the TTQ this is no application for this kernel. */
function openFci(context: Context): Ends {
  const { selectAnswer, fci, adfName, differences } = context;
  const outer = decodeTemplate(selectAnswer, tag6FFciTemplate);
  if (!outer.ok || !fci.addFromCard(outer.value).ok) return selectNext;
  const inner = decodeTlvs(findTlv(outer.value, tagA5FciProprietaryTemplate) ?? new Uint8Array(0));
  if (!inner.ok || !fci.addFromCard(inner.value).ok) return selectNext;
  const name = fci.get(tag84DedicatedFileName);
  if (name === undefined || !startsWith(name, adfName)) return selectNext;
  const pdol = decodeDol(fci.get(tag9F38Pdol) ?? new Uint8Array(0));
  if (!pdol.ok) return selectNext;
  const isAsked = pdol.value.some(({ tag }) => tag === tag9F66TerminalTransactionQualifiers);
  if (!isAsked && differences.pdolNeedsQualifiers) return selectNext;
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
  const { link, pdol, terminal, card, answers } = context;
  if (answers.length === 0) {
    const answer = await link.exchange(getProcessingOptionsCommand(dolData(pdol, terminal)));
    if (!answer.ok) return answer.outcome;
    if (answer.statusWord !== statusWord9000Ok) {
      return processingOptionsEnds.get(answer.statusWord) ?? endApplication('status-word');
    }
    answers.push(answer.data);
  }
  const objects = decodeProcessingOptions(answers[0]!);
  if (!objects.ok || !card.addFromCard(objects.value).ok) return endApplication('card-data');
  return undefined;
}

/** Step 5: READ RECORD for all that the AFL names; then the card may leave. */
async function readApplicationData(context: Context): Promise<Ends> {
  const { card, onUiRequest } = context;
  const afl = decodeAfl(card.get(tag94ApplicationFileLocator) ?? new Uint8Array(0));
  if (!afl.ok) return endApplication('card-data');
  for (let i = 0; i < afl.value.length; i++) {
    const { sfi, record, signed } = afl.value[i]!;
    const end = await readRecord(context, i + 1, sfi, record);
    if (end) return end;
    const data = context.answers[i + 1]!;
    if (signed) context.signedRecords = withSigned(context.signedRecords, sfi, data);
    if (sfi > sfiOfEmvRecordsMax) continue;
    const objects = decodeTemplate(data, tag70RecordTemplate);
    if (!objects.ok || !card.addFromCard(objects.value).ok) return endApplication('card-data');
  }
  onUiRequest(uiCardReadOk);
  return undefined;
}

/** Into `answers` at `index`, unless the card has given it before. */
async function readRecord(
  context: Context,
  index: number,
  sfi: number,
  record: number,
): Promise<Ends> {
  const { link, answers } = context;
  if (index < answers.length) return undefined;
  const answer = await link.exchange(readRecordCommand(sfi, record));
  if (!answer.ok) {
    if (answer.outcome.kind === 'try-again') keepHalfRead(context);
    return answer.outcome;
  }
  if (answer.statusWord !== statusWord9000Ok) return endApplication('status-word');
  answers.push(answer.data);
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

/** Step 4: which cryptogram it is, from 9F27 or, when absent, from the issuer application data. */
function readCryptogramType(context: Context): Ends {
  const { card, parameters } = context;
  const cryptogram = cryptogramOf(card);
  if (cryptogram === undefined) return endApplication('card-data');
  if (cryptogram === 'aac') return declined('card-declined');
  if (cryptogram === 'tc' && parameters.offlineApprovals !== true) {
    return declined('offline-approval-not-supported');
  }
  context.cryptogram = cryptogram;
  // Field 55 has 9F27 in any case.
  if (card.get(tag9F27CryptogramInformationData) === undefined)
    card.set(tag9F27CryptogramInformationData, informationOf(cryptogram));
  return undefined;
}

/** Step 9: what the card decided, as far as the steps before have not. */
function decideOutcome(context: Context): KernelOutcome {
  const { cryptogram, cvm, account, card, fci, ttq, goesOnline } = context;
  const transaction = { cvm, account: account!, card, fci };
  if (cryptogram === 'tc' && !goesOnline) {
    // [M] The card was told that only an online cryptogram would do.
    if ((ttq[1]! & ttq2.onlineCryptogramRequired) !== 0) return declined('online-was-required');
    return { kind: 'approved', ...transaction };
  }
  if (!isReaderOnline(context)) return declined('reader-offline-only');
  return { kind: 'online-request', ...transaction };
}
