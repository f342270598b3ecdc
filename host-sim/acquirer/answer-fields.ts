// SPDX-License-Identifier: Apache-2.0
//
// What answers say besides what they repeat: docs/sources.md [domain A3, A7].

import { authenticationData } from './issuer.ts';
import type { Entry } from './ledger.ts';
import type { SaleVerdict } from './sale.ts';
import { writeTlv } from './tlv.ts';

export const acquirerId = '48020000';
const issuerId = '01020000';

export function followUpFields({ authorizationCode }: Entry): Record<number, string> {
  return {
    44: `${issuerId.padEnd(11)}${acquirerId.padEnd(11)}`,
    63: 'CUP',
    ...(authorizationCode !== '' && { 38: authorizationCode }),
  };
}

/** First six and last four digits. */
export function masked(pan: string): string {
  return pan.length < 13 ? '*'.repeat(pan.length) : `${pan.slice(0, 6)}******${pan.slice(-4)}`;
}

export function saleFields(
  entry: Entry,
  { code, chip, sessionKey }: SaleVerdict,
): Record<number, string> {
  const fields: Record<number, string> = {
    44: `${issuerId.padEnd(11)}${acquirerId.padEnd(11)}`,
    63: 'CUP',
  };
  if (entry.authorizationCode !== '') fields[38] = entry.authorizationCode;
  if (sessionKey) {
    const tag91 = authenticationData(sessionKey, chip.get('9F26')!, code);
    fields[55] = writeTlv([
      ['9F36', chip.get('9F36')!],
      ['91', tag91],
    ]);
  }
  return fields;
}
