// SPDX-License-Identifier: Apache-2.0
//
// SM2 signatures of the test doubles: GM/T 0003 with SM3, the signer's name 1234567812345678, and a nonce made from key and message, so
// that a seed gives the same card each time. docs/sources.md [domain B8]. node:crypto multiplies points; it offers no such signature.

import { createECDH, createHash } from 'node:crypto';
import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';
import type { Random } from '../link/kernel.ts';
import { inverseOf } from './rsa.ts';

/** Both in hex: 32 bytes, and X and Y. */
export interface Sm2Key {
  readonly scalar: string;
  readonly point: string;
}

const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
/** a, b and the base point's coordinates, as the hash of a signer has them. */
const curve = fromHex(
  [
    'FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC',
    '28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93',
    '32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7',
    'BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0',
  ].join(''),
);
const name = fromAscii('1234567812345678');

const sm3 = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHash('sm3')
      .update(concat(...parts))
      .digest(),
  );
const big = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytes32 = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));

function pointOf(scalar: Uint8Array): Uint8Array {
  const pair = createECDH('SM2');
  pair.setPrivateKey(scalar);
  return new Uint8Array(pair.getPublicKey().subarray(1));
}

export function sm2Key(random: Random): Sm2Key {
  const scalar = bytes32((big(random.bytes(32)) % (order - 2n)) + 1n);
  return { scalar: toHex(scalar), point: toHex(pointOf(scalar)) };
}

/** r and s, 32 bytes each. */
export function sm2Sign({ scalar, point }: Sm2Key, message: Uint8Array): Uint8Array {
  const bits = name.length * 8;
  const signer = sm3(Uint8Array.of(bits >> 8, bits & 0xff), name, curve, fromHex(point));
  const hash = sm3(signer, message);
  const d = big(fromHex(scalar));
  for (let turn = 0; ; turn++) {
    const k = (big(sm3(fromHex(scalar), hash, Uint8Array.of(turn))) % (order - 1n)) + 1n;
    const r = (big(hash) + big(pointOf(bytes32(k)).subarray(0, 32))) % order;
    const s = (inverseOf(1n + d, order) * ((((k - r * d) % order) + order) % order)) % order;
    if (r !== 0n && r + k !== order && s !== 0n) return concat(bytes32(r), bytes32(s));
  }
}
