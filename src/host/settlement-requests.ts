// SPDX-License-Identifier: Apache-2.0
//
// The messages of a settlement: docs/sources.md [domain A4, A5, A9]. They name the batch that is settled, which may no longer be
// the session's.

import { concat, fromAscii, fromHex } from '../lib/bytes.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import type { HostProfile } from './profile.ts';
import type { TerminalIdentity, Trace } from './requests.ts';
import {
  batchUploadEnd,
  chipUpload,
  reversal,
  settlement,
  signOut,
  type TransactionKind,
} from './transactions.ts';

/** Of a batch: debit is money out of cards, credit money back; each of domestic and of foreign cards. */
interface Totals {
  readonly debitMinor: number;
  readonly debitCount: number;
  readonly creditMinor: number;
  readonly creditCount: number;
  readonly foreignDebitMinor: number;
  readonly foreignDebitCount: number;
  readonly foreignCreditMinor: number;
  readonly foreignCreditCount: number;
}

const amountDigits = 12;
const countDigits = 3;
/** Of one half of F48: two amounts with their counts, and the result. */
const halfDigits = 2 * (amountDigits + countDigits) + 1;
const noResult = '0';

function management(
  { requestMti, messageType }: TransactionKind,
  networkCode: string,
  { terminalId, merchantId }: TerminalIdentity,
  { stan, batch }: Trace,
): TerminalMessage {
  return {
    mti: requestMti,
    fields: {
      field11Stan: stan,
      field41TerminalId: terminalId,
      field42MerchantId: merchantId,
      field60TransactionData: messageType + batch + networkCode,
    },
  };
}

export function signOutRequest(identity: TerminalIdentity, trace: Trace): TerminalMessage {
  return management(signOut, signOut.networkCode, identity, trace);
}

/** F48 of the totals. Throws RangeError where they do not fit. */
export function totalsText(totals: Totals): string {
  const digits = (value: number, size: number) => {
    const text = String(value).padStart(size, '0');
    if (text.length > size) throw new RangeError('totals do not fit into field 48');
    return text;
  };
  const sum = (minor: number, count: number) =>
    digits(minor, amountDigits) + digits(count, countDigits);
  return (
    sum(totals.debitMinor, totals.debitCount) +
    sum(totals.creditMinor, totals.creditCount) +
    noResult +
    sum(totals.foreignDebitMinor, totals.foreignDebitCount) +
    sum(totals.foreignCreditMinor, totals.foreignCreditCount) +
    noResult
  );
}

export function settlementRequest(
  { currency }: HostProfile,
  identity: TerminalIdentity,
  trace: Trace,
  totals: Totals,
  operator: string,
): TerminalMessage {
  const { mti, fields } = management(settlement, settlement.networkCode, identity, trace);
  return {
    mti,
    fields: {
      ...fields,
      field48Totals: totalsText(totals),
      field49Currency: currency,
      field63OperatorAndText: fromAscii(`${operator} `),
    },
  };
}

/** What the host says of our totals; undefined: it could not compare them, and nothing follows. */
export function balanceOf({ fields }: TerminalMessage): boolean | undefined {
  const text = fields.field48Totals ?? '';
  const results = [text[halfDigits - 1], text[2 * halfDigits - 1]];
  if (results.every((result) => result === '1')) return true;
  return results.every((result) => result === '1' || result === '2') ? false : undefined;
}

/** Of a chip transaction, what its upload adds to the original's fields. */
export interface UploadedChip {
  readonly cryptogram: string;
  readonly unpredictableNumber: string;
  readonly aid: string;
}

/** What an upload repeats of the reversal that was packed for the transaction. */
const repeated = Object.freeze(
  [
    'field2Pan',
    'field3ProcessingCode',
    'field4Amount',
    'field14Expiry',
    'field22EntryMode',
    'field23PanSequence',
    'field25ConditionCode',
    'field41TerminalId',
    'field42MerchantId',
    'field49Currency',
  ] as const satisfies readonly (keyof TerminalMessage['fields'])[],
  true,
);

/**
 * One transaction of the batch; of one whose cryptogram is for no issuer (void, refund) there is no field 55. It has a trace number of its own; field 61 names the original's. The result shares buffers
 * with `packed`.
 */
export function uploadRequest(
  packed: TerminalMessage,
  { stan, batch }: Trace,
  original: {
    readonly stan: string;
    readonly referenceNumber: string;
    readonly authorizationCode: string;
  },
  chip: UploadedChip,
): TerminalMessage {
  const { fields } = packed;
  const { field55ChipData, field60TransactionData = '' } = fields;
  const { referenceNumber, authorizationCode } = original;
  const copies: Record<string, unknown> = {};
  for (let i = 0; i < repeated.length; i++) {
    const name = repeated[i]!;
    if (fields[name] !== undefined) copies[name] = fields[name];
  }
  const batchAt = 2;
  const codeAt = batchAt + batch.length;
  return {
    mti: chipUpload.requestMti,
    fields: {
      ...copies,
      field11Stan: stan,
      ...(referenceNumber !== '' && { field37RetrievalReference: referenceNumber }),
      ...(authorizationCode !== '' && { field38AuthorizationCode: authorizationCode }),
      ...(field55ChipData && {
        // What was packed for an offline approval is its own upload, with everything in it.
        field55ChipData:
          packed.mti === reversal.requestMti
            ? concat(field55ChipData, chipObjects(chip))
            : field55ChipData,
      }),
      field60TransactionData:
        field60TransactionData.slice(0, batchAt) +
        batch +
        chipUpload.networkCode +
        field60TransactionData.slice(codeAt + chipUpload.networkCode.length),
      field61Original: batch + original.stan,
    },
  };
}

function chipObjects({ cryptogram, unpredictableNumber, aid }: UploadedChip): Uint8Array {
  const object = (tag: string, value: string) =>
    tag + (value.length / 2).toString(16).padStart(2, '0') + value;
  return fromHex(
    object('9F26', cryptogram) + object('9F37', unpredictableNumber) + object('84', aid),
  );
}

/** `isBalanced` is the host's word, `count` of all transactions of the batch. */
export function uploadEndRequest(
  identity: TerminalIdentity,
  trace: Trace,
  isBalanced: boolean,
  count: number,
): TerminalMessage {
  const code = batchUploadEnd[isBalanced ? 'balanced' : 'unbalanced'];
  const { mti, fields } = management(batchUploadEnd, code, identity, trace);
  return { mti, fields: { ...fields, field48Totals: String(count).padStart(4, '0') } };
}
