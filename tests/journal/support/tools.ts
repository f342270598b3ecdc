// SPDX-License-Identifier: Apache-2.0
//
// What the log needs of C, from Node's own crypto: a second implementation of the check and of the chain.

import { createCipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { LogTools } from '../../../src/journal/log-format.ts';

/** AES-256-CMAC (SP 800-38B as it is commonly published). */
function cmac(key: Uint8Array, message: Uint8Array): Buffer {
  const encrypt = (block: Buffer) => {
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    return cipher.update(block);
  };
  const double = (block: Buffer) => {
    const value = (BigInt(`0x${block.toString('hex')}`) << 1n) & ((1n << 128n) - 1n);
    const folded = block[0]! & 0x80 ? value ^ 0x87n : value;
    return Buffer.from(folded.toString(16).padStart(32, '0'), 'hex');
  };
  const once = double(encrypt(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = whole
    ? Buffer.from(message)
    : Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(15 - (message.length % 16))]);
  const subkey = whole ? once : double(once);
  for (let i = 0; i < 16; i++) padded[padded.length - 16 + i]! ^= subkey[i]!;
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  return cipher.update(padded).subarray(-16);
}

/** `key`: of the chain, 32 bytes. */
export function toolsOf(key: Uint8Array): LogTools {
  return {
    crc32: (bytes) => crc32(bytes),
    extendChain: (linked) => linked.set(cmac(key, linked)),
  };
}

/** As good for finding faults of the log, and quicker. */
export const quickTools: LogTools = {
  crc32: (bytes) => crc32(bytes),
  extendChain: (linked) => {
    const first = crc32(linked, 1);
    const words = [first, crc32(linked, first), crc32(linked, 3), crc32(linked, 4)];
    linked.set(new Uint8Array(new Uint32Array(words).buffer));
  },
};
