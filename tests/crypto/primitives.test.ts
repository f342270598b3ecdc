// SPDX-License-Identifier: Apache-2.0
//
// Ciphers in all modes, hashes, HMAC and generator of crypto/core, under address and undefined-behaviour sanitizers:
// against OpenSSL (through node:crypto) with random inputs of every length from 0 to 300 bytes, and known answers.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { Cases, core, hex, pick, vectors } from './core.ts';
import { PlainDrbg } from './plain-drbg.ts';

interface Cipher {
  readonly letter: string;
  readonly block: number;
  readonly keySizes: readonly number[];
  readonly name: (keySize: number, mode: string) => string;
}

const ciphers: readonly Cipher[] = [
  {
    letter: 'a',
    block: 16,
    keySizes: [16, 24, 32],
    name: (size, mode) => `aes-${8 * size}-${mode}`,
  },
  { letter: 's', block: 16, keySizes: [16], name: (_, mode) => `sm4-${mode}` },
  {
    letter: 'd',
    block: 8,
    keySizes: [8, 16, 24],
    name: (_, mode) => (mode === 'ecb' ? 'des-ede3' : `des-ede3-${mode}`),
  },
];
const byte = (letter: string) => hex(Buffer.from(letter));

/** As OpenSSL wants it: it has no single DES, but the same key three times is that. */
function opensslKey({ letter }: Cipher, key: Buffer): Buffer {
  if (letter !== 'd' || key.length === 24) return key;
  return Buffer.concat(key.length === 8 ? [key, key, key] : [key, key.subarray(0, 8)]);
}

const modes = { e: 'ecb', c: 'cbc', r: 'ctr' } as const;
const rounds = fuzz(4);

for (const cipher of ciphers) {
  describe(`cipher ${cipher.name(16, '*')}`, () => {
    for (const [letter, mode] of Object.entries(modes)) {
      if (cipher.letter === 'd' && mode === 'ctr') continue;
      test(`${mode} both ways, in two parts, agrees with OpenSSL at every length to 300 bytes`, () => {
        const random = new Random(`${cipher.letter}${letter}${rounds.seed}`);
        const cases = new Cases();
        const step = mode === 'ctr' ? 1 : cipher.block;
        for (let run = 0; run < rounds.numRuns; run++) {
          for (let size = 0; size <= 300; size += step) {
            const key = random.bytes(pick(random, cipher.keySizes));
            const iv = random.bytes(cipher.block);
            const clear = Buffer.from(random.bytes(size));
            const name = cipher.name(key.length, mode);
            const args = [
              name,
              opensslKey(cipher, Buffer.from(key)),
              mode === 'ecb' ? null : iv,
            ] as const;
            const secret = createCipheriv(...args)
              .setAutoPadding(false)
              .update(clear);
            assert.deepEqual(
              createDecipheriv(...args)
                .setAutoPadding(false)
                .update(secret),
              clear,
            );
            const blocks = Math.floor(size / cipher.block);
            const first = hex([Math.min(255, cipher.block * random.below(blocks + 1))]);
            const cut = Number.parseInt(first, 16) % cipher.block === 0 ? first : '00';
            const common = `${hex(key)} ${hex(iv)}`;
            cases.add(
              `crypt ${byte(cipher.letter)} ${byte(letter)} 00 ${common} ${hex(clear)} ${cut}`,
              size === 0 ? '' : secret,
            );
            cases.add(
              `crypt ${byte(cipher.letter)} ${byte(letter)} 01 ${common} ${hex(secret)} ${cut}`,
              clear,
            );
          }
        }
        cases.check();
      });
    }

    test('refuses, and leaves alone, what is no whole number of blocks', () => {
      const cases = new Cases();
      const key = hex(Buffer.alloc(16));
      const iv = hex(Buffer.alloc(cipher.block));
      for (const mode of ['e', 'c'])
        for (const way of ['00', '01'])
          for (const size of [1, cipher.block - 1, cipher.block + 1])
            cases.add(
              `crypt ${byte(cipher.letter)} ${byte(mode)} ${way} ${key} ${iv} ${hex(Buffer.alloc(size))} 00`,
              'refused',
            );
      cases.check();
    });

    test('one block there and back', () => {
      const random = new Random(`block ${cipher.letter}`);
      const cases = new Cases();
      for (let i = 0; i < 50; i++) {
        const key = Buffer.from(random.bytes(pick(random, cipher.keySizes)));
        const clear = random.bytes(cipher.block);
        const encrypt = createCipheriv(
          cipher.name(key.length, 'ecb'),
          opensslKey(cipher, key),
          null,
        ).setAutoPadding(false);
        const decrypt = createDecipheriv(
          cipher.name(key.length, 'ecb'),
          opensslKey(cipher, key),
          null,
        ).setAutoPadding(false);
        cases.add(
          `block ${byte(cipher.letter)} ${hex(key)} ${hex(clear)}`,
          Buffer.concat([encrypt.update(clear), decrypt.update(clear)]),
        );
      }
      cases.check();
    });

    test('CMAC agrees with its definition over OpenSSL at every length to 100 bytes', () => {
      const random = new Random(`cmac ${cipher.letter}`);
      const cases = new Cases();
      for (let size = 0; size <= 100; size++) {
        const key = Buffer.from(random.bytes(pick(random, cipher.keySizes)));
        const message = random.bytes(size);
        const encrypt = (block: Uint8Array) =>
          createCipheriv(cipher.name(key.length, 'ecb'), opensslKey(cipher, key), null)
            .setAutoPadding(false)
            .update(block);
        cases.add(
          `cmac ${byte(cipher.letter)} ${hex(key)} ${hex(message)}`,
          definedCmac(encrypt, cipher.block, message),
        );
      }
      cases.check();
    });
  });
}

function definedCmac(
  encrypt: (block: Uint8Array) => Buffer,
  size: number,
  message: Uint8Array,
): Buffer {
  const bits = BigInt(8 * size);
  const double = (block: Buffer): Buffer => {
    const twice = BigInt(`0x${block.toString('hex')}`) << 1n;
    const reduced =
      twice >> bits ? (twice ^ (size === 16 ? 0x87n : 0x1bn)) & ((1n << bits) - 1n) : twice;
    return Buffer.from(reduced.toString(16).padStart(2 * size, '0'), 'hex');
  };
  const subkey = double(encrypt(Buffer.alloc(size)));
  const whole = message.length > 0 && message.length % size === 0;
  const padded = Buffer.alloc(Math.max(1, Math.ceil(message.length / size)) * size);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const mask = whole ? subkey : double(subkey);
  const last = padded.length - size;
  for (let i = 0; i < size; i++) padded[last + i]! ^= mask[i]!;
  let chain: Uint8Array = Buffer.alloc(size);
  for (let at = 0; at < padded.length; at += size)
    chain = encrypt(chain.map((value, i) => value ^ padded[at + i]!));
  return Buffer.from(chain);
}

const hashes = ['sha1', 'sha256', 'sha384', 'sha512', 'sm3'];

describe('hashes', () => {
  for (const [i, name] of hashes.entries()) {
    const kind = hex([i + 1]);
    test(`${name} and HMAC with it agree with OpenSSL at every length to 300 bytes, in parts too`, () => {
      const random = new Random(name);
      const cases = new Cases();
      for (let size = 0; size <= 300; size++) {
        const message = random.bytes(size);
        const at = random.below(size + 1);
        const parts = [message.subarray(0, at), message.subarray(at)];
        const key = random.bytes(pick(random, [0, 1, 20, 63, 64, 65, 127, 128, 129, 200]));
        cases.add(
          `hash ${kind} ${parts.map(hex).join(' ')}`,
          createHash(name).update(message).digest(),
        );
        cases.add(
          `hmac ${kind} ${hex(key)} ${hex(message)}`,
          createHmac(name, key).update(message).digest(),
        );
      }
      cases.check();
    });
  }

  test('SM3 and SM4 give the answers of their standards', () => {
    const { sm3, sm4 } = vectors<{
      sm3: { ascii: string; hash: string }[];
      sm4: { key: string; clear: string; cipher: string };
    }>('curves.json');
    const cases = new Cases();
    for (const { ascii, hash } of sm3)
      cases.add(`hash 05 ${hex(Buffer.from(ascii, 'latin1'))}`, hash);
    cases.add(
      `crypt ${byte('s')} ${byte('e')} 00 ${sm4.key} ${hex(Buffer.alloc(16))} ${sm4.clear} 00`,
      sm4.cipher,
    );
    cases.check();
  });
});

describe('HMAC_DRBG', () => {
  test('agrees with the plain implementation, with and without additional input, for sizes of 1 to 4096', () => {
    const random = new Random('drbg');
    const cases = new Cases();
    for (let i = 0; i < 100; i++) {
      const [entropy, nonce, personalization, first, second] = [
        32,
        16,
        ...[0, 1, 2].map(() => random.below(70)),
      ].map((size) => random.bytes(size));
      const size = i === 0 ? 4096 : 1 + random.below(150);
      const plain = new PlainDrbg(Buffer.concat([entropy!, nonce!, personalization!]));
      plain.generate(size, first!);
      const command = [entropy, nonce, personalization, first, second].map((part) => hex(part!));
      cases.add(
        `drbg ${command.join(' ')} ${hex([size >> 8, size])}`,
        plain.generate(size, second!),
      );
    }
    cases.add(`drbg ${hex(random.bytes(32))} - - - - 1001`, 'refused');
    cases.check();
  });

  test('gives the output of a vector of NIST', () => {
    const { lines } = vectors<{
      lines: {
        question: { op: string; entropy: string; nonce: string };
        answer: { out: string };
      }[];
    }>('kat-others.json');
    const found = lines.find(({ question }) => question.op === 'drbg.hmac.sha256');
    const { entropy, nonce } = found!.question;
    assert.deepEqual(core([`drbg ${entropy} ${nonce} - - - 0080`]), [found!.answer.out]);
  });

  test('works only when seeded, for as many requests as allowed, and again after a new seed', () => {
    assert.deepEqual(core(['drbg-limits']), ['0 3 1']);
  });
});
