// SPDX-License-Identifier: Apache-2.0
//
// Key pairs of P-256 as node:crypto and as the files of this project hold them: public keys are x | y.

import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
} from 'node:crypto';

export const deviceIdBytes = 10;

/** x | y of a private or a public key. */
export function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

/** Throws when the point is not on the curve. */
export function publicKeyOf(point: Uint8Array): KeyObject {
  const [x, y] = [point.subarray(0, 32), point.subarray(32)].map((each) =>
    Buffer.from(each).toString('base64url'),
  ) as [string, string];
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** The key pair whose private number is `scalar`. */
export function privateKeyOf(scalar: Uint8Array): KeyObject {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const [d, x, y] = [scalar, point.subarray(1, 33), point.subarray(33)].map((each) =>
    Buffer.from(each).toString('base64url'),
  ) as [string, string, string];
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d, x, y }, format: 'jwk' });
}

/** SHA-256 of 04 | x | y: how a terminal knows its authority. */
export function fingerprintOf(point: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(4)).update(point).digest();
}

export function deviceIdOf(point: Uint8Array): Buffer {
  return fingerprintOf(point).subarray(0, deviceIdBytes);
}

/** As the terminal's screen shows it: five groups of four. */
export function spelled(id: Uint8Array): string {
  const hex = Buffer.from(id).toString('hex').toUpperCase();
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/**
 * ECDSA with SHA-256: r | s. `nonce` (32 random bytes) makes it the same each time, for simulated authorities; real ones leave
 * it to node:crypto.
 */
export function signatureOf(
  privateKey: KeyObject,
  message: Uint8Array,
  nonce?: Uint8Array,
): Buffer {
  if (nonce === undefined)
    return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const d = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const e = numberOf(createHash('sha256').update(message).digest());
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(nonce);
  const r = numberOf(pair.getPublicKey().subarray(1, 33)) % order;
  const s = (((e + r * d) % order) * inverse(numberOf(nonce))) % order;
  return Buffer.concat([bytesOf(r), bytesOf(s)]);
}

/** By Fermat: value to the power of order − 2. */
function inverse(value: bigint): bigint {
  let result = 1n;
  for (let [power, exponent] = [value % order, order - 2n]; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * power) % order;
    power = (power * power) % order;
  }
  return result;
}
