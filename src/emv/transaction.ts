// SPDX-License-Identifier: Apache-2.0
//
// One transaction as the flow asks for it, and the terminal's data objects made from it.
//
// What a reader would get wrong: TVR (95) stays as it was sent to the card. Kernels 3 and 7 get the cryptogram in the
// answer to GET PROCESSING OPTIONS, computed over the TVR of that command; a terminal that adds its findings afterwards
// sends field 55 with a TVR for which the issuer finds the cryptogram wrong.

import { fromAscii } from '../lib/bytes.ts';
import { DataObjects } from './data-objects.ts';
import type { Parameters } from './parameters.ts';
import type { PreProcessed } from './pre-processing.ts';
import {
  tag9ATransactionDate,
  tag9BTransactionStatusInformation,
  tag9CTransactionType,
  tag9F1EInterfaceDeviceSerialNumber,
  tag9F02AmountAuthorised,
  tag9F03AmountOther,
  tag9F06ApplicationIdentifierTerminal,
  tag9F09ApplicationVersionNumber,
  tag9F21TransactionTime,
  tag9F37UnpredictableNumber,
  tag9F39PosEntryMode,
  tag9F41TransactionSequenceCounter,
  tag9F66TerminalTransactionQualifiers,
  tag95TerminalVerificationResults,
} from './tags.ts';

export interface Transaction {
  /** 0 … 999,999,999,999 */
  readonly amountMinor: number;
  /** 9F03, the cash in it. */
  readonly amountOtherMinor?: number;
  /** Value of 9C: 00 purchase. */
  readonly type: number;
  /** YYMMDD */
  readonly date: string;
  /** hhmmss */
  readonly time: string;
  /** Four bytes from the board's entropy, fresh for every presentation of a card. */
  readonly unpredictableNumber: Uint8Array;
  /** 9F41, up to eight digits. */
  readonly sequenceCounter: number;
  /** 9F1E, eight ASCII characters. */
  readonly interfaceDeviceSerialNumber: string;
  /** Looked at before every command to the card. */
  readonly cancellation: { readonly cancelled: boolean };
}

/** Throws on what no caller may ask for; nothing of this comes from a card. */
export function assertTransaction(transaction: Transaction): void {
  const { amountMinor, type, date, time, unpredictableNumber, sequenceCounter } = transaction;
  assertInteger('amountMinor', amountMinor, 999_999_999_999);
  assertInteger('type', type, 99);
  assertInteger('sequenceCounter', sequenceCounter, 99_999_999);
  assertDigits('date', date);
  assertDigits('time', time);
  if (unpredictableNumber.length !== 4) throw new RangeError('unpredictableNumber has not 4 bytes');
  if (transaction.interfaceDeviceSerialNumber.length !== 8) {
    throw new RangeError('interfaceDeviceSerialNumber has not 8 characters');
  }
}

/** Value of 9F39. */
const contactlessEmv: Uint8Array = Uint8Array.of(0x07);

/** The terminal's data objects for one combination: read by the PDOL and by field 55. */
export function terminalData(
  parameters: Parameters,
  { combination, ttq }: PreProcessed,
  transaction: Transaction,
): DataObjects {
  const objects = new DataObjects();
  for (const [tag, value] of parameters.terminalData) objects.set(tag, value);
  for (const [tag, value] of combination.kernelData ?? []) objects.set(tag, value);
  objects.set(tag9F06ApplicationIdentifierTerminal, combination.aid);
  objects.set(tag9F39PosEntryMode, contactlessEmv);
  objects.set(tag9F09ApplicationVersionNumber, combination.tag9F09ApplicationVersionNumber);
  objects.set(tag9F66TerminalTransactionQualifiers, ttq);
  objects.set(tag95TerminalVerificationResults, new Uint8Array(5));
  objects.set(tag9BTransactionStatusInformation, new Uint8Array(2));
  objects.set(tag9F02AmountAuthorised, bcd(transaction.amountMinor, 6));
  objects.set(tag9F03AmountOther, bcd(transaction.amountOtherMinor ?? 0, 6));
  objects.set(tag9CTransactionType, bcd(transaction.type, 1));
  objects.set(tag9ATransactionDate, bcd(Number(transaction.date), 3));
  objects.set(tag9F21TransactionTime, bcd(Number(transaction.time), 3));
  objects.set(tag9F37UnpredictableNumber, transaction.unpredictableNumber);
  objects.set(tag9F41TransactionSequenceCounter, bcd(transaction.sequenceCounter, 4));
  const serial = fromAscii(transaction.interfaceDeviceSerialNumber);
  objects.set(tag9F1EInterfaceDeviceSerialNumber, serial);
  return objects;
}

/** A number as BCD digits, right-aligned in `length` bytes. */
function bcd(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    const pair = rest % 100;
    bytes[i] = (Math.floor(pair / 10) << 4) | (pair % 10);
    rest = Math.floor(rest / 100);
  }
  return bytes;
}

function assertInteger(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${name} ${value}, expected 0 to ${max}`);
  }
}

function assertDigits(name: string, text: string): void {
  if (!/^[0-9]{6}$/.test(text)) throw new RangeError(`${name} is not six digits`);
}
