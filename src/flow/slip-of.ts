// SPDX-License-Identifier: Apache-2.0
//
// The slip's data from an approved sale.

import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { Trace } from '../host/requests.ts';
import type { DateTime } from '../io/clock.ts';
import type { SlipData } from '../receipt/slip.ts';
import { type App, timeOf } from './app.ts';
import type { Tapped } from './tap.ts';

/** For a terminal without a clock: visibly no date. */
const noTime: DateTime = Object.freeze(
  { year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0 },
  true,
);

export function slipOf(
  { board, front, settings }: App,
  amountMinor: number,
  { stan, batch }: Trace,
  { request, unpredictableNumberHex }: Tapped,
  { fields }: TerminalMessage,
  pinEntered: boolean,
): SlipData {
  return {
    language: front.language,
    copy: 'merchant',
    reprint: false,
    outcome: 'approved',
    transaction: 'sale',
    merchantName: settings.merchantName,
    merchantNumber: settings.merchantId,
    terminalNumber: settings.terminalId,
    operator: settings.operator,
    acquirer: settings.acquirerName,
    ...(fields.field44AdditionalResponse && {
      issuer: fields.field44AdditionalResponse.slice(0, 11).trim(),
    }),
    maskedPan: request.maskedPan,
    entryMode: 'contactless',
    batchNumber: batch,
    traceNumber: stan,
    ...(fields.field38AuthorizationCode && { authorizationCode: fields.field38AuthorizationCode }),
    ...(fields.field37RetrievalReference && { referenceNumber: fields.field37RetrievalReference }),
    dateTime: timeOf(board) ?? noTime,
    amountMinor,
    chip: {
      tag9F26Cryptogram: request.arqcHex,
      cryptogramKind: 'ARQC',
      tag95Tvr: request.tvrHex,
      tag9BTsi: request.tsiHex,
      tag84Aid: request.aidHex,
      tag50Label: request.label,
      tag9F36Atc: request.atcHex,
      tag9F37UnpredictableNumber: unpredictableNumberHex,
    },
    verification: pinEntered ? 'pin' : request.cvm === 'confirmed-on-device' ? 'device' : 'none',
  };
}
