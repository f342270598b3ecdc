// SPDX-License-Identifier: Apache-2.0
//
// Ciphers, hashes, MACs and the generator of crypto/core against OpenSSL (through node:crypto), under address and
// undefined-behaviour sanitizers, with random keys and random data of every length from 0 to 300 bytes: some hundred inputs each
// in npm test, ten thousand each in the long run.
//
// The one thing a reader would get wrong: inputs go round the lengths, so that each length comes equally often.

import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { longRun } from '../budgets.ts';
import { fuzz } from '../runner/fuzz.ts';
import { Cases, hex, pick } from './core.ts';
import { PlainDrbg } from './plain-drbg.ts';
import { chained, retail, unionPay } from './plain-macs.ts';

const { numRuns, seed } = fuzz(1);
const inputs = numRuns > 1 ? longRun.differentialInputs : 602;
/** So many commands go to one process. */
const batch = 5000;
const lengths = 301;

/** `inputs` cases, each of the length that is its turn in steps of `step`. */
function compare(
  name: string,
  step: number,
  one: (random: Random, size: number, cases: Cases) => void,
): void {
  const random = new Random(`${name} ${seed}`);
  for (let done = 0; done < inputs; done += batch) {
    const cases = new Cases();
    for (let i = done; i < Math.min(inputs, done + batch); i++) {
      const length = i % lengths;
      one(random, length - (length % step), cases);
    }
    cases.check();
  }
}

interface Cipher {
  readonly name: string;
  readonly letter: string;
  readonly block: number;
  readonly keySizes: readonly number[];
  readonly openssl: (keySize: number, mode: string) => string;
}

const ciphers: readonly Cipher[] = [
  {
    name: 'AES',
    letter: '61',
    block: 16,
    keySizes: [16, 24, 32],
    openssl: (size, mode) => `aes-${8 * size}-${mode}`,
  },
  { name: 'SM4', letter: '73', block: 16, keySizes: [16], openssl: (_, mode) => `sm4-${mode}` },
  {
    name: 'DES and TDES',
    letter: '64',
    block: 8,
    keySizes: [8, 16, 24],
    openssl: (_, mode) => (mode === 'ecb' ? 'des-ede3' : `des-ede3-${mode}`),
  },
];

/** OpenSSL has no single DES and wants all keys of 24 bytes: the same key three times is single DES. */
function opensslKey({ block }: Cipher, key: Uint8Array): Uint8Array {
  if (block === 16 || key.length === 24) return key;
  return Buffer.concat(key.length === 8 ? [key, key, key] : [key, key.subarray(0, 8)]);
}

function encrypt(cipher: Cipher, mode: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array) {
  const args = [cipher.openssl(key.length, mode), opensslKey(cipher, key)] as const;
  return createCipheriv(...args, mode === 'ecb' ? null : iv)
    .setAutoPadding(false)
    .update(data);
}

describe(`against OpenSSL, ${inputs} inputs each`, () => {
  for (const cipher of ciphers)
    for (const [mode, letter] of [
      ['ecb', '65'],
      ['cbc', '63'],
      ['ctr', '72'],
    ] as const) {
      if (mode === 'ctr' && cipher.block === 8) continue;
      test(`${cipher.name} ${mode.toUpperCase()}, there and back`, () => {
        compare(
          `${cipher.name} ${mode}`,
          mode === 'ctr' ? 1 : cipher.block,
          (random, size, cases) => {
            const key = random.bytes(pick(random, cipher.keySizes));
            const iv = random.bytes(cipher.block);
            // Now and then a counter that runs over.
            if (mode === 'ctr' && random.below(4) === 0)
              iv.fill(0xff, random.below(cipher.block - 1));
            const clear = random.bytes(size);
            const secret = encrypt(cipher, mode, key, iv, clear);
            const start = `crypt ${cipher.letter} ${letter}`;
            cases.add(`${start} 00 ${hex(key)} ${hex(iv)} ${hex(clear)} 00`, secret);
            cases.add(`${start} 01 ${hex(key)} ${hex(iv)} ${hex(secret)} 00`, clear);
          },
        );
      });
    }

  const hashes = ['sha1', 'sha256', 'sha384', 'sha512', 'sm3'];
  for (const [i, name] of hashes.entries()) {
    const kind = hex([i + 1]);
    test(`${name}, in two parts`, () => {
      compare(name, 1, (random, size, cases) => {
        const message = random.bytes(size);
        const at = random.below(size + 1);
        const parts = [message.subarray(0, at), message.subarray(at)].map(hex);
        cases.add(`hash ${kind} ${parts.join(' ')}`, createHash(name).update(message).digest());
      });
    });

    test(`HMAC with ${name}, keys of 0 to 200 bytes`, () => {
      compare(`hmac ${name}`, 1, (random, size, cases) => {
        const key = random.bytes(random.below(201));
        const message = random.bytes(size);
        const mac = createHmac(name, key).update(message).digest();
        cases.add(`hmac ${kind} ${hex(key)} ${hex(message)}`, mac);
      });
    });
  }

  for (const cipher of ciphers)
    test(`CMAC with ${cipher.name}`, () => {
      compare(`cmac ${cipher.name}`, 1, (random, size, cases) => {
        const key = random.bytes(pick(random, cipher.keySizes));
        const message = random.bytes(size);
        cases.add(`cmac ${cipher.letter} ${hex(key)} ${hex(message)}`, cmac(cipher, key, message));
      });
    });

  test('UnionPay MAC and ISO 9797-1 algorithms 1 and 3 over DES', () => {
    compare('macs', 1, (random, size, cases) => {
      const key = random.bytes(16);
      const single = key.subarray(0, 8);
      const message = random.bytes(size);
      const padding = 1 + random.below(2);
      const rest = `${hex([padding])} ${hex(message)}`;
      cases.add(`mac-iso9797-1 ${hex(single)} ${rest}`, chained(single, padding, message));
      cases.add(`mac-iso9797-3 ${hex(key)} ${rest}`, retail(key, padding, message));
      cases.add(`mac-unionpay ${hex(key)} ${hex(message)}`, unionPay(key, message));
    });
  });

  test('HMAC_DRBG, two requests with additional input', () => {
    compare('drbg', 1, (random, size, cases) => {
      const [entropy, nonce] = [32, 16].map((count) => random.bytes(count)) as [
        Uint8Array,
        Uint8Array,
      ];
      const extra = [0, 1, 2].map(() => random.bytes(random.below(70)));
      const plain = new PlainDrbg(Buffer.concat([entropy, nonce, extra[0]!]));
      plain.generate(size, extra[1]!);
      const command = [entropy, nonce, ...extra].map(hex).join(' ');
      cases.add(`drbg ${command} ${hex([size >> 8, size])}`, plain.generate(size, extra[2]!));
    });
  });

  test('a wrong answer would be noticed', () => {
    const cases = new Cases();
    cases.add('hash 02 - 00', createHash('sha256').update(Buffer.of(1)).digest());
    assert.throws(() => cases.check(), /hash 02/);
  });
});

/** CMAC as its standard words it, over OpenSSL's block cipher. */
function cmac(cipher: Cipher, key: Uint8Array, message: Uint8Array): Buffer {
  const size = cipher.block;
  const bits = BigInt(8 * size);
  const double = (block: Buffer): Buffer => {
    const twice = BigInt(`0x${block.toString('hex')}`) << 1n;
    const reduced =
      twice >> bits ? (twice ^ (size === 16 ? 0x87n : 0x1bn)) & ((1n << bits) - 1n) : twice;
    return Buffer.from(reduced.toString(16).padStart(2 * size, '0'), 'hex');
  };
  const none = Buffer.alloc(size);
  const subkey = double(encrypt(cipher, 'ecb', key, none, none));
  const isWhole = message.length > 0 && message.length % size === 0;
  const padded = Buffer.alloc(Math.max(1, Math.ceil(message.length / size)) * size);
  padded.set(message);
  if (!isWhole) padded[message.length] = 0x80;
  const mask = isWhole ? subkey : double(subkey);
  for (let i = 0; i < size; i++) padded[padded.length - size + i]! ^= mask[i]!;
  return encrypt(cipher, 'cbc', key, none, padded).subarray(-size);
}
