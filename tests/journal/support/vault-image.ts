// SPDX-License-Identifier: Apache-2.0
//
// A block of flash with an image of a vault in it (crypto/core/vault_image.h): the chain's key and another.

import { createCipheriv, createHmac } from 'node:crypto';
import { cmac } from '../../../host-sim/journal/cmac.ts';

const record = (slot: number, purpose: number, algorithm: number, key: Buffer) => {
  const head = Buffer.from([slot, purpose, algorithm, 16, key.length, 0, 0, 0]);
  return Buffer.concat([head, Buffer.alloc(8), key, Buffer.alloc(32 - key.length)]);
};

export function vaultImageOf(secret: Buffer, chainKey: Buffer): Buffer {
  const records = [record(0, 1, 2, Buffer.alloc(16, 1)), record(6, 7, 6, chainKey)];
  const body = Buffer.concat([Buffer.alloc(16), ...records]);
  const size = Math.ceil((32 + body.length + 16) / 32) * 32;
  const header = Buffer.alloc(32, 0x4e);
  header.write('JZVI');
  header.set([1, 0, size / 32, records.length, 0, 0, 0, 9, 0, 0, 0, 1], 4);
  const nonce = header.subarray(16, 32);
  const key = (task: string) =>
    createHmac('sha256', secret).update(`jiaozi vault 1 ${task}\0`).update(nonce).digest();
  const padded = Buffer.concat([body, Buffer.alloc(size - 48 - body.length)]);
  const cipher = createCipheriv('aes-256-ctr', key('encryption'), Buffer.alloc(16));
  const sealed = Buffer.concat([header, cipher.update(padded)]);
  const image = Buffer.concat([sealed, cmac(key('authentication'), sealed)]);
  return Buffer.concat([image, Buffer.alloc(4096 - image.length, 0xff)]);
}
