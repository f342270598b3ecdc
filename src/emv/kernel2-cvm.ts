// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: cardholder verification – on the phone, or by the card's list (8E). docs/sources.md [domain B4, B9; the order of the steps is
// own knowledge, no text at hand]
//
// What a reader would get wrong: a rule whose condition does not hold is passed over in silence; one whose method fails ends the list,
// unless it says "or the next".

import { aip1, capability2, kernelConfiguration, tsi1, tvr } from './bits.ts';
import {
  capabilitiesOf,
  configurationOf,
  type Kernel2Context,
  profileOf,
} from './kernel2-context.ts';
import { isAbove } from './kernel2-limits.ts';
import type { KernelCvm } from './outcome.ts';
import { isSameBytes } from './prefix.ts';
import {
  tag5F2ATransactionCurrencyCode,
  tag8ECvmList,
  tag9CTransactionType,
  tag9F02AmountAuthorised,
  tag9F03AmountOther,
  tag9F34CvmResults,
  tag9F35TerminalType,
  tag9F42ApplicationCurrencyCode,
  tagDF8126ReaderCvmRequiredLimit,
} from './tags.ts';

/** Third byte of 9F34. */
const result = Object.freeze({ unknown: 0, failed: 1, successful: 2 } as const, true);

/** First byte of 9F34 when no method was performed. */
const noMethod = 0x3f;
/** On the phone: the method "plain offline PIN", always, successful. */
const onDevice: Uint8Array = Uint8Array.of(0x01, 0x00, result.successful);
const onDeviceNotNeeded: Uint8Array = Uint8Array.of(noMethod, 0x00, result.successful);
const notPerformed: Uint8Array = Uint8Array.of(noMethod, 0x00, result.unknown);
const noneSuccessful: Uint8Array = Uint8Array.of(noMethod, 0x00, result.failed);

export function selectCvm(context: Kernel2Context): void {
  const profile = profileOf(context)[0]!;
  const hasDeviceCvm =
    (profile & aip1.deviceCvm) !== 0 &&
    (configurationOf(context) & kernelConfiguration.deviceCvm) !== 0;
  if (hasDeviceCvm) {
    // The phone asks its holder by itself; the card's cryptogram says whether it has.
    const isNeeded = isAbove(context, tagDF8126ReaderCvmRequiredLimit);
    settle(
      context,
      isNeeded ? 'confirmed-on-device' : 'none',
      isNeeded ? onDevice : onDeviceNotNeeded,
    );
  } else if ((profile & aip1.cvm) === 0) {
    settle(context, 'none', notPerformed);
  } else {
    processList(context);
  }
}

function settle(context: Kernel2Context, cvm: KernelCvm, results: Uint8Array): void {
  context.cvm = cvm;
  context.terminal.set(tag9F34CvmResults, results);
  if (results !== notPerformed) context.record.tsi[0]! |= tsi1.cvmPerformed;
}

/** Two amounts X and Y of four bytes, then rules of two. */
const amountsBytes = 8;

function processList(context: Kernel2Context): void {
  const { card, record } = context;
  const list = card.get(tag8ECvmList);
  if (list === undefined) record.find(tvr.iccDataMissing);
  if (list === undefined || list.length < amountsBytes + 2) {
    settle(context, 'none', notPerformed);
    return;
  }
  for (let at = amountsBytes; at + 1 < list.length; at += 2) {
    const [code, condition] = [list[at]!, list[at + 1]!];
    if (!holds(context, list, code, condition)) continue;
    const method = methods.get(code & codeMask);
    if (method === undefined) record.find(tvr.unrecognisedCvm);
    else if (isSupported(context, method)) {
      if (method.cvm === 'online-pin') record.find(tvr.onlinePinEntered);
      settle(context, method.cvm, Uint8Array.of(code, condition, method.result));
      return;
    }
    if ((code & tryNext) !== 0 && at + 3 < list.length) continue;
    record.find(tvr.cvmFailed);
    const isFail = (code & codeMask) === failCvm;
    settle(
      context,
      'none',
      isFail ? Uint8Array.of(code, condition, result.failed) : noneSuccessful,
    );
    return;
  }
  record.find(tvr.cvmFailed);
  settle(context, 'none', noneSuccessful);
}

const codeMask = 0x3f;
const tryNext = 0x40;
const failCvm = 0x00;

interface Method {
  readonly cvm: KernelCvm;
  /** In byte 2 of 9F33; 0: nothing that a contactless terminal could do. */
  readonly capability: number;
  readonly result: number;
}

const unavailable: Method = Object.freeze({ cvm: 'none', capability: 0, result: 0 }, true);

/** By the code of the rule; others are not recognised. */
const methods: ReadonlyMap<number, Method> = new Map<number, Method>([
  [failCvm, unavailable],
  [0x01, unavailable],
  [0x02, { cvm: 'online-pin', capability: capability2.onlinePin, result: result.unknown }],
  [0x03, unavailable],
  [0x04, unavailable],
  [0x05, unavailable],
  [0x1e, { cvm: 'signature', capability: capability2.signature, result: result.unknown }],
  [0x1f, { cvm: 'none', capability: capability2.noCvm, result: result.successful }],
]);

function isSupported(context: Kernel2Context, { capability }: Method): boolean {
  return (capabilitiesOf(context)[1]! & capability) !== 0;
}

/** What the transaction is, as conditions see it. */
interface Situation {
  readonly isUnattendedCash: boolean;
  readonly isManualCash: boolean;
  readonly isCashback: boolean;
  readonly isSupported: boolean;
  /** In the card's currency; undefined in any other. */
  readonly amount: number | undefined;
  readonly x: number;
  readonly y: number;
}

/** By the condition's code; others are not understood, and do not hold. */
const conditions: ReadonlyMap<number, (situation: Situation) => boolean> = new Map<
  number,
  (situation: Situation) => boolean
>([
  [0x00, () => true],
  [0x01, ({ isUnattendedCash }) => isUnattendedCash],
  [
    0x02,
    ({ isUnattendedCash, isManualCash, isCashback }) =>
      !isUnattendedCash && !isManualCash && !isCashback,
  ],
  [0x03, ({ isSupported }) => isSupported],
  [0x04, ({ isManualCash }) => isManualCash],
  [0x05, ({ isCashback }) => isCashback],
  [0x06, ({ amount, x }) => amount !== undefined && amount < x],
  [0x07, ({ amount, x }) => amount !== undefined && amount > x],
  [0x08, ({ amount, y }) => amount !== undefined && amount < y],
  [0x09, ({ amount, y }) => amount !== undefined && amount > y],
]);

const cashType = 0x01;
const unattendedTypes: readonly number[] = Object.freeze([0x14, 0x15, 0x16], true);

function holds(
  context: Kernel2Context,
  list: Uint8Array,
  code: number,
  condition: number,
): boolean {
  const test = conditions.get(condition);
  if (test === undefined) return false;
  const { terminal, card } = context;
  const isCash = terminal.get(tag9CTransactionType)![0] === cashType;
  const isUnattended = unattendedTypes.includes(terminal.get(tag9F35TerminalType)?.[0] ?? 0);
  const method = methods.get(code & codeMask);
  const cardCurrency = card.get(tag9F42ApplicationCurrencyCode);
  const currency = terminal.get(tag5F2ATransactionCurrencyCode);
  const isCardCurrency =
    cardCurrency !== undefined && currency !== undefined && isSameBytes(cardCurrency, currency);
  return test({
    isUnattendedCash: isCash && isUnattended,
    isManualCash: isCash && !isUnattended,
    isCashback: terminal.get(tag9F03AmountOther)!.some((byte) => byte !== 0),
    isSupported: method !== undefined && isSupported(context, method),
    amount: isCardCurrency ? decimal(terminal.get(tag9F02AmountAuthorised)!) : undefined,
    x: binary(list, 0),
    y: binary(list, 4),
  });
}

function decimal(bcd: Uint8Array): number {
  let value = 0;
  for (const byte of bcd) value = value * 100 + (byte >> 4) * 10 + (byte & 0x0f);
  return value;
}

function binary(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) value = value * 256 + bytes[i]!;
  return value;
}
