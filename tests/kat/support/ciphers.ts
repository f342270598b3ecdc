// SPDX-License-Identifier: Apache-2.0
//
// Block ciphers by OpenSSL, and what is made of them by its definition.

import { createCipheriv, createDecipheriv } from 'node:crypto';

export type Cipher = 'aes' | 'tdes' | 'sm4';
export type Mode = 'ecb' | 'cbc' | 'ctr';

export const bytes = (hex: string) => Buffer.from(hex, 'hex');
export const upper = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();
export const blockSize = (cipher: Cipher) => (cipher === 'tdes' ? 8 : 16);
export const xor = (a: Uint8Array, b: Uint8Array) => Buffer.from(a.map((byte, i) => byte ^ b[i]!));

function openSsl(cipher: Cipher, mode: Mode, key: Uint8Array): [name: string, key: Uint8Array] {
  if (cipher === 'aes') return [`aes-${key.length * 8}-${mode}`, key];
  if (cipher === 'sm4') return [`sm4-${mode}`, key];
  const parts = [0, 8, 16].map((at) => key.subarray(at % key.length, (at % key.length) + 8));
  return [`des-ede3-${mode}`, Buffer.concat(parts)];
}

/** `iv` for CBC and counter mode. */
export function crypt(
  cipher: Cipher,
  mode: Mode,
  encrypt: boolean,
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array | null = null,
): Buffer {
  const [name, whole] = openSsl(cipher, mode, key);
  const start = encrypt ? createCipheriv : createDecipheriv;
  const engine = start(name, whole, mode === 'ecb' ? null : iv);
  engine.setAutoPadding(false);
  return Buffer.concat([engine.update(data), engine.final()]);
}

export const encrypt = (cipher: Cipher, key: Uint8Array, block: Uint8Array) =>
  crypt(cipher, 'ecb', true, key, block);

function blocksOf(size: number, data: Uint8Array): Buffer[] {
  const padded = Buffer.alloc(Math.ceil(data.length / size) * size);
  padded.set(data);
  return Array.from({ length: padded.length / size }, (_, i) =>
    padded.subarray(size * i, size * i + size),
  );
}

export function cmac(cipher: Cipher, key: Uint8Array, message: Uint8Array): Buffer {
  const size = blockSize(cipher);
  const constant = size === 16 ? 0x87n : 0x1bn;
  const bits = BigInt(8 * size);
  const doubled = (block: Uint8Array): Buffer => {
    const value = BigInt(`0x${upper(block)}`) << 1n;
    const reduced = value >> bits ? (value & ((1n << bits) - 1n)) ^ constant : value;
    return bytes(reduced.toString(16).padStart(2 * size, '0'));
  };
  const first = doubled(encrypt(cipher, key, Buffer.alloc(size)));
  const isWhole = message.length > 0 && message.length % size === 0;
  const padded = isWhole ? message : Buffer.concat([message, Buffer.of(0x80)]);
  const blocks = blocksOf(size, padded);
  blocks.push(xor(blocks.pop()!, isWhole ? first : doubled(first)));
  return blocks.reduce(
    (chain, block) => encrypt(cipher, key, xor(chain, block)),
    Buffer.alloc(size),
  );
}

/** ISO 9797-1 algorithms 1 and 3. */
export function cbcMac(
  algorithm: 1 | 3,
  key: Uint8Array,
  padding: number,
  message: Uint8Array,
): Buffer {
  const padded = padding === 2 ? Buffer.concat([message, Buffer.of(0x80)]) : message;
  const blocks = padded.length === 0 ? [Buffer.alloc(8)] : blocksOf(8, padded);
  const first = algorithm === 3 ? key.subarray(0, 8) : key;
  const chain = blocks.reduce(
    (value, block) => encrypt('tdes', first, xor(value, block)),
    Buffer.alloc(8),
  );
  if (algorithm === 1) return chain;
  return encrypt('tdes', first, crypt('tdes', 'ecb', false, key.subarray(8), chain));
}

/** The first eight characters of UnionPay's ECB MAC. */
export function unionPayMac(cipher: 'tdes' | 'sm4', key: Uint8Array, message: Uint8Array): Buffer {
  const size = blockSize(cipher);
  const sum = blocksOf(size, message).reduce(xor, Buffer.alloc(size));
  const text = Buffer.from(upper(sum));
  const inner = encrypt(cipher, key, text.subarray(0, size));
  const mac = encrypt(cipher, key, xor(inner, text.subarray(size)));
  return Buffer.from(upper(mac).slice(0, 8));
}
