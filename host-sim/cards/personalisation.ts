// SPDX-License-Identifier: Apache-2.0
//
// What makes one test card differ from the next: number, keys, limits, counters. Numbers lie in BINs of the project's own
// making (62 30 99, 62 50 99, 62 40 99) with a valid Luhn digit; they belong to nobody.

import type { Random } from '../link/kernel.ts';

export interface Personalisation {
  /** 16 to 19 digits */
  readonly pan: string;
  /** two digits */
  readonly panSequence: string;
  /** YYMM */
  readonly expiry: string;
  /** YYMM */
  readonly effective: string;
  /** three digits; 2 or 6 first: the card has a chip */
  readonly serviceCode: string;
  /** the rest of track 2, digits */
  readonly discretionary: string;
  /** 4, 7 or 10 bytes */
  readonly uid: Uint8Array;
  /** 16 bytes: the card derives its own key from it and keeps nothing else. */
  readonly issuerMasterKey: Uint8Array;
  /** Transactions so far. */
  readonly atc: number;
  /** Above this the card declines (AAC) instead of asking to go online. */
  readonly amountMaxMinor: number;
  /** For the computing times, so that two cards of one seed differ. */
  readonly random: Random;
}

/** What all doubles are made from. */
export interface CardMaking {
  readonly random: Random;
  readonly issuerMasterKey: Uint8Array;
}

export interface NumberPlan {
  /** six digits */
  readonly bin: string;
  readonly digits: number;
  readonly uidBytes: 4 | 7 | 10;
}

export function personalise(
  plan: NumberPlan,
  { random, issuerMasterKey }: CardMaking,
  fixed: Partial<Personalisation> = {},
): Personalisation {
  const account = plan.bin + digits(random, plan.digits - 7);
  const drawn: Personalisation = {
    pan: account + luhnDigit(account),
    panSequence: '01',
    expiry: `3${random.below(10)}${String(random.between(1, 12)).padStart(2, '0')}`,
    effective: '2401',
    serviceCode: '201',
    discretionary: digits(random, 10),
    uid: uid(random, plan.uidBytes),
    issuerMasterKey,
    atc: random.between(1, 400),
    amountMaxMinor: 99_999_999,
    random,
  };
  return { ...drawn, ...fixed };
}

/** Track 2 equivalent data (tag 57): PAN, D, expiry, service code, discretionary, F to a whole byte; as hex. */
export function track2(card: Personalisation): string {
  const text = `${card.pan}D${card.expiry}${card.serviceCode}${card.discretionary}`;
  return text.length % 2 === 0 ? text : `${text}F`;
}

/** The check digit that makes `payload` + digit pass Luhn. */
export function luhnDigit(payload: string): string {
  let sum = 0;
  for (let i = 0; i < payload.length; i++) {
    const digit = Number(payload[payload.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

function digits(random: Random, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += random.below(10);
  return text;
}

/** Single-size UIDs avoid 08 (random) and 88 (cascade tag) first; longer ones start with a manufacturer byte. */
function uid(random: Random, count: number): Uint8Array {
  const bytes = random.bytes(count);
  bytes[0] = count === 4 ? 0x10 | (bytes[0]! & 7) : 0x04;
  if (bytes[3] === 0x88) bytes[3] = 0x89;
  return bytes;
}
