// SPDX-License-Identifier: Apache-2.0
//
// Public-key operations a second time, on BigInt: RSA with its two paddings, ECDSA, ECDH, SM2.

import { createHash } from 'node:crypto';
import {
  type Curve,
  curves,
  type Point,
  plainAdd,
  plainMultiply,
} from '../../crypto/curve-tables.ts';
import { bytes, upper } from './ciphers.ts';

export const toBig = (data: Uint8Array) => BigInt(`0x0${upper(data)}`);
export const fromBig = (value: bigint, size: number) =>
  bytes(value.toString(16).padStart(2 * size, '0'));
export const digest = (hash: string, ...parts: readonly Uint8Array[]) => {
  const engine = createHash(hash);
  for (const part of parts) engine.update(part);
  return engine.digest();
};

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const algorithms: Readonly<Record<string, string>> = {
  sha1: '3021300906052B0E03021A05000414',
  sha256: '3031300D060960864801650304020105000420',
  sha384: '3041300D060960864801650304020205000430',
  sha512: '3051300D060960864801650304020305000440',
  sm3: '3030300C06082A811CCF5501831105000420',
};

/** What an RSA signature is of; undefined where the modulus has no room. */
export function encodePkcs1(hash: string, message: Uint8Array, size: number): Buffer | undefined {
  const info = Buffer.concat([bytes(algorithms[hash]!), digest(hash, message)]);
  if (size < info.length + 11) return undefined;
  const padding = Buffer.alloc(size - info.length - 3, 0xff);
  return Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), info]);
}

function mask(hash: string, seed: Buffer, size: number): Buffer {
  const size1 = digest(hash, seed).length;
  const parts = Array.from({ length: Math.ceil(size / size1) }, (_, i) =>
    digest(hash, seed, fromBig(BigInt(i), 4)),
  );
  return Buffer.concat(parts).subarray(0, size);
}

/** `bits`: of the modulus, less 1. `trailer` and `first` are for wrong ones. */
export function encodePss(
  hash: string,
  message: Uint8Array,
  salt: Buffer,
  bits: number,
  { trailer = 0xbc, first = 0x01 } = {},
): Buffer | undefined {
  const size = Math.ceil(bits / 8);
  const mHash = digest(hash, message);
  const zeros = size - mHash.length - salt.length - 2;
  if (zeros < 0) return undefined;
  const h = digest(hash, Buffer.alloc(8), mHash, salt);
  const db = Buffer.concat([Buffer.alloc(zeros), Buffer.of(first), salt]);
  const masked = Buffer.from(db.map((byte, i) => byte ^ mask(hash, h, db.length)[i]!));
  masked[0]! &= 0xff >> (8 * size - bits);
  return Buffer.concat([masked, h, Buffer.of(trailer)]);
}

export const bitsOf = (modulus: bigint) => modulus.toString(2).length;

function recovered(modulus: Buffer, exponent: Buffer, signature: Buffer): Buffer | undefined {
  const n = toBig(modulus);
  const size = Math.ceil(bitsOf(n) / 8);
  const s = toBig(signature);
  if (signature.length !== size || s >= n) return undefined;
  return fromBig(power(s, toBig(exponent), n), size);
}

export function verifyPkcs1(
  modulus: Buffer,
  exponent: Buffer,
  hash: string,
  message: Uint8Array,
  signature: Buffer,
): boolean {
  const got = recovered(modulus, exponent, signature);
  const wanted = got && encodePkcs1(hash, message, got.length);
  return wanted?.equals(got!) ?? false;
}

/** Finds the salt by taking the mask off, then makes the whole anew. */
export function verifyPss(
  modulus: Buffer,
  exponent: Buffer,
  hash: string,
  message: Uint8Array,
  signature: Buffer,
): boolean {
  const got = recovered(modulus, exponent, signature);
  if (!got) return false;
  const bits = bitsOf(toBig(modulus)) - 1;
  const encoded = got.subarray(got.length - Math.ceil(bits / 8));
  if (got.length > encoded.length && got[0] !== 0) return false;
  const size = digest(hash).length;
  const dbSize = encoded.length - size - 1;
  if (dbSize < size + 1) return false;
  const h = encoded.subarray(dbSize, dbSize + size);
  const db = Buffer.from(
    encoded.subarray(0, dbSize).map((byte, i) => byte ^ mask(hash, h, dbSize)[i]!),
  );
  const wanted = encodePss(hash, message, db.subarray(dbSize - size), bits);
  return wanted?.equals(encoded) ?? false;
}

export const encodePoint = ([x, y]: Point) =>
  Buffer.concat([Buffer.of(4), fromBig(x, 32), fromBig(y, 32)]);

function pointOf(curve: Curve, key: Buffer): Point | undefined {
  const [x, y] = [toBig(key.subarray(1, 33)), toBig(key.subarray(33))];
  const isOn =
    key[0] === 4 &&
    x < curve.p &&
    y < curve.p &&
    (y * y - (x * x * x - 3n * x + curve.b)) % curve.p === 0n;
  return isOn ? [x, y] : undefined;
}

const inRange = (curve: Curve, ...values: readonly bigint[]) =>
  values.every((value) => value > 0n && value < curve.n);
const inverse = (a: bigint, n: bigint) => power(a, n - 2n, n);
const halves = (signature: Buffer) =>
  [toBig(signature.subarray(0, 32)), toBig(signature.subarray(32))] as const;

const p256: Curve = curves.p;
const sm2: Curve = curves.s;

const ecdsaHash = (hash: string, message: Uint8Array) =>
  toBig(digest(hash, message).subarray(0, 32));

export function verifyEcdsa(
  key: Buffer,
  hash: string,
  message: Uint8Array,
  signature: Buffer,
): boolean {
  const q = pointOf(p256, key);
  const [r, s] = halves(signature);
  if (!q || signature.length !== 64 || !inRange(p256, r, s)) return false;
  const w = inverse(s, p256.n);
  const e = ecdsaHash(hash, message) % p256.n;
  const point = plainAdd(
    p256,
    plainMultiply(p256, (e * w) % p256.n, p256.g),
    plainMultiply(p256, (r * w) % p256.n, q),
  );
  return point !== undefined && point[0] % p256.n === r;
}

export function signEcdsa(d: bigint, k: bigint, hash: string, message: Uint8Array): Buffer {
  const r = plainMultiply(p256, k, p256.g)![0] % p256.n;
  const s = (inverse(k, p256.n) * (ecdsaHash(hash, message) + r * d)) % p256.n;
  return Buffer.concat([fromBig(r, 32), fromBig(s, 32)]);
}

export const publicOf = (curve: 'p' | 's', d: bigint) =>
  encodePoint(plainMultiply(curves[curve], d, curves[curve].g)!);

function sm2Hash(key: Buffer, id: Buffer, message: Uint8Array): bigint {
  const entl = fromBig(BigInt(8 * id.length), 2);
  const curve = [sm2.p - 3n, sm2.b, ...sm2.g].map((value) => fromBig(value, 32));
  return toBig(digest('sm3', digest('sm3', entl, id, ...curve, key.subarray(1)), message));
}

export function verifySm2(
  key: Buffer,
  id: Buffer,
  message: Uint8Array,
  signature: Buffer,
): boolean {
  const q = pointOf(sm2, key);
  const [r, s] = halves(signature);
  if (!q || signature.length !== 64 || !inRange(sm2, r, s)) return false;
  const t = (r + s) % sm2.n;
  const point = plainAdd(sm2, plainMultiply(sm2, s, sm2.g), plainMultiply(sm2, t, q));
  return t !== 0n && point !== undefined && (sm2Hash(key, id, message) + point[0]) % sm2.n === r;
}

export function signSm2(
  d: bigint,
  key: Buffer,
  k: bigint,
  id: Buffer,
  message: Uint8Array,
): Buffer {
  const e = sm2Hash(key, id, message);
  const r = (e + plainMultiply(sm2, k, sm2.g)![0]) % sm2.n;
  const s = (inverse(1n + d, sm2.n) * (((k - r * d) % sm2.n) + sm2.n)) % sm2.n;
  return Buffer.concat([fromBig(r, 32), fromBig(s, 32)]);
}
