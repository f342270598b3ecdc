// SPDX-License-Identifier: Apache-2.0
//
// What answers say besides what they repeat: docs/sources.md [domain A3, A7].

import { authenticationData } from './issuer.ts';
import { type Entry, masked } from './ledger.ts';
import type { SaleVerdict } from './sale.ts';
import { writeTlv } from './tlv.ts';
import type { WireMessage } from './wire.ts';

export const acquirerId = '48020000';
const issuerId = '01020000';

/** The advice that the book has, once more. */
export function isSameAdvice({ amountMinor, maskedPan }: Entry, { fields }: WireMessage): boolean {
  return amountMinor === Number(fields.get(4) ?? 0) && maskedPan === masked(fields.get(2) ?? '');
}

export function followUpFields({ authorizationCode }: Entry): Record<number, string> {
  return {
    44: `${issuerId.padEnd(11)}${acquirerId.padEnd(11)}`,
    63: 'CUP',
    ...(authorizationCode !== '' && { 38: authorizationCode }),
  };
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
