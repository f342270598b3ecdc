// SPDX-License-Identifier: Apache-2.0
//
// Keys as a key-loading authority sees them: their algorithms and check values, on node:crypto and apart from crypto/core.
// docs/sources.md [domain A11]
//
// The one thing a reader would get wrong: an AES key's check value comes from a CMAC, not from an encryption of zeros, which
// would give away the first bytes of a key stream in counter mode.

import { createCipheriv } from 'node:crypto';

export interface Algorithm {
  readonly name: string;
  readonly keyBytes: number;
  /** In the header of a key block; '4' is this project's, for TR-31 has no letter for SM4. */
  readonly letter: 'T' | 'A' | '4';
  readonly words: string;
}

export const algorithms = [
  { name: 'tdes', keyBytes: 16, letter: 'T', words: 'TDES, double length' },
  { name: 'aes128', keyBytes: 16, letter: 'A', words: 'AES-128' },
  { name: 'aes256', keyBytes: 32, letter: 'A', words: 'AES-256' },
  { name: 'sm4', keyBytes: 16, letter: '4', words: 'SM4' },
] as const satisfies readonly Algorithm[];

export function algorithmOf(name: string): Algorithm | undefined {
  return algorithms.find((each) => each.name === name);
}

const checkValueBytes = 4;

const zeros = Buffer.alloc(16);

/** Four bytes that tell which key it is. `letter` as in a key block. */
export function checkValue(letter: string, key: Uint8Array): Buffer {
  return checkBlock(letter, key).subarray(0, checkValueBytes);
}

function checkBlock(letter: string, key: Uint8Array): Buffer {
  switch (letter) {
    case 'T':
      return encrypt(key.length === 24 ? 'des-ede3' : 'des-ede', key, zeros.subarray(0, 8));
    case 'A':
      return aesCmac(key, zeros);
    case '4':
      return encrypt('sm4-ecb', key, zeros);
    default:
      throw new RangeError(`no check value for the algorithm ${letter}`);
  }
}

function encrypt(cipher: string, key: Uint8Array, data: Uint8Array): Buffer {
  return createCipheriv(cipher, key, null).setAutoPadding(false).update(data);
}

/** CMAC with AES: the last block, padded with a one and zeros if it is not whole, is combined with a subkey; then CBC. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const bits = key.length * 8;
  const isWhole = message.length > 0 && message.length % 16 === 0;
  const first = doubled(encrypt(`aes-${bits}-ecb`, key, zeros));
  const padded = Buffer.alloc(
    isWhole ? message.length : (Math.floor(message.length / 16) + 1) * 16,
  );
  padded.set(message);
  if (!isWhole) padded[message.length] = 0x80;
  const subkey = isWhole ? first : doubled(first);
  for (let i = 0; i < 16; i++) padded[padded.length - 16 + i]! ^= subkey[i]!;
  const cbc = createCipheriv(`aes-${bits}-cbc`, key, zeros).setAutoPadding(false);
  return cbc.update(padded).subarray(-16);
}

/** Twice the block, as a polynomial modulo x^128 + x^7 + x^2 + x + 1. */
function doubled(block: Buffer): Buffer {
  const value = BigInt(`0x${block.toString('hex')}`) << 1n;
  const reduced = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
  return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
}
