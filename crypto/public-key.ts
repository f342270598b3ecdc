// SPDX-License-Identifier: Apache-2.0
//
// Operations with public keys and hashes (crypto/core/rsa.h, hash.h, sm2.h), for certificates and signatures of cards. Public data
// only: nothing here may see a key that must be kept. The time it takes depends on the data.

/** As enum hash_kind in crypto/core/hash.h. */
const hashKinds = Object.freeze({ 'sha-1': 1, 'sha-256': 2, sm3: 5 } as const, true);

const hashSizes = Object.freeze({ 'sha-1': 20, 'sha-256': 32, sm3: 32 } as const, true);

type HashKind = keyof typeof hashKinds;

const nothing: Uint8Array = new Uint8Array(0);

/** RSA's public operation; undefined when modulus or exponent are none, or the data have not the modulus's length or are not below it. */
export function rsaRecover(
  modulus: Uint8Array,
  exponent: number,
  data: Uint8Array,
): Uint8Array | undefined {
  const out = new Uint8Array(modulus.length);
  return recoverNative(modulus, exponent, data, out) ? out : undefined;
}

/** The hash of up to four pieces in a row. */
export function hashOf(
  kind: HashKind,
  a: Uint8Array,
  b: Uint8Array = nothing,
  c: Uint8Array = nothing,
  d: Uint8Array = nothing,
): Uint8Array {
  const out = new Uint8Array(hashSizes[kind]);
  hashNative(hashKinds[kind], out, a, b, c, d);
  return out;
}

/** `point`: X and Y, 64 bytes; the signature: r and s, 64 bytes; the signer's name is the one that everybody uses. */
export function sm2Verify(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const encoded = new Uint8Array(1 + point.length);
  encoded[0] = 0x04;
  encoded.set(point, 1);
  return sm2Native(encoded, message, signature);
}

function recoverNative(
  this: unknown,
  modulus: Uint8Array,
  exponent: number,
  data: Uint8Array,
  out: Uint8Array,
): boolean {
  return native('xs_public_key_recover').call(this, modulus, exponent, data, out);
}

function hashNative(
  this: unknown,
  kind: number,
  out: Uint8Array,
  a: Uint8Array,
  b: Uint8Array,
  c: Uint8Array,
  d: Uint8Array,
): void {
  native('xs_public_key_hash').call(this, kind, out, a, b, c, d);
}

function sm2Native(
  this: unknown,
  point: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return native('xs_public_key_sm2').call(this, point, message, signature);
}
