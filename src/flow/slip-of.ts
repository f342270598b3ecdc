// SPDX-License-Identifier: Apache-2.0
//
// The receipt of an approved transaction, as the journal keeps it, and the slip's data from it.

import type { CardResult } from '../emv/outcome.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { SlipChipData, SlipData, SlipTransaction } from '../receipt/slip.ts';
import type { TransactionName } from '../ui/screen.ts';
import { type App, timeOf } from './app.ts';
import { type Kind, kindOf, kinds } from './kinds.ts';
import type { Receipt, SaleRecord } from './money.ts';
import type { Pin } from './pin.ts';
import type { Presented } from './present.ts';
import { digitsOfTime, timeOfDigits } from './receipt-time.ts';

/** A balance has no slip: it is never booked. */
export const slipNames: Readonly<Record<TransactionName, SlipTransaction>> = Object.freeze(
  {
    sale: 'sale',
    void: 'void',
    refund: 'refund',
    balance: 'sale',
    preAuthorization: 'preAuthorization',
    preAuthorizationVoid: 'preAuthorizationVoid',
    completion: 'completion',
    completionVoid: 'completionVoid',
    completionAdvice: 'completion',
    offlineSale: 'offlineSale',
  },
  true,
);

/** As stored in the journal's receipt: never changed, only added to. */
const verifications = Object.freeze(['none', 'device', 'pin', 'signature'] as const, true);

type Verification = (typeof verifications)[number];

/** How the card came into it. */
export interface CardPart {
  readonly presented: Presented;
  readonly kind: Kind;
  readonly pin: Pin | undefined;
}

/** `known`: what the answer repeats of an original, or leaves out. */
export function receiptOf(
  { board }: App,
  record: SaleRecord,
  { fields }: TerminalMessage,
  { presented: { tapped }, kind, pin }: CardPart,
  known: { readonly authorization: string; readonly reference: string },
): Receipt {
  const request = kind.isForIssuer ? tapped?.request : undefined;
  return {
    ...plainReceipt(record, fields, known),
    time: digitsOfTime(timeOf(board)),
    verification: verifications.indexOf(verificationOf(kind, request, pin)),
    aid: tapped?.request.aidHex ?? '',
    ...(request && {
      label: request.label,
      cryptogram: request.arqcHex,
      tvr: request.tvrHex,
      tsi: request.tsiHex,
      atc: request.atcHex,
      unpredictableNumber: request.unpredictableNumberHex,
    }),
  };
}

/** Of a transaction whose answer comes when the card is long gone. */
export function plainReceipt(
  { sealedReversal: _, ...record }: SaleRecord,
  fields: TerminalMessage['fields'],
  known = { authorization: '', reference: '' },
): Receipt {
  return {
    ...record,
    verification: verifications.indexOf('signature'),
    authorizationCode: fields.field38AuthorizationCode ?? known.authorization,
    referenceNumber: fields.field37RetrievalReference ?? known.reference,
    issuer: fields.field44AdditionalResponse?.slice(0, 11).trim() ?? '',
    aid: '',
    label: '',
    cryptogram: '',
    tvr: '',
    tsi: '',
    atc: '',
    unpredictableNumber: '',
  };
}

/** There is a line to sign on its slip. */
export function isSigned({ verification }: Receipt): boolean {
  return verifications[verification] === 'signature';
}

function verificationOf(
  { isForIssuer }: Kind,
  request: CardResult | undefined,
  pin: Pin | undefined,
): Verification {
  if (!isForIssuer) return 'signature';
  if (pin?.kind === 'entered') return 'pin';
  if (request?.isSigned) return 'signature';
  return request?.cvm === 'confirmed-on-device' ? 'device' : 'none';
}

/** What is not the sale's own is as it is now: names, language. */
export function slipOf({ front, settings }: App, receipt: Receipt, reprint = false): SlipData {
  const { name, direction } = kindOf(receipt.transaction);
  return {
    language: front.language,
    copy: 'merchant',
    reprint,
    outcome: 'approved',
    transaction: slipNames[name],
    merchantName: settings.merchantName,
    merchantNumber: settings.merchantId,
    terminalNumber: settings.terminalId,
    operator: receipt.operator,
    acquirer: settings.acquirerName,
    issuer: receipt.issuer,
    maskedPan: receipt.maskedPan,
    entryMode: receipt.aid === '' ? 'manual' : 'contactless',
    batchNumber: receipt.batch,
    traceNumber: receipt.stan,
    authorizationCode: receipt.authorizationCode,
    referenceNumber: receipt.referenceNumber,
    dateTime: timeOfDigits(receipt.time),
    amountMinor: direction < 0 ? -receipt.amountMinor : receipt.amountMinor,
    ...(receipt.original !== '000000' && { originalTrace: receipt.original }),
    ...(receipt.cryptogram !== '' && { chip: chipOf(receipt) }),
    verification: verifications[receipt.verification] ?? 'none',
  };
}

function chipOf(receipt: Receipt): SlipChipData {
  return {
    tag9F26Cryptogram: receipt.cryptogram,
    cryptogramKind: receipt.transaction === kinds.offlineSale.number ? 'TC' : 'ARQC',
    tag95Tvr: receipt.tvr,
    tag9BTsi: receipt.tsi,
    tag84Aid: receipt.aid,
    tag50Label: receipt.label,
    tag9F36Atc: receipt.atc,
    tag9F37UnpredictableNumber: receipt.unpredictableNumber,
  };
}
