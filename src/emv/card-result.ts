// SPDX-License-Identifier: Apache-2.0
//
// After the kernel: from its cryptogram to the outcome with everything that the acquirer's message, the screen and the paper
// need. docs/sources.md [domain A7, B3]

import { toHex } from '../lib/bytes.ts';
import { ctq2, ttq3 } from './bits.ts';
import { CardData } from './card-data.ts';
import type { CardMemory } from './card-memory.ts';
import type { DataObjects } from './data-objects.ts';
import { approvedOffline, field55, requestTags, reversalTags, uploadTags } from './f55.ts';
import type { KernelTransaction } from './kernel.ts';
import { unionPayKernel } from './kernel-number.ts';
import {
  type Approved,
  type CardholderMethod,
  type IssuerUpdates,
  type OnlineRequest,
  uiApproved,
  uiApprovedSign,
  uiAuthorising,
} from './outcome.ts';
import type { Parameters } from './parameters.ts';
import { cardholderMethod, isSignatureFree } from './pin-free.ts';
import {
  tag5F34PanSequenceNumber,
  tag8AAuthorizationResponseCode,
  tag9BTransactionStatusInformation,
  tag9F6CCardTransactionQualifiers,
  tag9F26ApplicationCryptogram,
  tag9F34CvmResults,
  tag9F36ApplicationTransactionCounter,
  tag9F37UnpredictableNumber,
  tag9F66TerminalTransactionQualifiers,
  tag9F74ElectronicCashAuthorizationCode,
  tag50ApplicationLabel,
  tag84DedicatedFileName,
  tag95TerminalVerificationResults,
} from './tags.ts';
import { maskedPan } from './track2.ts';

export function cardResult(
  { kind, cvm: kernelCvm, cvmResults, account, card, fci, recovered }: KernelTransaction,
  kernelId: number,
  amountMinor: number,
  parameters: Parameters,
  terminal: DataObjects,
  memory: CardMemory,
): OnlineRequest | Approved {
  const isRuled = kind === 'online-request' && kernelId === unionPayKernel;
  const rule = isRuled ? parameters.pinFree : undefined;
  const ruled = { pan: account.pan, aid: fci.get(tag84DedicatedFileName)! };
  const verified = rule ? cardholderMethod(kernelCvm, amountMinor, rule, ruled) : kernelCvm;
  // Of a PIN that is not given after all.
  const signsInstead = rule && verified === 'online-pin' && !isSignatureFree(rule, amountMinor);
  // A signature is given on paper, after the answer.
  const cvm: CardholderMethod = verified === 'signature' ? 'none' : verified;
  terminal.set(tag9F34CvmResults, cvmResults ?? parameters.tag9F34CvmResults[verified]);
  if (kind === 'approved') terminal.set(tag8AAuthorizationResponseCode, approvedOffline);
  const objects = { terminal, card, fci };
  // Kernel and Entry Point have made sure that the objects read here exist.
  return {
    kind,
    ui:
      kind === 'online-request'
        ? uiAuthorising
        : verified === 'signature'
          ? uiApprovedSign
          : uiApproved,
    cvm,
    kernelCvm,
    issuerUpdates: issuerUpdatesOf(terminal, card),
    cardData: new CardData(account, card.get(tag5F34PanSequenceNumber), memory),
    f55Request: field55(kind === 'approved' ? uploadTags : requestTags, objects),
    f55Reversal: field55(reversalTags, objects),
    maskedPan: maskedPan(account.pan),
    isSigned: verified === 'signature' || signsInstead === true,
    authorizationCode: printable(card.getOfScheme(tag9F74ElectronicCashAuthorizationCode)),
    label: printable(fci.get(tag50ApplicationLabel)),
    aidHex: toHex(fci.get(tag84DedicatedFileName)!),
    arqcHex: toHex(card.get(tag9F26ApplicationCryptogram)!),
    unpredictableNumberHex: toHex(terminal.get(tag9F37UnpredictableNumber)!),
    atcHex: toHex(card.get(tag9F36ApplicationTransactionCounter)!),
    tvrHex: toHex(terminal.get(tag95TerminalVerificationResults)!),
    tsiHex: toHex(terminal.get(tag9BTransactionStatusInformation)!),
    ...(recovered && { recovered }),
  };
}

/** Both sides say so. docs/sources.md [domain B2] */
function issuerUpdatesOf(terminal: DataObjects, card: DataObjects): IssuerUpdates {
  const ttq = terminal.get(tag9F66TerminalTransactionQualifiers);
  if (!ttq || (ttq[2]! & ttq3.issuerUpdateProcessing) === 0) return 'off';
  const ctq = card.getOfScheme(tag9F6CCardTransactionQualifiers);
  return ctq && (ctq[1]! & ctq2.issuerUpdateProcessing) !== 0 ? 'possible' : 'not-this-card';
}

/** ASCII text for paper and screen; control characters, which a printer would obey, become '?'. */
function printable(label: Uint8Array = new Uint8Array(0)): string {
  let text = '';
  for (const byte of label) {
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  }
  return text;
}
