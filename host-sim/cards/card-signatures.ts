// SPDX-License-Identifier: Apache-2.0
//
// What a double signs: fast authentication with the answer to GPO (kernels 3 and 7), combined authentication with the answer to GENERATE
// AC (kernel 2). docs/sources.md [domain B3 step 7, B6, B8]

import { createHash } from 'node:crypto';
import { concat } from '../../src/lib/bytes.ts';
import { rsaSealed } from './certificates.ts';
import type { Items } from './dol.ts';
import type { RsaKey } from './rsa.ts';
import { type Sm2Key, sm2Sign } from './sm2.ts';

export interface CardSigner {
  readonly key: RsaKey | Sm2Key;
  /** It signs another number than the terminal's. */
  readonly wrong?: boolean;
}

const version01 = 0x01;

/** 9F69: version, the card's own number 4, its qualifiers 2, a byte of no meaning. */
export function relatedDataOf(own: Uint8Array, ctq: Uint8Array | undefined): Uint8Array {
  return concat(Uint8Array.of(version01), own, ctq ?? new Uint8Array(2), Uint8Array.of(0));
}

/** 9F4B of version 01: over the terminal's number, amount and currency and the card's 9F69. */
export function signFast(
  signer: CardSigner,
  counter: Uint8Array,
  items: Items,
  related: Uint8Array,
): Uint8Array {
  const { '9F37': unpredictableNumber, '9F02': amount, '5F2A': currency } = items;
  const covered = concat(numberOf(signer, unpredictableNumber!), amount!, currency!, related);
  return signed(signer, withLength(counter), covered);
}

export interface Combined {
  readonly counter: Uint8Array;
  readonly information: Uint8Array;
  readonly cryptogram: Uint8Array;
  /** Values of PDOL and CDOL1, then the objects of the answer. */
  readonly hashed: Uint8Array;
  readonly relayData: Uint8Array;
  readonly unpredictableNumber: Uint8Array;
}

export function signCombined(signer: CardSigner, combined: Combined): Uint8Array {
  const { counter, information, cryptogram, hashed, relayData, unpredictableNumber } = combined;
  const hash = createHash('sha1').update(hashed).digest();
  const dynamic = concat(withLength(counter), information, cryptogram, hash, relayData);
  return signed(signer, dynamic, numberOf(signer, unpredictableNumber));
}

const withLength = (bytes: Uint8Array): Uint8Array => concat(Uint8Array.of(bytes.length), bytes);

const numberOf = ({ wrong }: CardSigner, number: Uint8Array): Uint8Array =>
  wrong ? number.map((byte) => byte ^ 0xff) : number;

function signed({ key }: CardSigner, dynamic: Uint8Array, covered: Uint8Array): Uint8Array {
  const data = withLength(dynamic);
  if ('p' in key) return rsaSealed(key, concat(Uint8Array.of(0x05, 0x01), data), covered);
  const text = concat(Uint8Array.of(0x15, 0x04), data);
  return concat(text, sm2Sign(key, concat(text, covered)));
}
