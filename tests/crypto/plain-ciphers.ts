// SPDX-License-Identifier: Apache-2.0
//
// Second implementations, written to be read: bits in arrays, tables as printed, no care for time. They share nothing with
// crypto/core but the tables of des-tables.ts and the definition of aes-tables.ts, which they show to be right.

import { sBox } from './aes-tables.ts';
import { permutationP, sBoxes } from './des-tables.ts';

type Bits = readonly number[];

const toBits = (bytes: Uint8Array): number[] =>
  [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));

const toBytes = (bits: Bits): Uint8Array =>
  Uint8Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );

const pick = (bits: Bits, from1: readonly number[]): number[] => from1.map((n) => bits[n - 1]!);
const xor = (a: Bits, b: Bits): number[] => a.map((bit, i) => bit ^ b[i]!);
const turn = (bits: Bits, count: number): number[] => [
  ...bits.slice(count),
  ...bits.slice(0, count),
];

/** The initial permutation by its rule: columns from the right of the even bytes' bits, then the odd ones. */
const initial = [58, 60, 62, 64, 57, 59, 61, 63].flatMap((first) =>
  Array.from({ length: 8 }, (_, i) => first - 8 * i),
);
const final = Array.from({ length: 64 }, (_, i) => initial.indexOf(i + 1) + 1);
const expansion = Array.from({ length: 8 }, (_, box) =>
  Array.from({ length: 6 }, (_, i) => ((4 * box + i + 31) % 32) + 1),
).flat();

// biome-ignore format: tables
const choice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
// biome-ignore format: tables
const choice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

function roundKeys(key: Uint8Array): number[][] {
  const chosen = pick(toBits(key), choice1);
  let [c, d] = [chosen.slice(0, 28), chosen.slice(28)];
  return shifts.map((count) => {
    c = turn(c, count);
    d = turn(d, count);
    return pick([...c, ...d], choice2);
  });
}

function desRound(half: Bits, key: Bits): number[] {
  const input = xor(pick(half, expansion), key);
  const output = sBoxes.flatMap((box, n) => {
    const b = input.slice(6 * n, 6 * n + 6);
    const row = b[0]! * 2 + b[5]!;
    const column = b[1]! * 8 + b[2]! * 4 + b[3]! * 2 + b[4]!;
    const value = box[row * 16 + column]!;
    return [3, 2, 1, 0].map((i) => (value >> i) & 1);
  });
  return pick(output, permutationP);
}

function desPass(block: Uint8Array, keys: readonly Bits[]): Uint8Array {
  const start = pick(toBits(block), initial);
  let [left, right] = [start.slice(0, 32), start.slice(32)];
  for (const key of keys) [left, right] = [right, xor(left, desRound(right, key))];
  return toBytes(pick([...right, ...left], final));
}

/** One block under a key of 8, 16 or 24 bytes. */
export function plainDesEncrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
  const first = roundKeys(key.subarray(0, 8));
  if (key.length === 8) return desPass(block, first);
  const second = roundKeys(key.subarray(8, 16));
  const third = key.length === 16 ? first : roundKeys(key.subarray(16));
  return desPass(desPass(desPass(block, first), [...second].reverse()), third);
}

const double = (byte: number): number => ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;

/** One block under a key of 16, 24 or 32 bytes; the state column by column. */
export function plainAesEncrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
  const count = key.length / 4;
  const rounds = count + 6;
  const words = Array.from({ length: count }, (_, i) => [...key.subarray(4 * i, 4 * i + 4)]);
  for (let i = count, constant = 1; i < 4 * (rounds + 1); i++) {
    let word = words[i - 1]!;
    if (i % count === 0) word = turn(word, 1).map(sBox);
    else if (count > 6 && i % count === 4) word = word.map(sBox);
    if (i % count === 0) {
      word[0]! ^= constant;
      constant = double(constant);
    }
    words.push(xor(word, words[i - count]!));
  }
  const key16 = (n: number) => words.slice(4 * n, 4 * n + 4).flat();
  let state = xor([...block], key16(0));
  for (let n = 1; n <= rounds; n++) {
    const shifted = state.map((_, i) => sBox(state[(i + 4 * (i % 4)) % 16]!));
    const mixed = shifted.map((a, i) => {
      const at = (row: number) => shifted[(i & ~3) | ((i + row) & 3)]!;
      return double(a) ^ double(at(1)) ^ at(1) ^ at(2) ^ at(3);
    });
    state = xor(n < rounds ? mixed : shifted, key16(n));
  }
  return Uint8Array.from(state);
}

/** CMAC over any block cipher of 16 bytes. */
export function plainCmac(
  encrypt: (block: Uint8Array) => Uint8Array,
  message: Uint8Array,
): Uint8Array {
  const doubled = (block: Uint8Array): Uint8Array => {
    const value = [...block].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 1n;
    const reduced = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
    return Uint8Array.from(Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex'));
  };
  const subkey = doubled(encrypt(new Uint8Array(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = new Uint8Array(Math.max(1, Math.ceil(message.length / 16)) * 16);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const last = padded.length - 16;
  padded.set(xor([...padded.subarray(last)], [...(whole ? subkey : doubled(subkey))]), last);
  let chain = new Uint8Array(16);
  for (let at = 0; at < padded.length; at += 16) {
    chain = Uint8Array.from(
      encrypt(Uint8Array.from(xor([...chain], [...padded.subarray(at, at + 16)]))),
    );
  }
  return chain;
}
