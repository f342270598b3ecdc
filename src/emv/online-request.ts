// SPDX-License-Identifier: Apache-2.0
//
// After the kernel: from its ARQC to the outcome with everything that the acquirer's message, the screen and the paper
// need. docs/sources.md [domain A7, B3]

import { toHex } from '../lib/bytes.ts';
import { CardData } from './card-data.ts';
import type { CardMemory } from './card-memory.ts';
import type { DataObjects } from './data-objects.ts';
import { field55, requestTags, reversalTags } from './f55.ts';
import type { KernelOnlineRequest } from './kernel.ts';
import { type OnlineRequest, uiAuthorising } from './outcome.ts';
import type { Parameters } from './parameters.ts';
import { cardholderMethod } from './pin-free.ts';
import {
  tag5F34PanSequenceNumber,
  tag9BTransactionStatusInformation,
  tag9F26ApplicationCryptogram,
  tag9F34CvmResults,
  tag9F36ApplicationTransactionCounter,
  tag50ApplicationLabel,
  tag84DedicatedFileName,
  tag95TerminalVerificationResults,
} from './tags.ts';
import { maskedPan } from './track2.ts';

export function onlineRequest(
  { cvm: kernelCvm, account, card, fci }: KernelOnlineRequest,
  amountMinor: number,
  parameters: Parameters,
  terminal: DataObjects,
  memory: CardMemory,
): OnlineRequest {
  const cvm = cardholderMethod(kernelCvm, amountMinor, parameters.pinFree);
  terminal.set(tag9F34CvmResults, parameters.tag9F34CvmResults[cvm]);
  const objects = { terminal, card, fci };
  // Kernel and Entry Point have made sure that the objects read here exist.
  return {
    kind: 'online-request',
    ui: uiAuthorising,
    cvm,
    kernelCvm,
    cardData: new CardData(account, card.get(tag5F34PanSequenceNumber), memory),
    f55Request: field55(requestTags, objects),
    f55Reversal: field55(reversalTags, objects),
    maskedPan: maskedPan(account.pan),
    label: printable(fci.get(tag50ApplicationLabel)),
    aidHex: toHex(fci.get(tag84DedicatedFileName)!),
    arqcHex: toHex(card.get(tag9F26ApplicationCryptogram)!),
    atcHex: toHex(card.get(tag9F36ApplicationTransactionCounter)!),
    tvrHex: toHex(terminal.get(tag95TerminalVerificationResults)!),
    tsiHex: toHex(terminal.get(tag9BTransactionStatusInformation)!),
  };
}

/** ASCII text for paper and screen; control characters, which a printer would obey, become '?'. */
function printable(label: Uint8Array = new Uint8Array(0)): string {
  let text = '';
  for (const byte of label) {
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  }
  return text;
}
