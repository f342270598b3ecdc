// SPDX-License-Identifier: Apache-2.0
//
// Track 2 equivalent data (57): PAN, separator D, expiry YYMM, service code, discretionary data, padding F.
// docs/sources.md [domain B10, A3 F35]
//
// Everything here is card data: bytes and views of the card's memory, never strings, but for the masked PAN.

import { type Decoded, decoded, malformed } from '../lib/result.ts';

/** Digits two to a byte, the first in the high half: ceil(count / 2) bytes, the spare half of an odd count means nothing. */
export interface Digits {
  readonly packed: Uint8Array;
  readonly count: number;
}

export interface Account {
  /** The whole track without padding; the separator counts as a digit and is D. */
  readonly track2: Digits;
  /** The first digits of the same bytes. */
  readonly pan: Digits;
}

const separator = 0x0d;
const padding = 0x0f;
/** Below 13 digits, first six and last four would show nearly all of it. */
const panDigitsMin = 13;
const panDigitsMax = 19;
const issuerDigitsMin = 3;
/** Field 35 takes no more. */
const track2DigitsMax = 37;
/** YYMM and service code. */
const afterSeparatorDigitsMin = 7;

export function decodeTrack2(value: Uint8Array): Decoded<Account> {
  let digitCount = value.length * 2;
  if (digitAt(value, digitCount - 1) === padding) digitCount--;
  if (digitCount > track2DigitsMax) return malformed(0, 'the track is too long');
  let panDigitCount: number | undefined;
  for (let i = 0; i < digitCount; i++) {
    const byte = value[i >> 1]!;
    const digit = i & 1 ? byte & 0x0f : byte >> 4;
    if (digit === separator && panDigitCount === undefined) panDigitCount = i;
    else if (digit > 9) return malformed(i >> 1, 'not a digit');
  }
  if (panDigitCount === undefined) return malformed(0, 'the separator is missing');
  if (panDigitCount < panDigitsMin || panDigitCount > panDigitsMax) {
    return malformed(0, 'the account number has a wrong length');
  }
  if (digitCount - panDigitCount - 1 < afterSeparatorDigitsMin) {
    return malformed(panDigitCount >> 1, 'expiry or service code is missing');
  }
  return decoded({
    track2: { packed: value, count: digitCount },
    pan: { packed: value.subarray(0, (panDigitCount + 1) >> 1), count: panDigitCount },
  });
}

/** Expiry YYMM, packed, in two bytes of its own. */
export function expiryOf({ track2, pan }: Account): Uint8Array {
  const digit = (index: number) => digitAt(track2.packed, pan.count + 1 + index);
  return Uint8Array.of((digit(0) << 4) | digit(1), (digit(2) << 4) | digit(3));
}

/** Whether an application PAN (5A, padded F) is the same number. */
export function isSamePan(pan: Digits, tag5A: Uint8Array): boolean {
  for (let i = 0; i < tag5A.length * 2; i++) {
    const expected = i < pan.count ? digitAt(pan.packed, i) : padding;
    if (digitAt(tag5A, i) !== expected) return false;
  }
  return tag5A.length * 2 >= pan.count;
}

/** Whether the number begins with an issuer's digits: three at least, padded F. */
export function startsWithDigits(pan: Digits, issuer: Uint8Array): boolean {
  let count = issuer.length * 2;
  while (count > 0 && digitAt(issuer, count - 1) === padding) count--;
  if (count < issuerDigitsMin) return false;
  for (let i = 0; i < count; i++) {
    if (digitAt(issuer, i) !== digitAt(pan.packed, i)) return false;
  }
  return true;
}

/** First six and last four digits, the rest as asterisks. */
export function maskedPan(pan: Digits): string {
  let text = '';
  for (let i = 0; i < pan.count; i++) {
    text += i < 6 || i >= pan.count - 4 ? digitAt(pan.packed, i) : '*';
  }
  return text;
}

function digitAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index >> 1]!;
  return index % 2 === 0 ? byte >> 4 : byte & 0x0f;
}
