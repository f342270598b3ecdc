// SPDX-License-Identifier: Apache-2.0
//
// MACs over DES as docs/sources.md [vectors 5, 8], [domain A10] word them, step by step with OpenSSL's block cipher.

import { createCipheriv, createDecipheriv } from 'node:crypto';

function encrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const double = key.length === 8 ? Buffer.concat([key, key]) : key;
  return createCipheriv('des-ede', double, null).update(block);
}

/** A block under the single-length key. */
function decrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const decipher = createDecipheriv('des-ede', Buffer.concat([key, key]), null);
  return decipher.setAutoPadding(false).update(block);
}

const xor = (a: Uint8Array, b: Uint8Array) => Buffer.from(a.map((byte, i) => byte ^ b[i]!));

function blocksOf(message: Uint8Array): Buffer[] {
  const padded = Buffer.alloc(Math.ceil(message.length / 8) * 8);
  padded.set(message);
  return Array.from({ length: padded.length / 8 }, (_, i) => padded.subarray(8 * i, 8 * i + 8));
}

/** UnionPay's ECB MAC. */
export function unionPay(key: Uint8Array, message: Uint8Array): Buffer {
  const sum = blocksOf(message).reduce(xor, Buffer.alloc(8));
  const text = Buffer.from(sum.toString('hex').toUpperCase(), 'latin1');
  return encrypt(key, xor(encrypt(key, text.subarray(0, 8)), text.subarray(8)));
}

/** ISO 9797-1 algorithm 3, padding 1 or 2. */
export function retail(key: Uint8Array, padding: number, message: Uint8Array): Buffer {
  const padded = padding === 2 ? Buffer.concat([message, Buffer.of(0x80)]) : message;
  const [first, second] = [key.subarray(0, 8), key.subarray(8)];
  const blocks = padded.length === 0 ? [Buffer.alloc(8)] : blocksOf(padded);
  const chain = blocks.reduce((value, block) => encrypt(first, xor(value, block)), Buffer.alloc(8));
  return encrypt(first, decrypt(second, chain));
}

/** ISO 9797-1 algorithm 1 with single DES, padding 1 or 2. */
export function chained(key: Uint8Array, padding: number, message: Uint8Array): Buffer {
  const padded = padding === 2 ? Buffer.concat([message, Buffer.of(0x80)]) : message;
  const blocks = padded.length === 0 ? [Buffer.alloc(8)] : blocksOf(padded);
  return blocks.reduce((value, block) => encrypt(key, xor(value, block)), Buffer.alloc(8));
}
