// SPDX-License-Identifier: Apache-2.0
//
// The application cryptogram of the QuickPass test doubles: card key by EMV option A, session key as PBOC has it (a left and
// a right half from ATC and its complement), ISO 9797-1 algorithm 3 MAC with padding method 2. docs/sources.md [domain B3].
// These are test keys only. OpenSSL 3 keeps single DES in its legacy provider, so DES with K is two-key TDES with K||K.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat, fromHex } from '../../src/lib/bytes.ts';

const zeroIv = new Uint8Array(8);
const twice = (key: Uint8Array): Uint8Array => concat(key, key);
const inverted = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

/** Two-key TDES, ECB, whole blocks. */
export function tdes(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede', key, null).setAutoPadding(false);
  return concat(cipher.update(block), cipher.final());
}

function tdesDecrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('des-ede', key, null).setAutoPadding(false);
  return concat(cipher.update(block), cipher.final());
}

/** ISO 9797-1 algorithm 3, padding method 2: 8 bytes. */
export function retailMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / 8) + 1) * 8);
  padded.set(data);
  padded[data.length] = 0x80;
  const left = twice(key.subarray(0, 8));
  const right = twice(key.subarray(8, 16));
  const chain = createCipheriv('des-ede-cbc', left, zeroIv).setAutoPadding(false);
  const last = chain.update(padded).subarray(-8);
  return tdes(left, tdesDecrypt(right, last));
}

/** Odd parity in every byte. */
export function oddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (1 - (ones & 1));
  });
}

/** EMV option A: the card's own key from the issuer's, the PAN and its sequence number (two digits). */
export function cardKey(issuerMasterKey: Uint8Array, pan: string, sequence: string): Uint8Array {
  const y = fromHex((pan + sequence).slice(-16).padStart(16, '0'));
  return oddParity(concat(tdes(issuerMasterKey, y), tdes(issuerMasterKey, inverted(y))));
}

/** The key of one transaction; `atc` 0 … 65535. */
export function sessionKey(key: Uint8Array, atc: number): Uint8Array {
  const half = (counter: number) =>
    tdes(key, Uint8Array.of(0, 0, 0, 0, 0, 0, (counter >> 8) & 0xff, counter & 0xff));
  return concat(half(atc), half(~atc));
}

/** What goes into the cryptogram, in this order. */
export interface CryptogramData {
  readonly tag9F02Amount: Uint8Array;
  readonly tag9F03OtherAmount: Uint8Array;
  readonly tag9F1ATerminalCountry: Uint8Array;
  readonly tag95Tvr: Uint8Array;
  readonly tag5F2ACurrency: Uint8Array;
  readonly tag9ADate: Uint8Array;
  readonly tag9CType: Uint8Array;
  readonly tag9F37Unpredictable: Uint8Array;
  readonly tag82Aip: Uint8Array;
  readonly tag9F36Atc: Uint8Array;
  /** Bytes 4 to 7 of 9F10. */
  readonly cvr: Uint8Array;
}

export function applicationCryptogram(key: Uint8Array, data: CryptogramData): Uint8Array {
  const atc = (data.tag9F36Atc[0]! << 8) | data.tag9F36Atc[1]!;
  return retailMac(
    sessionKey(key, atc),
    concat(
      data.tag9F02Amount,
      data.tag9F03OtherAmount,
      data.tag9F1ATerminalCountry,
      data.tag95Tvr,
      data.tag5F2ACurrency,
      data.tag9ADate,
      data.tag9CType,
      data.tag9F37Unpredictable,
      data.tag82Aip,
      data.tag9F36Atc,
      data.cvr,
    ),
  );
}
