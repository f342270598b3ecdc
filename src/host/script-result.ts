// SPDX-License-Identifier: Apache-2.0
//
// The report of what issuer scripts came to (0620): docs/sources.md [domain A4, A7, G6]. What to do after an attempt: advice.ts.

import { concat } from '../lib/bytes.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import type { Trace } from './requests.ts';
import { scriptResult } from './transactions.ts';

/** What it repeats of the request whose answer had the scripts. */
const repeated = Object.freeze(
  [
    'field3ProcessingCode',
    'field4Amount',
    'field14Expiry',
    'field22EntryMode',
    'field23PanSequence',
    'field41TerminalId',
    'field42MerchantId',
    'field49Currency',
  ] as const satisfies readonly (keyof TerminalMessage['fields'])[],
  true,
);

/** It has a trace number of its own; field 61 names the original's. The card number is a copy: the caller wipes it. */
export function scriptResultRequest(
  { fields }: TerminalMessage,
  { stan, batch }: Trace,
  field55ChipData: Uint8Array,
): TerminalMessage {
  const copies = repeated.map((name) => [name, fields[name]] as const);
  const { field2Pan, field11Stan, field60TransactionData = '' } = fields;
  const { requestMti, messageType, networkCode, conditionCode } = scriptResult;
  const head = messageType + batch + networkCode;
  return {
    mti: requestMti,
    fields: {
      ...Object.fromEntries(copies.filter(([, value]) => value !== undefined)),
      ...(field2Pan && { field2Pan: { ...field2Pan, packed: concat(field2Pan.packed) } }),
      field11Stan: stan,
      field25ConditionCode: conditionCode,
      field55ChipData,
      field60TransactionData: head + field60TransactionData.slice(head.length),
      field61Original: batch + field11Stan!,
    },
  };
}
