// SPDX-License-Identifier: Apache-2.0
//
// Makes a terminal's key image, as its factory would: the keys of its slots, wrapped under its device secret. The format is
// described in crypto/core/key_image.h; this was written from that description, on node:crypto, and shares no code with the
// C that reads it.
//
// The one thing a reader would get wrong: a nonce must never be used twice with one device secret. It alone makes the keys of
// an image differ from those of the one before.

import { createCipheriv, createHmac } from 'node:crypto';

const purposes = { master: 1, pin: 2, mac: 3, track: 4 } as const;
const algorithms = { DES: { number: 1, keyBytes: 8 }, TDES: { number: 2, keyBytes: 16 } } as const;
const unitBytes = 32;

export interface KeyImageKey {
  /** 0–15 */
  readonly slot: number;
  readonly purpose: keyof typeof purposes;
  readonly algorithm: keyof typeof algorithms;
  readonly key: Uint8Array;
  /** 4 bytes; computed from the key when absent */
  readonly checkValue?: Uint8Array;
}

export interface KeyImageOptions {
  /** 32 bytes */
  readonly deviceSecret: Uint8Array;
  /** 16 bytes, never the same twice for one device */
  readonly nonce: Uint8Array;
  /** 1 to 16 keys */
  readonly keys: readonly KeyImageKey[];
  /** The board's count for which the image holds; 0 for a new board. */
  readonly count?: number;
}

export function makeKeyImage({
  deviceSecret,
  nonce,
  keys,
  count = 0,
}: KeyImageOptions): Uint8Array {
  if (keys.length < 1 || keys.length > 16) throw new RangeError('1 to 16 keys expected');
  if (nonce.length !== 16) throw new RangeError('nonce: 16 bytes expected');
  const header = Buffer.alloc(unitBytes);
  header.write('JZKI', 'latin1');
  header.set([1, keys.length, count], 4);
  header.set(nonce, 8);
  return sealKeyImage(deviceSecret, header, Buffer.concat(keys.map(keyRecord)));
}

/** Encrypts and authenticates records under what the device secret and the header's nonce give, whatever they contain. */
export function sealKeyImage(
  deviceSecret: Uint8Array,
  header: Uint8Array,
  records: Uint8Array,
): Uint8Array {
  if (deviceSecret.length !== 32) throw new RangeError('device secret: 32 bytes expected');
  const nonce = header.subarray(8, 24);
  const encryption = derive(deviceSecret, 'jiaozi key image 1 encryption', nonce);
  const cipher = createCipheriv('aes-256-ctr', encryption, Buffer.alloc(16));
  const sealed = Buffer.concat([header, cipher.update(records)]);
  const authentication = derive(deviceSecret, 'jiaozi key image 1 authentication', nonce);
  return new Uint8Array(Buffer.concat([sealed, cmac(authentication, sealed), Buffer.alloc(16)]));
}

/** The image of a terminal that has been given nothing but its master key, in slot 0. */
export function masterKeyImage(
  deviceSecret: Uint8Array,
  nonce: Uint8Array,
  masterKey: Uint8Array,
  count = 0,
): Uint8Array {
  const keys = [{ slot: 0, purpose: 'master', algorithm: 'TDES', key: masterKey }] as const;
  return makeKeyImage({ deviceSecret, nonce, keys, count });
}

/** The first four bytes of eight zero bytes encrypted under a DES (8 bytes) or double-length TDES (16 bytes) key. */
export function tdesCheckValue(key: Uint8Array): Uint8Array {
  const double = key.length === 8 ? Buffer.concat([key, key]) : key;
  const cipher = createCipheriv('des-ede', double, null);
  return new Uint8Array(cipher.update(Buffer.alloc(8)).subarray(0, 4));
}

/** A record in clear: 64 bytes. */
export function keyRecord({ slot, purpose, algorithm, key, checkValue }: KeyImageKey): Buffer {
  const { number, keyBytes } = algorithms[algorithm];
  if (key.length !== keyBytes) throw new RangeError(`${algorithm} key: ${keyBytes} bytes expected`);
  const bytes = Buffer.alloc(2 * unitBytes);
  bytes.set([slot, purposes[purpose], number, keyBytes], 0);
  bytes.set(checkValue ?? tdesCheckValue(key), 4);
  bytes.set(key, 8);
  return bytes;
}

function derive(deviceSecret: Uint8Array, label: string, nonce: Uint8Array): Buffer {
  const hmac = createHmac('sha256', deviceSecret);
  return hmac.update(label, 'latin1').update(Buffer.of(0)).update(nonce).digest();
}

/** AES-256-CMAC of whole blocks, by way of CBC: the last block is combined with the doubled encryption of zero. */
function cmac(key: Buffer, message: Buffer): Buffer {
  const zero = createCipheriv('aes-256-ecb', key, null).update(Buffer.alloc(16));
  const value = BigInt(`0x${zero.toString('hex')}`) << 1n;
  const doubled = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
  const subkey = Buffer.from(doubled.toString(16).padStart(32, '0'), 'hex');
  const blocks = Buffer.from(message);
  for (let i = 0; i < 16; i++) blocks[blocks.length - 16 + i]! ^= subkey[i]!;
  return createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).update(blocks).subarray(-16);
}
