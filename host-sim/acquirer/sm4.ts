// SPDX-License-Identifier: Apache-2.0
//
// SM4 work of a host, on node:crypto: docs/sources.md [domain A10, A11], in the shape of des.ts.

import { createCipheriv } from 'node:crypto';
import { xor } from './des.ts';

const blockBytes = 16;

/** ECB over whole blocks. */
export function sm4Encrypt(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** First four bytes of sixteen encrypted zero bytes. */
export function sm4CheckValue(key: Uint8Array): Buffer {
  return sm4Encrypt(key, Buffer.alloc(blockBytes)).subarray(0, 4);
}

/** All blocks combined, written in hexadecimal, enciphered in two halves; F64 is the first eight characters of the result. */
export function sm4Field64(key: Uint8Array, message: Uint8Array): string {
  let folded = Buffer.alloc(blockBytes);
  for (let at = 0; at < message.length; at += blockBytes) {
    const block = Buffer.alloc(blockBytes);
    block.set(message.subarray(at, at + blockBytes));
    folded = xor(folded, block) as Buffer<ArrayBuffer>;
  }
  const text = Buffer.from(folded.toString('hex').toUpperCase(), 'latin1');
  const half = sm4Encrypt(key, text.subarray(0, blockBytes));
  const result = sm4Encrypt(key, xor(half, text.subarray(blockBytes)));
  return result.toString('hex').toUpperCase().slice(0, 8);
}
