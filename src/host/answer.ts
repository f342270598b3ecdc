// SPDX-License-Identifier: Apache-2.0
//
// Whether an answer is one, and ours: docs/sources.md [domain A10, A12, G5]. Whatever is not `valid` leaves the outcome of the
// request unknown; nothing in such an answer is used, not even its response code.

import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { decodeFrame, messageOffset, processingRequestOf } from './iso8583/frame.ts';
import { decodeMessage, wipeFields } from './iso8583/message.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import { isMacRight, type Mac } from './mac.ts';
import type { HostProfile } from './profile.ts';
import { isApproved, macFailedAtHost } from './response-codes.ts';
import { decodeWorkingKeys, type WorkingKey } from './working-keys.ts';

/** What the answer must repeat. Holds nothing secret, so it may outlive the request. */
export interface Expectation {
  readonly answerMti: string;
  readonly stan: string;
  readonly terminalId: string;
  readonly merchantId: string;
  /** F4, of messages that have one */
  readonly amount: string | undefined;
}

export function expectationOf(request: TerminalMessage): Expectation {
  const { fields, mti } = request;
  const { field11Stan, field41TerminalId, field42MerchantId, field4Amount } = fields;
  if (!field11Stan || !field41TerminalId || !field42MerchantId) {
    throw new TypeError('request without F11, F41 or F42');
  }
  return {
    answerMti: `${mti.slice(0, 2)}${Number(mti[2]) + 1}${mti[3]}`,
    stan: field11Stan,
    terminalId: field41TerminalId,
    merchantId: field42MerchantId,
    amount: field4Amount,
  };
}

export type CheckedAnswer =
  | {
      readonly kind: 'valid';
      readonly message: TerminalMessage;
      readonly code: string;
      /** The MAC was there and right. False only where the profile allows it, and always for sign-in and A0. */
      readonly isAuthentic: boolean;
      /** see processing-request.ts */
      readonly processingRequest: string;
    }
  | { readonly kind: 'malformed'; readonly at: number; readonly reason: string }
  /** Answers something else: field 0 (the MTI), 4, 11, 41 or 42 differs. */
  | { readonly kind: 'mismatch'; readonly id: number }
  | { readonly kind: 'mac-wrong' };

/** `bytes` is a whole frame. `mac` is undefined for messages that carry none. */
export function checkAnswer(
  profile: HostProfile,
  expected: Expectation,
  bytes: Uint8Array,
  mac: Mac | undefined,
): CheckedAnswer {
  const frame = decodeFrame(bytes);
  if (!frame.ok) return { kind: 'malformed', at: frame.at, reason: frame.reason };
  const message = decodeMessage(profile.spec, bytes, messageOffset);
  if (!message.ok) return { kind: 'malformed', at: message.at, reason: message.reason };
  const verdict = judge(profile, expected, message.value, frame.value.message, mac);
  if (verdict.kind !== 'valid') {
    wipeFields(message.value.fields);
    return verdict;
  }
  return {
    ...verdict,
    message: message.value,
    processingRequest: processingRequestOf(frame.value.header),
  };
}

type Verdict =
  | { readonly kind: 'valid'; readonly code: string; readonly isAuthentic: boolean }
  | Exclude<CheckedAnswer, { kind: 'valid' }>;

function judge(
  profile: HostProfile,
  expected: Expectation,
  { mti, fields }: TerminalMessage,
  bytes: Uint8Array,
  mac: Mac | undefined,
): Verdict {
  if (mti !== expected.answerMti) return { kind: 'mismatch', id: 0 };
  if (fields.field11Stan !== expected.stan) return { kind: 'mismatch', id: 11 };
  if (fields.field41TerminalId !== expected.terminalId) return { kind: 'mismatch', id: 41 };
  if (fields.field42MerchantId !== expected.merchantId) return { kind: 'mismatch', id: 42 };
  const code = fields.field39ResponseCode;
  if (code === undefined) return { kind: 'malformed', at: 0, reason: 'field 39 is missing' };
  const isAuthentic =
    mac !== undefined && fields.field64Mac !== undefined && isMacRight(bytes, mac);
  if (mac && !isAuthentic && !mayLackMac(profile, code, fields.field64Mac !== undefined)) {
    return { kind: 'mac-wrong' };
  }
  if (!isAmountRight(expected.amount, fields.field4Amount, code))
    return { kind: 'mismatch', id: 4 };
  return { kind: 'valid', code, isAuthentic };
}

/** Asked only when there is no MAC, or a wrong one. */
function mayLackMac(profile: HostProfile, code: string, isPresent: boolean): boolean {
  if (code === macFailedAtHost) return true;
  return profile.declinesMayLackMac && !isPresent && !isApproved(code);
}

/** A refusal need not repeat the amount; an approval must. */
function isAmountRight(
  expected: string | undefined,
  actual: string | undefined,
  code: string,
): boolean {
  if (expected === undefined) return true;
  return actual === undefined ? !isApproved(code) : actual === expected;
}

export interface SignIn {
  /** six digits */
  readonly batch: string;
  readonly keys: readonly WorkingKey[];
}

/** Batch number and working keys of a valid sign-in answer with code 00. */
export function readSignIn(profile: HostProfile, message: TerminalMessage): Decoded<SignIn> {
  const { field60TransactionData, field62KeysAndParameters } = message.fields;
  if (field60TransactionData === undefined || field60TransactionData.length < 8) {
    return malformed(0, 'field 60: no batch number');
  }
  if (field62KeysAndParameters === undefined) return malformed(0, 'field 62: no working keys');
  const keys = decodeWorkingKeys(profile.workingKeyLayout, field62KeysAndParameters);
  if (!keys.ok) return malformed(keys.at, `field 62: ${keys.reason}`);
  return decoded({ batch: field60TransactionData.slice(2, 8), keys: keys.value });
}
