// SPDX-License-Identifier: Apache-2.0
//
// The next transactions of a batch that is uploaded. A few at a time, and nothing of the log is held across a message: the log may
// be written meanwhile. What a message needs of the card comes from the sealed reversal, for the time of that message.

import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { uploadRequest } from '../host/settlement-requests.ts';
import { decodeFields, decodeSome } from '../journal/record-layout.ts';
import { type RecordOf, recordTypes } from '../journal/records.ts';
import { type Counted, countedOf } from '../journal/totals.ts';
import type { App } from './app.ts';
import { openRecord } from './present.ts';
import type { Settlement } from './settlement-state.ts';

/** Between two of these the journal says how far the upload has come: a cut has at most so many sent again. */
const uploadsPerRecord = 8;

const { saleConfirmed, saleApproved } = recordTypes;
const sealed = Object.freeze(['sealedReversal'] as const, true);

export interface Upload {
  readonly counted: Counted;
  readonly sealedReversal: Uint8Array;
  readonly receipt: RecordOf<'saleApproved'>;
}

/** Those that follow what has been uploaded; none: all have. */
export function nextUploads(
  { book, session }: App,
  { begun, through }: Settlement,
): readonly Upload[] {
  const { domesticRid } = session.profile.settlement;
  const uploads: Upload[] = [];
  let sealedReversal: Uint8Array | undefined;
  for (const record of book.batchRecords(Math.max(begun.first, through))) {
    if (record.sequence <= through) continue;
    if (record.type === saleConfirmed.type)
      ({ sealedReversal } = decodeSome(saleConfirmed.layout, record.payload, sealed));
    if (record.type !== saleApproved.type) continue;
    const receipt = decodeFields(saleApproved.layout, record.payload);
    const counted = countedOf(record, receipt, { batch: begun.batch, domesticRid });
    if (!counted) continue;
    if (!sealedReversal) throw new Error('journal: an approval without its request');
    uploads.push({ counted, sealedReversal, receipt });
    if (uploads.length === uploadsPerRecord) break;
  }
  return uploads;
}

/** Holds the card's number: the caller wipes field 2 when it has been sent. */
export function uploadMessage(
  { session }: App,
  { counted, sealedReversal, receipt }: Upload,
  stan: string,
): TerminalMessage {
  const original = openRecord(session.profile, sealedReversal);
  return uploadRequest(original, { stan, batch: counted.batch }, counted, receipt);
}
