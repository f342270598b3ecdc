// SPDX-License-Identifier: Apache-2.0
//
// Signatures, keys and points that somebody made to be taken for good: numbers out of range, wrong lengths, wrong salts, padding that
// is short or has something behind it, points off the curve, and those where the formulas have their special cases.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { curves } from '../crypto/curve-tables.ts';
import { hashes, rsaKey, rsaSign } from './support/cases.ts';
import { upper } from './support/ciphers.ts';
import { type Answered, type Asked, Lab } from './support/lab.ts';
import {
  bitsOf,
  digest,
  encodePkcs1,
  encodePoint,
  encodePss,
  fromBig,
  publicOf,
  signEcdsa,
  signSm2,
  toBig,
} from './support/public-keys.ts';

let lab: Lab;
before(async () => {
  lab = await Lab.desk();
});
after(() => lab.close());

const message = Buffer.from('a bowl of jiaozi');
const data = upper(message);
const bad: Answered = { ok: false };
const good: Answered = { ok: true };

/** Every form of r and s that is out of range, beside a good partner. */
function rangesOf(signature: Buffer, n: bigint): Buffer[] {
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  const wrong = [0n, n, n + 1n, (1n << 256n) - 1n].map((value) => fromBig(value, 32));
  return wrong.flatMap((each) => [
    Buffer.concat([each, s]),
    Buffer.concat([r, each]),
    Buffer.concat([each, each]),
  ]);
}

const lengthsOf = (signature: Buffer) => [
  Buffer.alloc(0),
  signature.subarray(0, 32),
  signature.subarray(0, 63),
  signature.subarray(1),
  Buffer.concat([signature, Buffer.of(0)]),
  Buffer.concat([Buffer.of(0), signature]),
];

/** Not on the curve, or written in another way: all are refused. */
function pointsOf(key: Buffer, p: bigint): Buffer[] {
  const [x, y] = [toBig(key.subarray(1, 33)), toBig(key.subarray(33))];
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(key);
    copy[at] = value;
    return copy;
  };
  return [
    Buffer.concat([Buffer.of(4), Buffer.alloc(64)]), // how some write the neutral point
    Buffer.alloc(65),
    ...[0, 2, 3, 5, 6, 7].map((form) => changed(0, form)),
    changed(64, key[64]! ^ 1),
    Buffer.concat([Buffer.of(4), fromBig(y, 32), fromBig(x, 32)]),
    Buffer.concat([Buffer.of(4), fromBig(x, 32), fromBig(p, 32)]),
    Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0xff)]),
  ];
}

describe('ECDSA', () => {
  const { n, p } = curves.p;
  const d = 0x1234567n;
  const key = publicOf('p', d);
  const asked = (publicKey: Buffer, signature: Buffer, hash = 'sha256'): Asked => ({
    ...{ op: 'p256.ecdsa.verify', hash, data },
    publicKey: upper(publicKey),
    signature: upper(signature),
  });

  test('a good signature is good with every hash, longer and shorter than the order', () => {
    lab.check(hashes.map((hash) => [asked(key, signEcdsa(d, 99n, hash, message), hash), good]));
  });

  test('what is out of range, of another length, or under no point, is not', () => {
    const signature = signEcdsa(d, 77n, 'sha256', message);
    lab.check([
      [asked(key, signature), good],
      ...[...rangesOf(signature, n), ...lengthsOf(signature)].map(
        (each) => [asked(key, each), bad] as const,
      ),
      ...pointsOf(key, p).map((each) => [asked(each, signature), bad] as const),
      [asked(key, signature, 'sm3'), bad],
    ]);
  });

  test('the other s is good, too, as the standard has it', () => {
    const signature = signEcdsa(d, 5n, 'sha256', message);
    const other = Buffer.concat([
      signature.subarray(0, 32),
      fromBig(n - toBig(signature.subarray(32)), 32),
    ]);
    lab.check([[asked(key, other), good]]);
  });

  test('keys G and −G, and sums that double or vanish on the way, are no special case', () => {
    const e = toBig(digest('sha256', message)) % n;
    const sides = [1n, n - 1n, 2n, n - 2n];
    lab.check(
      sides.flatMap((secret) =>
        [1n, 2n, n - 1n].map(
          (k) =>
            [asked(publicOf('p', secret), signEcdsa(secret, k, 'sha256', message)), good] as const,
        ),
      ),
    );
    // u1·G + u2·Q with u1 = −u2·d: the neutral point, which has no x. r is free, s follows.
    const r = 12345n;
    const secret = ((n - e) * modInverse(r, n)) % n;
    const vanishing = Buffer.concat([fromBig(r, 32), fromBig(7n, 32)]);
    lab.check([[asked(publicOf('p', secret), vanishing), bad]]);
  });
});

function modInverse(a: bigint, n: bigint): bigint {
  let result = 1n;
  for (let e = n - 2n, square = a % n; e > 0n; e >>= 1n, square = (square * square) % n)
    if (e & 1n) result = (result * square) % n;
  return result;
}

describe('ECDH', () => {
  const { n, p } = curves.p;
  const key = publicOf('p', 31337n);
  const asked = (privateKey: bigint, publicKey: Buffer): Asked => ({
    op: 'p256.ecdh',
    privateKey: upper(fromBig(privateKey, 32)),
    publicKey: upper(publicKey),
  });

  test('private keys at the ends of their range work, those beyond are refused', () => {
    const x = upper(key.subarray(1, 33));
    const answers = lab.ask([0n, 1n, n - 1n, n, n + 1n].map((d) => asked(d, key)));
    assert.deepEqual(answers.slice(1, 3), [{ out: x }, { out: x }]);
    for (const i of [0, 3, 4]) assert.match(String(answers[i]!.error), /^privateKey/);
  });

  test('what is no point gives no secret', () => {
    for (const answer of lab.ask(pointsOf(key, p).map((each) => asked(5n, each))))
      assert.deepEqual(answer, { error: 'publicKey: is no point of the curve' });
  });
});

describe('SM2', () => {
  const { n, p } = curves.s;
  const d = 0x7654321n;
  const key = publicOf('s', d);
  const id = Buffer.from('1234567812345678');
  const asked = (publicKey: Buffer, signature: Buffer): Asked => ({
    ...{ op: 'sm2.verify', data },
    publicKey: upper(publicKey),
    signature: upper(signature),
  });

  test('what is out of range, of another length, under no point, or adds up to nothing, is not good', () => {
    const signature = signSm2(d, key, 77n, id, message);
    const r = toBig(signature.subarray(0, 32));
    const vanishing = Buffer.concat([fromBig(r, 32), fromBig(n - r, 32)]);
    lab.check([
      [asked(key, signature), good],
      ...[...rangesOf(signature, n), ...lengthsOf(signature), vanishing].map(
        (each) => [asked(key, each), bad] as const,
      ),
      ...pointsOf(key, p).map((each) => [asked(each, signature), bad] as const),
    ]);
  });

  test('signers with names of every length to the longest', () => {
    lab.check(
      [0, 1, 31, 32, 33, 8191].map((size) => {
        const name = Buffer.alloc(size, 0x41);
        const signature = signSm2(d, key, BigInt(size + 1), name, message);
        return [{ ...asked(key, signature), signerId: upper(name) }, good] as const;
      }),
    );
  });

  test('a point of P-256 is none of SM2, nor the other way round', () => {
    const other = encodePoint(curves.p.g);
    lab.check([
      [asked(other, signSm2(d, key, 3n, id, message)), bad],
      [
        {
          ...{ op: 'p256.ecdsa.verify', hash: 'sha256', data },
          publicKey: upper(key),
          signature: upper(signEcdsa(d, 3n, 'sha256', message)),
        },
        bad,
      ],
    ]);
  });
});

describe('RSA', () => {
  const random = new Random('hostile RSA');
  const keys = Array.from({ length: 12 }, () => rsaKey(random)).filter(
    (key, i, all) => all.indexOf(key) === i && key.modulus.length >= 128,
  );
  const asked = (op: string, key: (typeof keys)[number], signature: Buffer): Asked => ({
    ...{ op, hash: 'sha256', data, exponent: upper(key.exponent) },
    modulus: upper(key.modulus),
    signature: upper(signature),
  });

  test('PKCS #1: short padding, other padding, garbage behind the hash, no zero, no NULL', () => {
    for (const key of keys) {
      const whole = encodePkcs1('sha256', message, key.modulus.length)!;
      const info = whole.subarray(whole.length - 51);
      const size = whole.length;
      const block = (...parts: readonly Buffer[]) => {
        const joined = Buffer.concat(parts);
        return Buffer.concat([joined, Buffer.alloc(Math.max(0, size - joined.length))]).subarray(
          0,
          size,
        );
      };
      const changed = (at: number, value: number) => {
        const copy = Buffer.from(whole);
        copy[at] = value;
        return copy;
      };
      const start = Buffer.of(0, 1);
      const zero = Buffer.of(0);
      const noNull = Buffer.concat([
        Buffer.from('302F300B0609608648016503040201', 'hex'),
        info.subarray(17),
      ]);
      const forged = [
        block(start, Buffer.alloc(8, 0xff), zero, info), // the rest is garbage
        block(start, zero, info),
        block(start, Buffer.alloc(size - 2 - 51, 0xff), info), // no zero
        block(start, Buffer.alloc(size - 3 - noNull.length, 0xff), zero, noNull),
        changed(0, 1),
        changed(1, 2),
        changed(1, 0),
        changed(2, 0xfe),
        changed(size - 52, 1),
        changed(size - 51, 0x31),
        changed(size - 1, whole.at(-1)! ^ 1),
        Buffer.alloc(size),
      ];
      lab.check([
        [asked('rsa.pkcs1.verify', key, rsaSign(key, whole)), good],
        ...forged
          .filter((each) => toBig(each) < toBig(key.modulus))
          .map((each) => [asked('rsa.pkcs1.verify', key, rsaSign(key, each)), bad] as const),
      ]);
    }
  });

  test('PSS: other salts, trailer, separator, or bits above the modulus', () => {
    for (const key of keys) {
      const bits = bitsOf(toBig(key.modulus)) - 1;
      const salt = Buffer.from(random.bytes(32));
      const signed = (encoded: Buffer | undefined) => rsaSign(key, encoded!);
      const whole = encodePss('sha256', message, salt, bits)!;
      const over = Buffer.from(whole);
      over[0]! |= bits % 8 === 0 ? 0 : 1 << (bits % 8);
      const forged = [
        ...[0, 1, 20, 31, 33, 48].map((size) =>
          encodePss('sha256', message, Buffer.alloc(size, 7), bits),
        ),
        encodePss('sha256', message, salt, bits, { trailer: 0xcc }),
        encodePss('sha256', message, salt, bits, { first: 0x02 }),
        encodePss('sha256', message, salt, bits, { first: 0x00 }),
        encodePss('sha1', message, salt.subarray(0, 20), bits),
        ...(over.equals(whole) ? [] : [over]),
      ].filter((each) => each && toBig(each) < toBig(key.modulus));
      assert.ok(forged.length >= 9);
      lab.check([
        [asked('rsa.pss.verify', key, signed(whole)), good],
        ...forged.map((each) => [asked('rsa.pss.verify', key, signed(each)), bad] as const),
      ]);
    }
  });

  test('signatures of another length, of zero, or not below the modulus', () => {
    for (const key of keys) {
      const size = key.modulus.length;
      const signature = rsaSign(key, encodePkcs1('sha256', message, size)!);
      const wrong = [
        signature.subarray(1),
        Buffer.concat([Buffer.of(0), signature]),
        Buffer.concat([signature, Buffer.of(0)]),
        Buffer.alloc(0),
        Buffer.alloc(size),
        key.modulus,
        Buffer.alloc(size, 0xff),
        fromBig(toBig(key.modulus) - 1n, size),
      ];
      const beyond = toBig(signature) + toBig(key.modulus);
      if (beyond < 1n << BigInt(8 * size)) wrong.push(fromBig(beyond, size));
      for (const op of ['rsa.pkcs1.verify', 'rsa.pss.verify'])
        lab.check(wrong.map((each) => [asked(op, key, each), bad] as const));
    }
  });

  test('a modulus with no room for the hash makes nothing good, whatever the signature', () => {
    const modulus = `FF${'00'.repeat(30)}01`;
    for (const op of ['rsa.pkcs1.verify', 'rsa.pss.verify'])
      lab.check(
        ['00', '01', 'FE'].map((byte) => [
          { op, modulus, exponent: '03', hash: 'sha512', data, signature: byte.repeat(32) },
          bad,
        ]),
      );
  });
});
