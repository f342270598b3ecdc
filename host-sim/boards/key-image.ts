// SPDX-License-Identifier: Apache-2.0
//
// Makes a terminal's key image, as its factory would: the keys of its slots, wrapped under its device secret. The format is
// described in crypto/core/key_image.h; this was written from that description, on node:crypto, and shares no code with the
// C that reads it.
//
// The one thing a reader would get wrong: a nonce must never be used twice with one device secret. It alone makes the keys of
// an image differ from those of the one before.

import { createCipheriv, createHmac } from 'node:crypto';

/** Of those that can be delivered; numbers as in crypto/core/vault.h. */
const purposes = { master: 1, pin: 2, mac: 3, track: 4, kbpk: 5, authority: 10 } as const;
const algorithms = {
  DES: { number: 1, keyBytes: 8, checkValue: tdesCheckValue },
  TDES: { number: 2, keyBytes: 16, checkValue: tdesCheckValue },
  TDES3: { number: 3, keyBytes: 24, checkValue: tdesCheckValue },
  AES128: { number: 4, keyBytes: 16, checkValue: aesCheckValue },
  AES192: { number: 5, keyBytes: 24, checkValue: aesCheckValue },
  AES256: { number: 6, keyBytes: 32, checkValue: aesCheckValue },
  SM4: { number: 7, keyBytes: 16, checkValue: sm4CheckValue },
  /** No key: a hash. */
  SHA256: { number: 10, keyBytes: 32, checkValue: (hash: Uint8Array) => hash.subarray(0, 4) },
} as const;
const unitBytes = 32;

export interface KeyImageKey {
  /** 0–15 */
  readonly slot: number;
  readonly purpose: keyof typeof purposes;
  readonly algorithm: keyof typeof algorithms;
  readonly key: Uint8Array;
  /** 4 bytes; computed from the key when absent */
  readonly checkValue?: Uint8Array;
  /** May leave in a key block. */
  readonly exportable?: boolean;
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
  algorithm: 'TDES' | 'SM4' = 'TDES',
): Uint8Array {
  const keys = [{ slot: 0, purpose: 'master', algorithm, key: masterKey }] as const;
  return makeKeyImage({ deviceSecret, nonce, keys, count });
}

export interface Delivery {
  /** Absent: keys are loaded at the terminal. */
  readonly masterKey: Uint8Array | undefined;
  readonly masterAlgorithm: 'TDES' | 'SM4';
  /** SHA-256 of the public key of the authority whose key-loading files it takes; absent: it takes none. */
  readonly authority: Uint8Array | undefined;
  /** The board's count for which it holds; 0 for a new board. */
  readonly count?: number;
}

/** The image of a terminal as it is delivered. */
export function deliveryImage(
  deviceSecret: Uint8Array,
  nonce: Uint8Array,
  { masterKey, masterAlgorithm, authority, count = 0 }: Delivery,
): Uint8Array {
  const keys: KeyImageKey[] = [];
  if (masterKey)
    keys.push({ slot: 0, purpose: 'master', algorithm: masterAlgorithm, key: masterKey });
  if (authority) keys.push({ slot: 9, purpose: 'authority', algorithm: 'SHA256', key: authority });
  return makeKeyImage({ deviceSecret, nonce, keys, count });
}

/** The first four bytes of eight zero bytes encrypted under a DES or TDES key. */
export function tdesCheckValue(key: Uint8Array): Uint8Array {
  const double = key.length === 8 ? Buffer.concat([key, key]) : key;
  const name = key.length === 24 ? 'des-ede3' : 'des-ede';
  const cipher = createCipheriv(name, double, null);
  return new Uint8Array(cipher.update(Buffer.alloc(8)).subarray(0, 4));
}

/** The first four bytes of the CMAC of sixteen zero bytes. */
function aesCheckValue(key: Uint8Array): Uint8Array {
  return new Uint8Array(cmac(Buffer.from(key), Buffer.alloc(16)).subarray(0, 4));
}

function sm4CheckValue(key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('sm4-ecb', key, null);
  return new Uint8Array(cipher.update(Buffer.alloc(16)).subarray(0, 4));
}

/** A record in clear: 64 bytes. */
export function keyRecord({
  slot,
  purpose,
  algorithm,
  key,
  checkValue,
  exportable = false,
}: KeyImageKey): Buffer {
  const { number, keyBytes, checkValue: check } = algorithms[algorithm];
  if (key.length !== keyBytes) throw new RangeError(`${algorithm} key: ${keyBytes} bytes expected`);
  const bytes = Buffer.alloc(2 * unitBytes);
  bytes.set([slot, purposes[purpose], number, keyBytes], 0);
  bytes.set(checkValue ?? check(key), 4);
  bytes.set(key, 8);
  bytes[40] = Number(exportable);
  return bytes;
}

function derive(deviceSecret: Uint8Array, label: string, nonce: Uint8Array): Buffer {
  const hmac = createHmac('sha256', deviceSecret);
  return hmac.update(label, 'latin1').update(Buffer.of(0)).update(nonce).digest();
}

/** AES-CMAC of whole blocks, by way of CBC: the last block is combined with the doubled encryption of zero. */
function cmac(key: Buffer, message: Buffer): Buffer {
  const bits = 8 * key.length;
  const zero = createCipheriv(`aes-${bits}-ecb`, key, null).update(Buffer.alloc(16));
  const value = BigInt(`0x${zero.toString('hex')}`) << 1n;
  const doubled = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
  const subkey = Buffer.from(doubled.toString(16).padStart(32, '0'), 'hex');
  const blocks = Buffer.from(message);
  for (let i = 0; i < 16; i++) blocks[blocks.length - 16 + i]! ^= subkey[i]!;
  return createCipheriv(`aes-${bits}-cbc`, key, Buffer.alloc(16)).update(blocks).subarray(-16);
}
