// SPDX-License-Identifier: Apache-2.0
//
// The receipt of an approved sale, as the journal keeps it, and the slip's data from it.

import type { OnlineRequest } from '../emv/outcome.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { Trace } from '../host/requests.ts';
import type { SlipData } from '../receipt/slip.ts';
import { type App, timeOf } from './app.ts';
import type { Receipt } from './money.ts';
import type { Pin } from './pin.ts';
import { digitsOfTime, timeOfDigits } from './receipt-time.ts';
import type { Tapped } from './tap.ts';

/** As stored in the journal's receipt: never changed, only added to. */
const verifications = Object.freeze(['none', 'device', 'pin'] as const, true);

type Verification = (typeof verifications)[number];

export function receiptOf(
  { board, settings }: App,
  amountMinor: number,
  { stan, batch }: Trace,
  { request, unpredictableNumberHex }: Tapped,
  { fields }: TerminalMessage,
  pin: Pin | undefined,
): Receipt {
  return {
    stan,
    batch,
    amountMinor,
    operator: settings.operator,
    time: digitsOfTime(timeOf(board)),
    maskedPan: request.maskedPan,
    verification: verifications.indexOf(verificationOf(request, pin)),
    authorizationCode: fields.field38AuthorizationCode ?? '',
    referenceNumber: fields.field37RetrievalReference ?? '',
    issuer: fields.field44AdditionalResponse?.slice(0, 11).trim() ?? '',
    aid: request.aidHex,
    label: request.label,
    cryptogram: request.arqcHex,
    tvr: request.tvrHex,
    tsi: request.tsiHex,
    atc: request.atcHex,
    unpredictableNumber: unpredictableNumberHex,
  };
}

function verificationOf({ cvm }: OnlineRequest, pin: Pin | undefined): Verification {
  if (pin?.kind === 'entered') return 'pin';
  return cvm === 'confirmed-on-device' ? 'device' : 'none';
}

/** What is not the sale's own is as it is now: names, language. */
export function slipOf({ front, settings }: App, receipt: Receipt, reprint = false): SlipData {
  return {
    language: front.language,
    copy: 'merchant',
    reprint,
    outcome: 'approved',
    transaction: 'sale',
    merchantName: settings.merchantName,
    merchantNumber: settings.merchantId,
    terminalNumber: settings.terminalId,
    operator: receipt.operator,
    acquirer: settings.acquirerName,
    issuer: receipt.issuer,
    maskedPan: receipt.maskedPan,
    entryMode: 'contactless',
    batchNumber: receipt.batch,
    traceNumber: receipt.stan,
    authorizationCode: receipt.authorizationCode,
    referenceNumber: receipt.referenceNumber,
    dateTime: timeOfDigits(receipt.time),
    amountMinor: receipt.amountMinor,
    chip: {
      tag9F26Cryptogram: receipt.cryptogram,
      cryptogramKind: 'ARQC',
      tag95Tvr: receipt.tvr,
      tag9BTsi: receipt.tsi,
      tag84Aid: receipt.aid,
      tag50Label: receipt.label,
      tag9F36Atc: receipt.atc,
      tag9F37UnpredictableNumber: receipt.unpredictableNumber,
    },
    verification: verifications[receipt.verification] ?? 'none',
  };
}
