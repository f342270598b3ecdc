// SPDX-License-Identifier: Apache-2.0
//
// What a double decides: decline, ask the issuer, or approve; and how it says so. docs/sources.md [domain B2, B3, B4]
// Issuer application data are of one form on all doubles, whatever their scheme: length 7, key index 1, version 1, card verification
// results, algorithm 1 (TDES). One issuer double checks them all: ADR 0064.

import { fromHex } from '../../src/lib/bytes.ts';

export type CryptogramType = 'aac' | 'arqc' | 'tc';

const rank: Readonly<Record<CryptogramType, number>> = { aac: 0, arqc: 1, tc: 2 };

/** 9F27, and in the card verification results byte 2, bits 6 and 5. */
const told = {
  aac: { information: '00', results: '03800000' },
  tc: { information: '40', results: '03900000' },
  arqc: { information: '80', results: '03A00000' },
} as const;

export function cryptogramInformation(type: CryptogramType): Uint8Array {
  return fromHex(told[type].information);
}

/** 9F10 */
export function issuerApplicationData(type: CryptogramType): Uint8Array {
  return fromHex(`070101${told[type].results}01`);
}

const lower = (one: CryptogramType, other: CryptogramType): CryptogramType =>
  rank[one] <= rank[other] ? one : other;

/** A reader that is offline only gets no ARQC; one that wants an online cryptogram (9F66) gets no TC. */
export function decideAtGpo(
  gives: CryptogramType,
  ttq: Uint8Array,
  isAboveMaximum: boolean,
): CryptogramType {
  const isOfflineOnly = (ttq[0]! & 0x08) !== 0;
  const wantsOnline = (ttq[1]! & 0x80) !== 0;
  if (isAboveMaximum) return 'aac';
  const given = wantsOnline ? lower(gives, 'arqc') : gives;
  return given === 'arqc' && isOfflineOnly ? 'aac' : given;
}

/** By the two first bits of P1; 11 never comes here. */
const asked: readonly CryptogramType[] = ['aac', 'tc', 'arqc'];

/** Never more than what was asked for. */
export function decideAtGenerateAc(
  gives: CryptogramType,
  control: number,
  isAboveMaximum: boolean,
): CryptogramType {
  return isAboveMaximum ? 'aac' : lower(gives, asked[control]!);
}
