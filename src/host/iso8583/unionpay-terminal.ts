// SPDX-License-Identifier: Apache-2.0
//
// The dialect that UnionPay terminals speak to their acquirer: docs/sources.md [domain A2, A3] and the field table in
// [vectors 8]. F60 and F62 have more room than the n17 and b512 given there: longer ones are in use. What one would get wrong:
// the two n3 fields pad on different sides, F22 on the right and F23 on the left.

import { fixed, ll, lll, type Message, type Spec } from './spec.ts';

// biome-ignore format: one row per field
export const unionPayTerminal = Object.freeze([
  { id: 2, name: 'field2Pan', type: 'n', form: 'packed', length: ll(19), pad: 'right-0', mask: 'pan' },
  { id: 3, name: 'field3ProcessingCode', type: 'n', form: 'digits', length: fixed(6), mask: 'none' },
  { id: 4, name: 'field4Amount', type: 'n', form: 'digits', length: fixed(12), mask: 'none' },
  { id: 11, name: 'field11Stan', type: 'n', form: 'digits', length: fixed(6), mask: 'none' },
  { id: 12, name: 'field12LocalTime', type: 'n', form: 'digits', length: fixed(6), mask: 'none' },
  { id: 13, name: 'field13LocalDate', type: 'n', form: 'digits', length: fixed(4), mask: 'none' },
  { id: 14, name: 'field14Expiry', type: 'n', form: 'digits', length: fixed(4), mask: 'all' },
  { id: 15, name: 'field15SettlementDate', type: 'n', form: 'digits', length: fixed(4), mask: 'none' },
  { id: 22, name: 'field22EntryMode', type: 'n', form: 'digits', length: fixed(3), pad: 'right-0', mask: 'none' },
  { id: 23, name: 'field23PanSequence', type: 'n', form: 'digits', length: fixed(3), pad: 'left-0', mask: 'none' },
  { id: 25, name: 'field25ConditionCode', type: 'n', form: 'digits', length: fixed(2), mask: 'none' },
  { id: 26, name: 'field26PinCaptureCode', type: 'n', form: 'digits', length: fixed(2), mask: 'none' },
  { id: 32, name: 'field32AcquirerId', type: 'n', form: 'digits', length: ll(11), pad: 'right-0', mask: 'none' },
  { id: 35, name: 'field35Track2', type: 'z', form: 'packed', length: ll(37), pad: 'right-0', mask: 'all' },
  { id: 36, name: 'field36Track3', type: 'z', form: 'packed', length: lll(104), pad: 'right-0', mask: 'all' },
  { id: 37, name: 'field37RetrievalReference', type: 'an', form: 'text', length: fixed(12), mask: 'none' },
  { id: 38, name: 'field38AuthorizationCode', type: 'an', form: 'text', length: fixed(6), mask: 'none' },
  { id: 39, name: 'field39ResponseCode', type: 'an', form: 'text', length: fixed(2), mask: 'none' },
  { id: 40, name: 'field40AcquirerPrivate', type: 'ans', form: 'bytes', length: lll(999), mask: 'none' },
  { id: 41, name: 'field41TerminalId', type: 'ans', form: 'text', length: fixed(8), mask: 'none' },
  { id: 42, name: 'field42MerchantId', type: 'ans', form: 'text', length: fixed(15), mask: 'none' },
  { id: 44, name: 'field44AdditionalResponse', type: 'ans', form: 'text', length: ll(25), mask: 'none' },
  { id: 47, name: 'field47Private', type: 'ans', form: 'bytes', length: lll(999), mask: 'none' },
  { id: 48, name: 'field48Totals', type: 'n', form: 'digits', length: lll(322), pad: 'right-0', mask: 'records' },
  { id: 49, name: 'field49Currency', type: 'an', form: 'text', length: fixed(3), mask: 'none' },
  { id: 52, name: 'field52PinBlock', type: 'b', form: 'bytes', length: fixed(8), mask: 'all' },
  { id: 53, name: 'field53SecurityControl', type: 'n', form: 'digits', length: fixed(16), mask: 'none' },
  { id: 54, name: 'field54Balance', type: 'an', form: 'text', length: lll(120), mask: 'none' },
  { id: 55, name: 'field55ChipData', type: 'b', form: 'bytes', length: lll(255), mask: 'all' },
  { id: 57, name: 'field57Private', type: 'ans', form: 'bytes', length: lll(999), mask: 'none' },
  { id: 58, name: 'field58Private', type: 'ans', form: 'bytes', length: lll(999), mask: 'none' },
  { id: 59, name: 'field59TerminalData', type: 'ans', form: 'bytes', length: lll(600), mask: 'all' },
  { id: 60, name: 'field60TransactionData', type: 'n', form: 'digits', length: lll(99), pad: 'right-0', mask: 'none' },
  { id: 61, name: 'field61Original', type: 'n', form: 'digits', length: lll(29), pad: 'right-0', mask: 'none' },
  { id: 62, name: 'field62KeysAndParameters', type: 'b', form: 'bytes', length: lll(999), mask: 'keys' },
  { id: 63, name: 'field63OperatorAndText', type: 'ans', form: 'bytes', length: lll(163), mask: 'none' },
  { id: 64, name: 'field64Mac', type: 'b', form: 'bytes', length: fixed(8), mask: 'none' },
] as const satisfies Spec, true);

export type TerminalMessage = Message<typeof unionPayTerminal>;
