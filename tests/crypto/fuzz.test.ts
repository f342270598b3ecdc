// SPDX-License-Identifier: Apache-2.0
//
// Fuzzers for what crypto/core takes apart: key blocks, key-loading files, PKCS #1 and PSS encodings, points. Guided by the edges of code that
// an input reaches, under address and undefined-behaviour sanitizers; the same inputs every time. About half a second each in
// npm test, a minute each in the long run.
//
// The one thing a reader would get wrong: a fuzzer that finds nothing may be blind. Each finds a check that was taken away.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { type KeyFileKey, makeKeyFile } from '../../host-sim/keys/key-file.ts';
import { pointOf, privateKeyOf } from '../../host-sim/keys/p256.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { build, bytes, core, coreFolder, hex, root } from './core.ts';
import { type Curve, curves, plainMultiply } from './curve-tables.ts';
import { type Plant, planted, removeScratchFolders } from './evidence/plants.ts';

after(removeScratchFolders);

interface Fuzzer {
  readonly target: string;
  /** Inputs in npm test; half a second. */
  readonly runs: number;
  /** A minute, as a multiple of that. */
  readonly long: number;
  /** Lines for the program: what the inputs are about, then inputs. */
  readonly lines: () => string[];
  /** A check taken away, and after how many inputs that must have been noticed. */
  readonly plant: Plant;
  readonly noticedWithin: number;
  readonly isGood?: (accepted: Buffer) => boolean;
}

function play(fuzzer: Fuzzer, runs: number, folder: string) {
  const program = build({
    name: 'fuzz',
    flags: [
      ...['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
      '-fsanitize-coverage=trace-pc',
    ],
    sources: ['fuzz.c', 'fuzz-targets.c', 'fuzz-key-file.c'].map(
      (name) => `${root}/tests/crypto/${name}`,
    ),
    core: folder,
  });
  const { status, stdout, stderr } = spawnSync(
    program,
    [fuzzer.target, String(runs), String(fuzz(1).seed)],
    { input: `${fuzzer.lines().join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const accepted = [...stdout.matchAll(/^accepted ([0-9a-f]+)$/gm)].map(([, text]) => bytes(text!));
  const [count, kept, edges] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { status, stderr, accepted, count, kept: kept!, edges: edges! };
}

// Key blocks.
const kbpk = Buffer.from(new Random('kbpk').bytes(32));
const headers = [
  'D0000P0TE00N0000',
  'D0000M3AX00E0000',
  'D0000B1TX00S0200KS1800604B120F9292800000PB08AAAA',
  'D0000K0AN00N0100CT00040010ABCDEF',
  'D0000M7HC00N0000',
];
const key = Buffer.from(new Random('key').bytes(16));
const ascii = (text: string) => Buffer.from(text, 'latin1');

const wrapped = () =>
  core(
    headers.map((header) => {
      const fill = hex(Buffer.alloc(14, 0x55));
      return `key-block-wrap ${hex(kbpk)} ${hex(ascii(header))} ${hex(key)} ${fill} 0400`;
    }),
  );

/** What is inside: length in bits, key, fill; all sizes of keys, and blocks of all sizes. */
const inside = () =>
  headers.flatMap((header) =>
    [16, 24].map((size) => {
      const data = Buffer.alloc(48, 0xa5);
      data.writeUInt16BE(8 * size);
      return hex(Buffer.concat([ascii(header), data]));
    }),
  );

// Key-loading files: fuzz-key-file.c addresses and signs what comes.
const keyFiles = () => {
  const random = new Random('key files');
  const device = pointOf(privateKeyOf(random.bytes(32)));
  const authority = privateKeyOf(random.bytes(32));
  const first: KeyFileKey = {
    ...{ slot: 0, usage: 'K0', letter: 'T', mode: 'D', exportability: 'N' },
    key,
  };
  const second: KeyFileKey = {
    ...{ slot: 9, usage: 'K1', letter: 'A', mode: 'B', exportability: 'S' },
    key: Buffer.concat([key, key]),
  };
  return [[first], [first, second]].map((keys) =>
    hex(makeKeyFile({ authority, device, sequence: 7, keys, random: (n) => random.bytes(n) })),
  );
};

// RSA: a modulus whose private exponent is a word. λ has so many divisors that there are primes enough of which one more than a
// divisor is; then e·d = 1 modulo λ for all of them at once.
const lambda = 698_377_680n; // 2^4 · 3^3 · 5 · 7 · 11 · 13 · 17 · 19

function isPrime(n: bigint): boolean {
  for (let i = 2n; i * i <= n; i++) if (n % i === 0n) return false;
  return n > 1n;
}

/** The product of the largest such primes; it has `bits` bits or some more. */
function smoothModulus(bits: number): bigint {
  let modulus = 1n;
  for (let quotient = 1n; modulus >> BigInt(bits - 1) === 0n; quotient++) {
    const candidate = lambda / quotient + 1n;
    if (lambda % quotient === 0n && isPrime(candidate)) modulus *= candidate;
  }
  return modulus;
}

function inverse(a: bigint, modulus: bigint): bigint {
  let [r, s, x, y] = [modulus, a % modulus, 0n, 1n];
  while (s > 0n) [r, s, x, y] = [s, r % s, y, x - (r / s) * y];
  return ((x % modulus) + modulus) % modulus;
}

const hash = createHash('sha256').update('fuzz').digest();
const modulus = smoothModulus(1024);
const modulusBytes = Buffer.from(
  modulus.toString(16).padStart(2 * Math.ceil(modulus.toString(2).length / 8), '0'),
  'hex',
);
const size = modulusBytes.length;
const exponent = 65537n;
const rsaLine = () =>
  [exponent, inverse(exponent, lambda)].map((e) => e.toString(16).padStart(8, '0')).join('') +
  hex([2]) +
  hex(hash) +
  hex(modulusBytes);

function pkcs1Encoded(): Buffer {
  const info = Buffer.concat([bytes('3031300d060960864801650304020105000420'), hash]);
  return Buffer.concat([
    Buffer.of(0, 1),
    Buffer.alloc(size - info.length - 3, 0xff),
    Buffer.of(0),
    info,
  ]);
}

function pssEncoded(salt: Buffer): Buffer {
  const bits = modulus.toString(2).length - 1;
  const length = Math.ceil(bits / 8);
  const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const inner = sha(Buffer.alloc(8), hash, salt);
  const data = Buffer.concat([Buffer.alloc(length - 66), Buffer.of(1), salt]);
  for (let at = 0; at < data.length; at++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(Math.floor(at / 32));
    if (at % 32 === 0) mask = sha(inner, counter);
    data[at]! ^= mask[at % 32]!;
  }
  data[0]! &= 0xff >> (8 * length - bits);
  const encoded = Buffer.concat([data, inner, Buffer.of(0xbc)]);
  return Buffer.concat([Buffer.alloc(size - length), encoded]);
}
let mask: Buffer = Buffer.alloc(0);

// Points.
const to32 = (value: bigint) => value.toString(16).padStart(64, '0');
const pointText = ([x, y]: readonly [bigint, bigint]) => `04${to32(x)}${to32(y)}`;

function isOnCurve({ p, b }: Curve, point: Buffer): boolean {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) =>
    BigInt(`0x${part.toString('hex')}`),
  ) as [bigint, bigint];
  return (
    point.length === 65 &&
    point[0] === 4 &&
    x < p &&
    y < p &&
    (y * y - (x * x * x - 3n * x + b)) % p === 0n
  );
}

const multiples = (curve: Curve) =>
  [1n, 2n, 3n, curve.n - 1n].map((k) => pointText(plainMultiply(curve, k, curve.g)!));

const fuzzers: readonly Fuzzer[] = [
  {
    target: 'key-block',
    runs: 3000,
    long: 2600,
    lines: () => [hex(kbpk), ...wrapped()],
    plant: {
      name: 'what is no hexadecimal digit counts as one',
      file: 'key_block.c',
      text: 'return all <= 15;',
      replacement: 'return all <= 255;',
    },
    noticedWithin: 20_000,
  },
  {
    target: 'key-block-inside',
    runs: 3000,
    long: 270,
    lines: () => [hex(kbpk), ...inside()],
    plant: {
      name: 'the length of the key inside is not compared with the block',
      file: 'key_block.c',
      text: 'size > block->data_size - LENGTH_SIZE || ',
      replacement: '',
    },
    noticedWithin: 20_000,
  },
  {
    target: 'key-file',
    runs: 150,
    long: 110,
    lines: keyFiles,
    plant: {
      name: 'a key block may be longer than what is left of a key-loading file',
      file: 'key_file.c',
      text: ' || block_size > end - at) return false;',
      replacement: ') return false;',
    },
    noticedWithin: 2000,
  },
  {
    target: 'pkcs1',
    runs: 200,
    long: 1200,
    lines: () => [rsaLine(), hex(pkcs1Encoded())],
    plant: {
      name: 'what stands in the padding is not looked at',
      file: 'rsa.c',
      text: 'return memcmp(got, wanted, size) == 0;',
      replacement: 'return memcmp(got + end - 1, wanted + end - 1, size - end + 1) == 0;',
    },
    noticedWithin: 1000,
  },
  {
    target: 'pss',
    runs: 200,
    long: 980,
    lines: () => [rsaLine(), ...[1, 2].map((fill) => hex(pssEncoded(Buffer.alloc(32, fill))))],
    plant: {
      name: 'zeros before the salt need not be zeros',
      file: 'rsa.c',
      text: '    if (encoded[i] != 0) return false;\n',
      replacement: '',
    },
    noticedWithin: 1000,
  },
  ...(['p256', 'sm2'] as const).map(
    (name): Fuzzer => ({
      target: `${name}-point`,
      runs: 20_000,
      // Half a minute: points that are accepted are looked at here, and there are 180,000.
      long: 1000,
      lines: () => multiples(name === 'p256' ? curves.p : curves.s),
      plant: {
        name: 'the equation of the curve is not looked at',
        file: 'curve.c',
        text: 'return mod256_is_equal(left, right) != 0;',
        replacement: 'return (left[0] | right[0]) != 0;',
      },
      noticedWithin: 20_000,
      isGood: (point) => isOnCurve(name === 'p256' ? curves.p : curves.s, point),
    }),
  ),
];

for (const fuzzer of fuzzers)
  describe(`fuzzing ${fuzzer.target}`, () => {
    test('finds no crash, no undefined behaviour and nothing that is wrongly accepted', () => {
      const runs = fuzz(1).numRuns > 1 ? fuzzer.runs * fuzzer.long : fuzzer.runs;
      const { status, stderr, accepted, count, kept, edges } = play(fuzzer, runs, coreFolder);
      assert.equal(status, 0, stderr);
      assert.equal(stderr, '', 'a seed is refused');
      assert.equal(count, runs);
      assert.ok(kept > fuzzer.lines().length || fuzzer.isGood, 'no mutated input got further');
      assert.ok(edges > 20);
      for (const input of accepted) assert.ok(fuzzer.isGood?.(input), hex(input));
    });

    test(`notices that ${fuzzer.plant.name}`, () => {
      const result = play(fuzzer, fuzzer.noticedWithin, planted(fuzzer.plant));
      const wrong = result.accepted.filter((input) => !fuzzer.isGood?.(input));
      assert.ok(result.status !== 0 || wrong.length > 0, 'not noticed');
    });
  });
