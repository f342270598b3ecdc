// SPDX-License-Identifier: Apache-2.0
//
// DES work of a host, on node:crypto: the double checks the terminal with code that shares no line with it.
// docs/sources.md [domain A10, A11]. OpenSSL 3 has no single DES any more; two-key TDES with both halves equal is the same.

import { createCipheriv, createDecipheriv } from 'node:crypto';

function twoKeys(key: Uint8Array): Uint8Array {
  if (key.length !== 8 && key.length !== 16) throw new RangeError(`key of ${key.length} bytes`);
  return key.length === 16 ? key : Buffer.concat([key, key]);
}

/** ECB over whole blocks, with a key of 8 or 16 bytes. */
export function desEncrypt(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv('des-ede', twoKeys(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

export function desDecrypt(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createDecipheriv('des-ede', twoKeys(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

export function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]!));
}

/** Each byte with an odd number of ones, the lowest bit adjusted. */
export function oddParity(key: Uint8Array): Buffer {
  return Buffer.from(
    key.map((byte) => {
      let ones = 0;
      for (let rest = byte >> 1; rest !== 0; rest >>= 1) ones += rest & 1;
      return (byte & 0xfe) | (ones & 1 ? 0 : 1);
    }),
  );
}

/** First four bytes of eight encrypted zero bytes. */
export function checkValue(key: Uint8Array): Buffer {
  return desEncrypt(key, Buffer.alloc(8)).subarray(0, 4);
}

/** The 8-byte result of the terminals' "ECB MAC"; F64 is its first eight hexadecimal characters. */
export function posMac(key: Uint8Array, message: Uint8Array): Buffer {
  let folded = Buffer.alloc(8);
  for (let at = 0; at < message.length; at += 8) {
    const block = Buffer.alloc(8);
    block.set(message.subarray(at, at + 8));
    folded = xor(folded, block) as Buffer<ArrayBuffer>;
  }
  const text = Buffer.from(folded.toString('hex').toUpperCase(), 'latin1');
  return desEncrypt(key, xor(desEncrypt(key, text.subarray(0, 8)), text.subarray(8)));
}

export function field64(key: Uint8Array, message: Uint8Array): string {
  return posMac(key, message).toString('hex').toUpperCase().slice(0, 8);
}

/** ISO 9797-1 MAC algorithm 3 with padding method 2, all eight bytes; key of 16 bytes. */
export function retailMac(key: Uint8Array, data: Uint8Array): Buffer {
  const left = key.subarray(0, 8);
  const padded = Buffer.alloc((Math.floor(data.length / 8) + 1) * 8);
  padded.set(data);
  padded[data.length] = 0x80;
  const cipher = createCipheriv('des-ede-cbc', twoKeys(left), Buffer.alloc(8));
  const last = cipher.setAutoPadding(false).update(padded).subarray(-8);
  return desEncrypt(left, desDecrypt(key.subarray(8), last));
}
