// SPDX-License-Identifier: Apache-2.0
//
// The table of certification authorities' keys, and the list of issuers' certificates that have been called back, as bytes.
// docs/sources.md [domain B6, B7, B8]
//
// A key: RID 5 | index 1 | hash algorithm 1 | key algorithm 1 | last day YYMMDD 3, FF for none | length 1, exponent | length 1,
// modulus (SM2: X and Y) | check value 20, SHA-1 of RID, index, modulus and exponent. Called back: RID 5 | index 1 | serial number 3.
//
// The check value is looked at with every use, not once at the start: what is wrong in flash now may have been right then.

import { dayNumber } from './dates.ts';
import { done, failed, type OdaInput, type PublicKey, type Step } from './oda-step.ts';
import { startsWith } from './prefix.ts';
import { tag8FCaPublicKeyIndex } from './tags.ts';

const ridBytes = 5;
const checkValueBytes = 20;
/** RID, index, two algorithms, a day. */
const headBytes = ridBytes + 1 + 2 + 3;
const revokedBytes = ridBytes + 1 + 3;
const noDay = 0xff;
/** EMV's longest: 1984 bits. */
const modulusBytesMax = 248;

/** SHA-1 always; another one only if the authority's key says so. */
const sha1Algorithm = 0x01;
/** Of keys with algorithm 04, SM2. */
export const sm2Algorithm = 0x04;
export const rsaAlgorithm = 0x01;

/** Step 1: the key that the card names, from the table of the scheme whose application it is. */
export function caPublicKey(input: OdaInput): Step<PublicKey> {
  const index = input.card.get(tag8FCaPublicKeyIndex)?.[0];
  if (index === undefined) return failed('ca-key-index-missing');
  const { caKeys: table, adfName } = input;
  for (let at = 0; at < table.length; ) {
    const exponentAt = at + headBytes + 1;
    const modulusAt = exponentAt + (table[exponentAt - 1] ?? 0) + 1;
    const checkAt = modulusAt + (table[modulusAt - 1] ?? 0);
    const end = checkAt + checkValueBytes;
    // What follows a row of a wrong length cannot be told from it.
    if (end > table.length) return failed('ca-key-corrupt');
    if (table[at + ridBytes] === index && startsWith(adfName, table.subarray(at, at + ridBytes))) {
      return checked(input, at, exponentAt, modulusAt, checkAt);
    }
    at = end;
  }
  return failed('ca-key-unknown');
}

function checked(
  { caKeys: table, operations, today }: OdaInput,
  at: number,
  exponentAt: number,
  modulusAt: number,
  checkAt: number,
): Step<PublicKey> {
  const exponent = table.subarray(exponentAt, modulusAt - 1);
  const modulus = table.subarray(modulusAt, checkAt);
  const name = table.subarray(at, at + ridBytes + 1);
  const found = operations.hashOf('sha-1', name, modulus, exponent);
  if (!startsWith(table.subarray(checkAt), found)) return failed('ca-key-corrupt');
  const [hashAlgorithm, algorithm] = [table[at + ridBytes + 1]!, table[at + ridBytes + 2]!];
  const lastDay = table.subarray(at + headBytes - 3, at + headBytes);
  if (lastDay[0] !== noDay && dayNumber(today) > dayNumber(lastDay)) {
    return failed('ca-key-expired');
  }
  const isRsa = algorithm === rsaAlgorithm;
  if (isRsa ? modulus.length > modulusBytesMax : algorithm !== sm2Algorithm) {
    return failed('ca-key-algorithm');
  }
  const hashAlgorithms =
    isRsa && hashAlgorithm !== sha1Algorithm ? [sha1Algorithm, hashAlgorithm] : [hashAlgorithm];
  return done({ algorithm, modulus, exponent: numberOf(exponent), hashAlgorithms });
}

/** Whether the issuer's certificate with that serial number has been called back. */
export function isRevoked({ revoked, adfName, card }: OdaInput, serialNumber: Uint8Array): boolean {
  const index = card.get(tag8FCaPublicKeyIndex)?.[0];
  for (let at = 0; at + revokedBytes <= revoked.length; at += revokedBytes) {
    const row = revoked.subarray(at, at + revokedBytes);
    const isKey = row[ridBytes] === index && startsWith(adfName, row.subarray(0, ridBytes));
    if (isKey && startsWith(row.subarray(ridBytes + 1), serialNumber)) return true;
  }
  return false;
}

export function numberOf(bytes: Uint8Array): number {
  let number = 0;
  for (let i = 0; i < bytes.length; i++) number = number * 256 + bytes[i]!;
  return number;
}
