// SPDX-License-Identifier: Apache-2.0
//
// AES-256-CMAC with Node's ciphers, and what is kept under the device secret: for readers of a terminal's flash that share no code with it.

import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';

export const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

function doubled(block: Buffer): Buffer {
  const value = BigInt(`0x${block.toString('hex')}`) << 1n;
  const folded = value >> 128n ? (value & ((1n << 128n) - 1n)) ^ 0x87n : value;
  return Buffer.from(folded.toString(16).padStart(32, '0'), 'hex');
}

/** SP 800-38B as it is commonly published. */
export function cmac(key: Buffer, message: Buffer): Buffer {
  const cbc = () => createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const subkey = doubled(cbc().update(Buffer.alloc(16)));
  const spare = (16 - (message.length % 16)) % 16;
  const padded = Buffer.concat([message, Buffer.alloc(spare)]);
  if (spare > 0) padded[message.length] = 0x80;
  const mask = spare > 0 ? doubled(subkey) : subkey;
  const tail = padded.length - 16;
  for (let i = 0; i < 16; i++) padded[tail + i]! ^= mask[i]!;
  return cbc().update(padded).subarray(-16);
}

/** The key for one nonce and one task (crypto/core/seal.h). */
function derived(secret: Buffer, label: string, nonce: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${label}\0`).update(nonce).digest();
}

/**
 * Checks the CMAC at the end of `sealed` over all before it, and decrypts what lies between `from` and the CMAC. Undefined when
 * it is another terminal's or was altered.
 */
export function opened(
  sealed: Buffer,
  from: number,
  secret: Buffer,
  label: string,
  nonce: Buffer,
): Buffer | undefined {
  const tag = cmac(derived(secret, `${label} authentication`, nonce), sealed.subarray(0, -16));
  if (!equal(tag, sealed.subarray(-16))) return undefined;
  const key = derived(secret, `${label} encryption`, nonce);
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return cipher.update(sealed.subarray(from, -16));
}
