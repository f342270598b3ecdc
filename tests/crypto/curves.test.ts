// SPDX-License-Identifier: Apache-2.0
//
// P-256, SM2 and RSA of crypto/core: arithmetic against BigInt at the edges, then ECDH, ECDSA and RSA against OpenSSL with random
// keys, SM2 against its standard and a plain implementation, and what must be refused.

import assert from 'node:assert/strict';
import {
  constants,
  createECDH,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { bytes, Cases, core, hex, pick, vectors } from './core.ts';
import { type Curve, curves, plainAdd, plainMultiply } from './curve-tables.ts';

const byte = (letter: string) => hex(Buffer.from(letter));
const to32 = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const toBig = (data: Uint8Array) => BigInt(`0x${Buffer.from(data).toString('hex')}`);
const modulo = (a: bigint, p: bigint) => ((a % p) + p) % p;
const power = (a: bigint, e: bigint, p: bigint): bigint => {
  let result = 1n;
  for (let base = a % p; e > 0n; e >>= 1n, base = (base * base) % p)
    if (e & 1n) result = (result * base) % p;
  return result;
};
const runs = fuzz(1);

describe('arithmetic of 256 bits', () => {
  for (const [letter, curve] of Object.entries(curves))
    for (const [of, modulus] of [
      ['f', curve.p],
      ['o', curve.n],
    ] as const)
      test(`${letter}${of} agrees with BigInt at the edges and for random values`, () => {
        const random = new Random(`mod256 ${letter}${of}`);
        const edges = [0n, 1n, 2n, modulus - 1n, modulus - 2n, modulus >> 1n, (1n << 255n) - 1n];
        for (let i = 32n; i < 256n; i += 32n)
          edges.push((1n << i) - 1n, 1n << i, modulus - (1n << i));
        for (let i = 0; i < 12; i++) edges.push(toBig(random.bytes(32)) % modulus);
        const cases = new Cases();
        for (const a of edges) {
          for (const b of edges) {
            const operands = `${hex(to32(a))} ${hex(to32(b))}`;
            const start = `mod256 ${byte(letter)} ${byte(of)}`;
            cases.add(`${start} ${byte('*')} ${operands}`, to32((a * b) % modulus));
            cases.add(`${start} ${byte('+')} ${operands}`, to32((a + b) % modulus));
            cases.add(`${start} ${byte('-')} ${operands}`, to32(modulo(a - b, modulus)));
          }
          cases.add(
            `mod256 ${byte(letter)} ${byte(of)} ${byte('i')} ${hex(to32(a))} ${hex(to32(1n))}`,
            to32(power(a, modulus - 2n, modulus)),
          );
        }
        cases.add(
          `mod256 ${byte(letter)} ${byte(of)} ${byte('+')} ${hex(to32(modulus))} ${hex(to32(0n))}`,
          'refused',
        );
        cases.check();
      });
});

const encode = ([x, y]: readonly [bigint, bigint]) =>
  Buffer.concat([Buffer.of(4), to32(x), to32(y)]);

describe('points', () => {
  for (const [letter, curve] of Object.entries(curves)) {
    const start = `multiply ${byte(letter)}`;
    test(`${letter}: products with edge and random scalars agree with the plain formulas, the neutral point too`, () => {
      const random = new Random(`points ${letter}`);
      const cases = new Cases();
      const scalars = [
        0n,
        1n,
        2n,
        15n,
        16n,
        17n,
        curve.n - 1n,
        curve.n,
        curve.n + 1n,
        (1n << 256n) - 1n,
      ];
      for (let i = 0; i < 6; i++) scalars.push(toBig(random.bytes(32)));
      for (const scalar of scalars) {
        const product = plainMultiply(curve, scalar % curve.n, curve.g);
        cases.add(
          `${start} ${hex(encode(curve.g))} ${hex(to32(scalar))}`,
          product ? encode(product) : 'neutral',
        );
        const sum = plainAdd(curve, product, curve.g);
        cases.add(
          `${start} ${hex(encode(curve.g))} ${hex(to32(scalar))} ${hex(encode(curve.g))}`,
          sum ? encode(sum) : 'neutral',
        );
      }
      cases.check();
    });

    test(`${letter}: what is no point is refused`, () => {
      const good = encode(curve.g);
      const cases = new Cases();
      const one = hex(to32(1n));
      for (let at = 1; at < 65; at += 7) {
        const bad = Buffer.from(good);
        bad[at]! ^= 1;
        cases.add(`${start} ${hex(bad)} ${one}`, 'refused');
      }
      for (const form of [0, 2, 3, 6]) {
        const bad = Buffer.from(good);
        bad[0] = form;
        cases.add(`${start} ${hex(bad)} ${one}`, 'refused');
      }
      const beyond = Buffer.concat([Buffer.of(4), to32(curve.g[0]), to32(curve.p)]);
      cases.add(`${start} ${hex(beyond)} ${one}`, 'refused');
      cases.add(
        `${start} ${hex(Buffer.concat([Buffer.of(4), Buffer.alloc(64)]))} ${one}`,
        'refused',
      );
      cases.check();
    });
  }
});

/** A key pair of OpenSSL's: private key, 04 x y, and the objects. */
function pair(): { d: Buffer; q: Buffer; privateKey: KeyObject; publicKey: KeyObject } {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = keys.privateKey.export({ format: 'jwk' });
  const part = (text: string | undefined) => Buffer.from(text!, 'base64url');
  return { d: part(jwk.d), q: Buffer.concat([Buffer.of(4), part(jwk.x), part(jwk.y)]), ...keys };
}

describe('P-256', () => {
  test('signatures, keys and shared secrets agree with OpenSSL, whichever signs', () => {
    const random = new Random('P-256');
    for (let i = 0; i < 12 * runs.numRuns; i++) {
      const { d, q, privateKey, publicKey } = pair();
      const other = createECDH('prime256v1');
      other.generateKeys();
      const message = random.bytes(random.below(100));
      const name = pick(random, ['sha1', 'sha256', 'sha384', 'sha512']);
      const hash = createHash(name).update(message).digest();
      const theirs = sign(name, message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const bad = Buffer.from(theirs);
      bad[random.below(64)]! ^= 1 << random.below(8);
      const answers = core([
        `p256-public ${hex(d)}`,
        `p256-verify ${hex(q)} ${hex(hash)} ${hex(theirs)}`,
        `p256-verify ${hex(q)} ${hex(hash)} ${hex(bad)}`,
        `p256-ecdh ${hex(d)} ${hex(other.getPublicKey())}`,
        `p256-sign ${hex(d)} ${hex(hash)}`,
        `p256-sign ${hex(d)} ${hex(hash)} ${hex(random.bytes(48))}`,
        `p256-sign ${hex(d)} ${hex(hash)} -`,
      ]);
      assert.equal(answers[0], hex(q));
      assert.deepEqual(answers.slice(1, 3), ['ok', 'refused']);
      assert.equal(answers[3], hex(other.computeSecret(q)));
      assert.notEqual(answers[4], answers[5]);
      for (const ours of answers.slice(4, 6))
        assert.ok(
          verify(name, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(ours!)),
        );
      assert.equal(answers[6], 'refused', 'a generator without a seed');
    }
  });

  test('signatures without a generator are those of RFC 6979', () => {
    const { rfc6979 } = vectors<{
      rfc6979: { privateKey: string; cases: { ascii: string; signature: string }[] };
    }>('curves.json');
    const cases = new Cases();
    for (const { ascii, signature } of rfc6979.cases)
      cases.add(
        `p256-sign ${rfc6979.privateKey} ${hex(createHash('sha256').update(ascii).digest())}`,
        signature,
      );
    cases.check();
  });

  test('private keys and signature parts out of range are refused', () => {
    const { p } = curves;
    const key = encode(p.g);
    const cases = new Cases();
    for (const d of [0n, p.n, p.n + 1n, (1n << 256n) - 1n]) {
      cases.add(`p256-public ${hex(to32(d))}`, 'refused');
      cases.add(`p256-sign ${hex(to32(d))} ${hex(Buffer.alloc(32))}`, 'refused');
      cases.add(`p256-ecdh ${hex(to32(d))} ${hex(key)}`, 'refused');
      for (const rs of [
        [d, 1n],
        [1n, d],
      ] as const)
        cases.add(
          `p256-verify ${hex(key)} ${hex(Buffer.alloc(32))} ${hex(Buffer.concat(rs.map(to32)))}`,
          'refused',
        );
    }
    const off = Buffer.from(key);
    off[64]! ^= 1;
    cases.add(`p256-ecdh ${hex(to32(5n))} ${hex(off)}`, 'refused');
    cases.check();
  });

  test('a generated key is one, and another for another seed', () => {
    const [a, b] = core([
      `p256-generate ${hex(Buffer.alloc(32, 1))}`,
      `p256-generate ${hex(Buffer.alloc(32, 2))}`,
    ]);
    assert.notEqual(a, b);
    assert.notEqual(core([`p256-public ${a}`])[0], 'refused');
  });
});

function plainSm2Verify(
  curve: Curve,
  q: readonly [bigint, bigint],
  e: bigint,
  r: bigint,
  s: bigint,
): boolean {
  const t = (r + s) % curve.n;
  const point = plainAdd(curve, plainMultiply(curve, s, curve.g), plainMultiply(curve, t, q));
  return t !== 0n && point !== undefined && (e + point[0]) % curve.n === r;
}

describe('SM2', () => {
  interface Sm2Vectors {
    readonly sm2: Readonly<
      Record<'privateKey' | 'publicKey' | 'id' | 'message' | 'nonce' | 'e' | 'signature', string>
    >;
    readonly sm2Raw: Readonly<Record<'publicKey' | 'e' | 'signature', string>>;
  }
  const { sm2, sm2Raw } = vectors<Sm2Vectors>('curves.json');

  test('the example of the standard and a certificate of the road', () => {
    const cases = new Cases();
    cases.add(`sm2-public ${sm2.privateKey}`, sm2.publicKey);
    cases.add(`sm2-hash ${sm2.publicKey} ${sm2.id} ${sm2.message}`, sm2.e);
    cases.add(`sm2-sign-with ${sm2.privateKey} ${sm2.e} ${sm2.nonce}`, sm2.signature);
    cases.add(`sm2-verify ${sm2.publicKey} ${sm2.e} ${sm2.signature}`, 'ok');
    cases.add(`sm2-verify ${sm2Raw.publicKey} ${sm2Raw.e} ${sm2Raw.signature}`, 'ok');
    cases.check();
  });

  test('own signatures verify here and by the plain formulas; a changed bit does not', () => {
    const random = new Random('SM2');
    for (let i = 0; i < 6 * runs.numRuns; i++) {
      const d = random.bytes(32).fill(0x11, 0, 1);
      const e = i === 0 ? Buffer.alloc(32, 0xff) : random.bytes(32);
      const [key, signature] = core([`sm2-public ${hex(d)}`, `sm2-sign ${hex(d)} ${hex(e)}`]) as [
        string,
        string,
      ];
      const q = [toBig(bytes(key).subarray(1, 33)), toBig(bytes(key).subarray(33))] as const;
      const [r, s] = [
        toBig(bytes(signature).subarray(0, 32)),
        toBig(bytes(signature).subarray(32)),
      ];
      assert.ok(plainSm2Verify(curves.s, q, toBig(e), r, s));
      const bad = bytes(signature);
      bad[random.below(64)]! ^= 1 << random.below(8);
      const answers = core([
        `sm2-verify ${key} ${hex(e)} ${signature}`,
        `sm2-verify ${key} ${hex(e)} ${hex(bad)}`,
      ]);
      assert.deepEqual(answers, ['ok', 'refused']);
    }
  });

  test('private keys 0, n − 1 and beyond, a nonce of 0, signature parts out of range and r + s = n are refused', () => {
    const { n } = curves.s;
    const cases = new Cases();
    const zeros = hex(Buffer.alloc(32));
    for (const d of [0n, n - 1n, n]) cases.add(`sm2-public ${hex(to32(d))}`, 'refused');
    cases.add(`sm2-sign ${hex(to32(n - 1n))} ${sm2.e}`, 'refused');
    cases.add(`sm2-sign-with ${sm2.privateKey} ${sm2.e} ${zeros}`, 'refused');
    for (const [r, s] of [
      [0n, 1n],
      [1n, 0n],
      [n, 1n],
      [1n, n],
      [5n, n - 5n],
    ] as const)
      cases.add(
        `sm2-verify ${sm2.publicKey} ${sm2.e} ${hex(Buffer.concat([to32(r), to32(s)]))}`,
        'refused',
      );
    cases.check();
  });
});

const e4 = (exponent: number) => exponent.toString(16).padStart(8, '0');

function rsaPair(modulusLength: number, publicExponent: number) {
  const keys = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  const n = Buffer.from(keys.publicKey.export({ format: 'jwk' }).n!, 'base64url');
  return { ...keys, n, start: `${hex(n)} ${e4(publicExponent)}` };
}

describe('RSA', () => {
  test('the public operation agrees with BigInt for odd moduli of any length, exponents 3, 17 and 65537', () => {
    const random = new Random('RSA');
    const cases = new Cases();
    for (let size = 2; size <= 256; size += size < 40 ? 1 : 9) {
      const modulus = Buffer.from(random.bytes(size));
      modulus[0] = size % 3 === 0 ? 0xff : (modulus[0]! >> random.below(8)) | 1;
      modulus[size - 1]! |= 1;
      const n = toBig(modulus);
      for (const exponent of [3, 17, 65537])
        for (const value of [0n, 1n, n - 1n, toBig(random.bytes(size)) % n])
          cases.add(
            `rsa ${hex(modulus)} ${e4(exponent)} ${value.toString(16).padStart(2 * size, '0')}`,
            power(value, BigInt(exponent), n)
              .toString(16)
              .padStart(2 * size, '0'),
          );
      cases.add(`rsa ${hex(modulus)} 00000003 ${hex(modulus)}`, 'refused');
    }
    const ones = hex(Buffer.alloc(257, 0xff));
    cases.add(`rsa ${ones} 00000003 ${hex(Buffer.alloc(257))}`, 'refused');
    cases.add('rsa f0 00000003 01', 'refused');
    cases.add('rsa fff0 00000003 0001', 'refused');
    cases.add('rsa 00f1 00000003 0001', 'refused');
    for (const exponent of [0, 1, 2, 65536]) cases.add(`rsa fff1 ${e4(exponent)} 0002`, 'refused');
    cases.check();
  });

  const kinds = ['sha1', 'sha256', 'sha384', 'sha512'];
  test('PKCS #1 and PSS signatures of OpenSSL verify; with a changed bit, another hash or size they do not', () => {
    const random = new Random('RSA signatures');
    for (const bits of [1024, 1030, 1031, 1032, 1033, 1984, 2048]) {
      const { privateKey, n, start } = rsaPair(bits, bits % 2 === 0 ? 3 : 65537);
      const cases = new Cases();
      for (const [i, name] of kinds.entries()) {
        const message = random.bytes(40);
        const hash = hex(createHash(name).update(message).digest());
        for (const [letter, padding] of [
          ['1', constants.RSA_PKCS1_PADDING],
          ['p', constants.RSA_PKCS1_PSS_PADDING],
        ] as const) {
          if (name === 'sha512' && letter === 'p' && bits < 1040) continue; // does not fit
          const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
          const signature = sign(name, message, { key: privateKey, padding, saltLength });
          const command = `rsa-verify ${start} ${byte(letter)} ${hex([i + 1])} ${hash}`;
          cases.add(`${command} ${hex(signature)}`, 'ok');
          const bad = Buffer.from(signature);
          bad[random.below(n.length)]! ^= 1 << random.below(8);
          cases.add(`${command} ${hex(bad)}`, 'refused');
          cases.add(`${command} ${hex(signature.subarray(1))}`, 'refused');
          const other = hex(createHash(name).update('another').digest());
          cases.add(
            `rsa-verify ${start} ${byte(letter)} ${hex([i + 1])} ${other} ${hex(signature)}`,
            'refused',
          );
        }
      }
      cases.check();
    }
  });

  test('encoded messages that differ in one place are refused, though they are raised from the right hash', () => {
    const { privateKey, n, start } = rsaPair(1024, 3);
    const hash = createHash('sha256').update('m').digest();
    const prefix = bytes('3031300d060960864801650304020105000420');
    const encoded = (change: (message: Buffer) => Buffer) =>
      change(
        Buffer.concat([
          Buffer.of(0, 1),
          Buffer.alloc(128 - 3 - 51, 0xff),
          Buffer.of(0),
          prefix,
          hash,
        ]),
      );
    const jwk = privateKey.export({ format: 'jwk' });
    const d = toBig(Buffer.from(jwk.d!, 'base64url'));
    const raise = (message: Buffer) =>
      power(toBig(message), d, toBig(n)).toString(16).padStart(256, '0');
    const set = (at: number, value: number) => (message: Buffer) => {
      message[at] = value;
      return message;
    };
    const command = `rsa-verify ${start} ${byte('1')} 02 ${hex(hash)}`;
    const cases = new Cases();
    cases.add(`${command} ${raise(encoded((m) => m))}`, 'ok');
    for (const [at, value] of [
      [1, 2],
      [2, 0xfe],
      [60, 0],
      [76, 1],
      [77, 0x31],
      [95, 0x21],
    ] as const)
      cases.add(`${command} ${raise(encoded(set(at, value)))}`, 'refused');
    const shifted = Buffer.concat([
      Buffer.of(0, 1),
      Buffer.alloc(20, 0xff),
      Buffer.of(0),
      prefix,
      hash,
      Buffer.alloc(54),
    ]);
    cases.add(`${command} ${raise(shifted)}`, 'refused');
    // OpenSSL does not sign with SM3 here, so its message is built: OID 1.2.156.10197.1.401.
    const sm3 = createHash('sm3').update('m').digest();
    const sm3Prefix = bytes('3030300c06082a811ccf550183110500 0420'.replace(' ', ''));
    const padding = Buffer.alloc(128 - 3 - 50, 0xff);
    const ofSm3 = Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), sm3Prefix, sm3]);
    cases.add(`rsa-verify ${start} ${byte('1')} 05 ${hex(sm3)} ${raise(ofSm3)}`, 'ok');
    cases.check();
  });

  test('raw encryption by OpenSSL is the same operation', () => {
    const { publicKey, n, start } = rsaPair(2048, 65537);
    const value = Buffer.from(new Random('raw').bytes(256));
    value[0] = 0;
    assert.equal(n.length, 256);
    assert.deepEqual(core([`rsa ${start} ${hex(value)}`]), [
      hex(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, value)),
    ]);
  });
});
