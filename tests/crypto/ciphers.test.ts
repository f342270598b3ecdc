// SPDX-License-Identifier: Apache-2.0
//
// crypto/core's ciphers and hashes, under address and undefined-behaviour sanitizers: known answers, then some hundred random
// cases against OpenSSL (through node:crypto) and against the plain implementations.

import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { bytes, Cases, hasTool, hex, run, vectors } from './core.ts';
import { plainAesEncrypt, plainCmac, plainDesEncrypt } from './plain-ciphers.ts';

/** OpenSSL's default provider has no single DES: the same key three times is the same. */
function tripled(key: Uint8Array): Buffer {
  if (key.length === 24) return Buffer.from(key);
  return Buffer.concat([key, key.length === 8 ? Buffer.concat([key, key]) : key.subarray(0, 8)]);
}

function openSslDes(
  mode: 'ecb' | 'cbc',
  key: Uint8Array,
  iv: Uint8Array,
  clear: Uint8Array,
): Buffer {
  const name = mode === 'ecb' ? 'des-ede3' : 'des-ede3-cbc';
  const cipher = createCipheriv(name, tripled(key), mode === 'ecb' ? null : iv);
  return cipher.setAutoPadding(false).update(clear);
}

describe('DES and TDES', () => {
  interface DesVectors {
    readonly ecb: readonly { key: string; clear: string; cipher: string }[];
  }

  test('known answers, both ways, also by the plain implementation', () => {
    const cases = new Cases();
    for (const { key, clear, cipher } of vectors<DesVectors>('des.json').ecb) {
      cases.add(`des-encrypt ${key} ${clear}`, cipher);
      cases.add(`des-decrypt ${key} ${cipher}`, clear);
      const first = plainDesEncrypt(bytes(key), bytes(clear).subarray(0, 8));
      assert.deepEqual(Buffer.from(first), bytes(cipher).subarray(0, 8));
    }
    cases.check();
  });

  test('ECB and CBC agree with OpenSSL on 240 random keys of each length and data of 0 to 8 blocks', () => {
    const random = new Random('DES against OpenSSL');
    const cases = new Cases();
    for (let i = 0; i < 240; i++) {
      const key = random.bytes([8, 16, 24][i % 3]!);
      const clear = random.bytes(8 * random.below(9));
      const iv = random.bytes(8);
      const ecb = openSslDes('ecb', key, iv, clear);
      const cbc = openSslDes('cbc', key, iv, clear);
      cases.add(`des-encrypt ${hex(key)} ${hex(clear)}`, ecb);
      cases.add(`des-decrypt ${hex(key)} ${hex(ecb)}`, clear);
      cases.add(`des-cbc-encrypt ${hex(key)} ${hex(iv)} ${hex(clear)}`, cbc);
      cases.add(`des-cbc-decrypt ${hex(key)} ${hex(iv)} ${hex(cbc)}`, clear);
    }
    cases.check();
  });

  test('every key bit but parity and every data bit counts, and agrees with OpenSSL', () => {
    const cases = new Cases();
    for (let bit = 0; bit < 64; bit++) {
      const one = Buffer.alloc(8);
      one[bit >> 3] = 0x80 >> (bit & 7);
      const zero = Buffer.alloc(8);
      cases.add(`des-encrypt ${hex(one)} ${hex(zero)}`, openSslDes('ecb', one, zero, zero));
      cases.add(`des-encrypt ${hex(zero)} ${hex(one)}`, openSslDes('ecb', zero, zero, one));
    }
    cases.check();
  });

  test('key sizes other than 8, 16, 24 and data of broken blocks are refused', () => {
    const cases = new Cases();
    for (const size of [0, 7, 9, 15, 17, 23, 25, 32])
      cases.add(`des-sizes ${hex([size])} 08`, '0 1 1');
    for (const size of [1, 7, 9, 63]) cases.add(`des-sizes 10 ${hex([size])}`, '1 0 0');
    cases.check();
  });
});

describe('AES', () => {
  interface AesVectors {
    readonly block: readonly { key: string; clear: string; cipher: string }[];
    readonly cmacMessage: string;
    readonly cmac: readonly { key: string; byMessageSize: Record<string, string> }[];
  }
  const known = vectors<AesVectors>('aes.json');

  test('known answers for blocks and CMAC, also by the plain implementations', () => {
    const cases = new Cases();
    for (const { key, clear, cipher } of known.block) {
      cases.add(`aes-encrypt ${key} ${clear}`, cipher);
      assert.deepEqual(Buffer.from(plainAesEncrypt(bytes(key), bytes(clear))), bytes(cipher));
    }
    for (const { key, byMessageSize } of known.cmac) {
      for (const [size, mac] of Object.entries(byMessageSize)) {
        const message = bytes(known.cmacMessage).subarray(0, Number(size));
        cases.add(`aes-cmac ${key} ${hex(message)}`, mac);
        const plain = plainCmac((block) => plainAesEncrypt(bytes(key), block), message);
        assert.deepEqual(Buffer.from(plain), bytes(mac));
      }
    }
    cases.check();
  });

  test('every byte goes through the S-box as AES defines it', () => {
    const cases = new Cases();
    const key = Buffer.alloc(16);
    for (let byte = 0; byte < 256; byte++) {
      const block = Buffer.alloc(16, byte);
      cases.add(`aes-encrypt ${hex(key)} ${hex(block)}`, plainAesEncrypt(key, block));
    }
    cases.check();
  });

  test('blocks, counter mode in two parts and CMAC agree with OpenSSL and the plain CMAC on 240 random cases', () => {
    const random = new Random('AES against OpenSSL');
    const cases = new Cases();
    for (let i = 0; i < 240; i++) {
      const key = random.bytes([16, 24, 32][i % 3]!);
      const bits = key.length * 8;
      const data = random.bytes(random.below(100));
      // Counters near the end of a byte, of several bytes and of all bytes carry.
      const counter = random.bytes(16);
      counter.fill(0xff, random.between(0, 16));
      const first = 16 * random.below(Math.floor(data.length / 16) + 1);
      const ctr = createCipheriv(`aes-${bits}-ctr`, key, counter).update(data);
      cases.add(`aes-ctr ${hex(key)} ${hex(counter)} ${hex(data)} ${hex([first])}`, ctr);
      const ecb = (block: Uint8Array) => createCipheriv(`aes-${bits}-ecb`, key, null).update(block);
      const block = random.bytes(16);
      cases.add(`aes-encrypt ${hex(key)} ${hex(block)}`, ecb(block));
      cases.add(`aes-cmac ${hex(key)} ${hex(data)}`, plainCmac(ecb, data));
    }
    cases.check();
  });

  test('CMAC agrees with the openssl program', {
    skip: hasTool('openssl', 'version') ? false : 'no openssl program',
  }, () => {
    const random = new Random('CMAC against OpenSSL');
    const cases = new Cases();
    for (let size = 1; size < 50; size += 7) {
      const key = random.bytes(32);
      const message = random.bytes(size);
      const options = ['-cipher', 'AES-256-CBC', '-macopt', `hexkey:${hex(key)}`];
      const mac = run('openssl', ['mac', ...options, 'CMAC'], message);
      cases.add(`aes-cmac ${hex(key)} ${hex(message)}`, mac.trim().toLowerCase());
    }
    cases.check();
  });
});

describe('SHA-256 and HMAC', () => {
  interface HashVectors {
    readonly hash: readonly { ascii: string; hash: string }[];
    readonly hmac: readonly { key: string; ascii: string; mac: string }[];
  }

  test('known answers', () => {
    const known = vectors<HashVectors>('sha256.json');
    const cases = new Cases();
    for (const { ascii, hash } of known.hash) cases.add(`hash 02 ${hex(Buffer.from(ascii))}`, hash);
    for (const { key, ascii, mac } of known.hmac) {
      cases.add(`hmac 02 ${key} ${hex(Buffer.from(ascii))}`, mac);
    }
    cases.check();
  });

  test('SHA-256 agrees with OpenSSL at every length up to three blocks', () => {
    const random = new Random('SHA-256 lengths');
    const cases = new Cases();
    for (let size = 0; size <= 192; size++) {
      const message = random.bytes(size);
      cases.add(`hash 02 ${hex(message)}`, createHash('sha256').update(message).digest());
    }
    cases.check();
  });

  test('SHA-256 of a message in parts is that of the whole', () => {
    const random = new Random('SHA-256 parts');
    const cases = new Cases();
    for (let i = 0; i < 100; i++) {
      const parts = Array.from({ length: random.between(1, 8) }, () =>
        random.bytes(random.below(90)),
      );
      const whole = createHash('sha256').update(Buffer.concat(parts)).digest();
      cases.add(`hash 02 ${parts.map(hex).join(' ')}`, whole);
    }
    cases.check();
  });

  test('HMAC agrees with OpenSSL for keys shorter than, as long as and longer than a block', () => {
    const random = new Random('HMAC');
    const cases = new Cases();
    for (let i = 0; i < 100; i++) {
      const key = random.bytes([0, 1, 32, 63, 64, 65, 128, 200][i % 8]!);
      const message = random.bytes(random.below(150));
      const mac = createHmac('sha256', key).update(message).digest();
      cases.add(`hmac 02 ${hex(key)} ${hex(message)}`, mac);
    }
    cases.check();
  });
});

describe('the vocabulary of constant time', () => {
  test('masks, selection and hex digits are right at the edges and for random words', () => {
    const random = new Random('ct');
    const words = [0, 1, 9, 10, 15, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff];
    for (let i = 0; i < 100; i++) words.push(random.uint32());
    const cases = new Cases();
    for (const word of words) {
      const text = word.toString(16).padStart(8, '0');
      const masks = word === 0 ? 'ffffffff 00000000 9abcdef0' : '00000000 ffffffff 12345678';
      cases.add(`ct-word ${text}`, `${masks} ${text.at(-1)!.toUpperCase()}`);
    }
    cases.check();
  });

  test('byte strings are equal, or zero, only when every byte is', () => {
    const cases = new Cases();
    for (let at = 0; at < 20; at++) {
      const zeros = new Uint8Array(20);
      const other = Uint8Array.from(zeros);
      other[at] = 1 << (at % 8);
      cases.add(`ct-bytes ${hex(other)} ${hex(zeros)}`, '00000000 00000000');
      cases.add(`ct-bytes ${hex(other)} ${hex(other)}`, '00000000 ffffffff');
      cases.add(`ct-bytes ${hex(zeros)} ${hex(zeros)}`, 'ffffffff ffffffff');
    }
    cases.check();
  });
});
