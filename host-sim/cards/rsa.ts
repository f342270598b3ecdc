// SPDX-License-Identifier: Apache-2.0
//
// RSA keys of the test doubles, drawn from a seed, and the raw private operation. Public by design: whoever has the seed has the key.

import {
  checkPrimeSync,
  constants,
  createPrivateKey,
  type KeyObject,
  privateEncrypt,
} from 'node:crypto';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import type { Random } from '../link/kernel.ts';

/** All numbers in hex, of whole bytes. The exponent is 3 on all of them. */
export interface RsaKey {
  readonly modulus: string;
  readonly p: string;
  readonly q: string;
}

export const rsaExponent = '03';
const exponent = 3n;

const big = (hex: string): bigint => BigInt(`0x${hex}`);
const hexOf = (value: bigint, bytes: number): string =>
  value
    .toString(16)
    .toUpperCase()
    .padStart(bytes * 2, '0');

const smallPrimes = primesBelow(2000);

/** `bits`: a multiple of 16. The modulus has all of them. */
export function rsaKey(random: Random, bits: number): RsaKey {
  const bytes = bits / 16;
  const p = prime(random, bytes);
  let q = prime(random, bytes);
  while (q === p) q = prime(random, bytes);
  return { modulus: hexOf(p * q, bytes * 2), p: hexOf(p, bytes), q: hexOf(q, bytes) };
}

/** With its two first bits set, so that a product of two has its full length; not 1 modulo 3, so that 3 can be the exponent. */
function prime(random: Random, bytes: number): bigint {
  for (;;) {
    const drawn = random.bytes(bytes);
    drawn[0]! |= 0xc0;
    drawn[bytes - 1]! |= 1;
    const candidate = big(toHex(drawn));
    if (candidate % exponent !== 2n) continue;
    if (smallPrimes.some((small) => candidate % small === 0n)) continue;
    if (checkPrimeSync(candidate)) return candidate;
  }
}

function primesBelow(end: number): bigint[] {
  const primes: number[] = [];
  for (let n = 5; n < end; n += 2) {
    if (n % 3 !== 0 && primes.every((each) => n % each !== 0)) primes.push(n);
  }
  return primes.map(BigInt);
}

/** The inverse of `value` modulo `modulus`, by Euclid. */
export function inverseOf(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

const opened = new Map<string, KeyObject>();

function keyObject({ modulus, p, q }: RsaKey): KeyObject {
  let key = opened.get(modulus);
  if (!key) {
    const [pBig, qBig] = [big(p), big(q)];
    const d = inverseOf(exponent, (pBig - 1n) * (qBig - 1n));
    const field = (value: bigint) => {
      const hex = value.toString(16);
      return Buffer.from(hex.padStart(hex.length + (hex.length & 1), '0'), 'hex').toString(
        'base64url',
      );
    };
    const jwk = {
      kty: 'RSA',
      n: field(big(modulus)),
      e: field(exponent),
      d: field(d),
      p: field(pBig),
      q: field(qBig),
      dp: field(d % (pBig - 1n)),
      dq: field(d % (qBig - 1n)),
      qi: field(inverseOf(qBig, pBig)),
    };
    key = createPrivateKey({ key: jwk, format: 'jwk' });
    opened.set(modulus, key);
  }
  return key;
}

/** `clear`: as long as the modulus, and less than it. */
export function rsaPrivate(key: RsaKey, clear: Uint8Array): Uint8Array {
  const options = { key: keyObject(key), padding: constants.RSA_NO_PADDING };
  return new Uint8Array(privateEncrypt(options, clear));
}

export const modulusBytes = ({ modulus }: RsaKey): Uint8Array => fromHex(modulus);
