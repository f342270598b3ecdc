// SPDX-License-Identifier: Apache-2.0
//
// The numbers of crypto/core/vault.h as the driver program prints and takes them, for the tests of the vault.

import { hex } from './core.ts';

export const status = {
  ok: '0',
  noImage: '2',
  unknownVersion: '3',
  truncated: '4',
  notAuthentic: '5',
  malformed: '6',
  wrongCheckValue: '7',
  forbidden: '8',
  noKey: '9',
  stale: '10',
  old: '11',
  zeroised: '12',
  exhausted: '13',
  notStored: '14',
} as const;

export const purpose = {
  master: 1,
  pin: 2,
  mac: 3,
  track: 4,
  kbpk: 5,
  dukpt: 6,
  journal: 7,
  pepper: 8,
  identity: 9,
  authority: 10,
} as const;

export const algorithm = {
  des: 1,
  tdes: 2,
  tdes3: 3,
  aes128: 4,
  aes192: 5,
  aes256: 6,
  sm4: 7,
  hmac: 8,
  p256: 9,
} as const;

export const use = {
  unwrap: 1,
  pinEncrypt: 2,
  mac: 4,
  trackEncrypt: 8,
  macVerify: 16,
  unblock: 32,
  block: 64,
} as const;

export const method = { any: 0, unionPay: 1, iso1: 2, iso3: 3, cmac: 4 } as const;

export const origin = { image: 1, signIn: 2, block: 4, loaded: 8, generated: 16 } as const;

export const one = (value: number): string => hex([value]);

export interface Clear {
  readonly slot: number;
  readonly purpose: keyof typeof purpose;
  readonly algorithm: keyof typeof algorithm;
  readonly key: Uint8Array;
  readonly exportable?: boolean;
  readonly checkValue?: Uint8Array;
  readonly ksn?: Uint8Array;
}

/** Loads a clear key, as key loading at the terminal does. */
export function clear(loading: Clear): string {
  const { slot, key, exportable = false, checkValue, ksn } = loading;
  const numbers = [slot, purpose[loading.purpose], algorithm[loading.algorithm]].map(one);
  const none = new Uint8Array(0);
  const rest = [hex(key), one(Number(exportable)), hex(checkValue ?? none), hex(ksn ?? none)];
  return `clear ${[...numbers, ...rest].join(' ')}`;
}
