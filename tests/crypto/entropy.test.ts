// SPDX-License-Identifier: Apache-2.0
//
// crypto/core/entropy.c against a second way to compute the same: its limits from the distributions, its output from node:crypto.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { core, coreFolder } from './core.ts';
import { PlainDrbg } from './plain-drbg.ts';

const startSamples = 1024;
const freshSamples = 64;

const header = readFileSync(join(coreFolder, 'entropy.h'), 'utf8');
const constant = (name: string): number =>
  Number(new RegExp(`ENTROPY_${name} = (\\d+)`).exec(header)?.[1]);

/** Bytes of a small generator: no two windows alike, and no byte too often. */
function noise(count: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** `samples` in pieces, as the board gives them; then the verdict. */
function start(samples: Uint8Array): string[] {
  const pieces = Array.from({ length: Math.ceil(samples.length / 256) }, (_, i) =>
    samples.subarray(256 * i, 256 * (i + 1)),
  );
  return [...pieces.map((piece) => `entropy-add ${hex(piece)}`), 'entropy-prove'];
}

const verdictOf = (samples: Uint8Array): string | undefined => core(start(samples)).at(-1);
const proven = '1 1';
const refused = '0 2';

describe('the start-up test', () => {
  test('takes noise, and refuses fewer samples than it asks for', () => {
    assert.equal(verdictOf(noise(startSamples)), proven);
    assert.equal(verdictOf(noise(startSamples - 1)), refused);
  });

  test('has the limit of a run that 4 bits of entropy and one error in 2^30 give', () => {
    assert.equal(constant('RUN_LIMIT'), 1 + Math.ceil(30 / 4));
    const withRun = (length: number): Uint8Array => {
      const samples = noise(startSamples);
      return samples.fill(samples[99] === 7 ? 8 : 7, 100, 100 + length);
    };
    assert.equal(verdictOf(withRun(8)), proven);
    assert.equal(verdictOf(withRun(9)), refused);
  });

  test('has the limit of a proportion that the binomial distribution gives', () => {
    const window = constant('WINDOW');
    // In units of 16^-512: P(X = k) is C(512, k) 15^(512 - k), exactly.
    const weights = [1n];
    for (let k = 1; k <= window; k++)
      weights.push((weights[k - 1]! * BigInt(window - k + 1)) / BigInt(k));
    const all = 16n ** BigInt(window);
    let tail = 0n;
    let limit = window + 1;
    for (let k = window; k >= 0; k--) {
      tail += weights[k]! * 15n ** BigInt(window - k);
      if (tail * 2n ** 30n > all) break;
      limit = k;
    }
    assert.equal(constant('WINDOW_LIMIT'), limit);
  });

  test('refuses a window in which its first sample comes too often, and no other', () => {
    const often = (count: number, from = 0): Uint8Array => {
      const samples = noise(startSamples).map((each) => (each === 7 ? 8 : each));
      for (let i = 0; i < count; i++) samples[from + 7 * i] = 7;
      return samples;
    };
    const limit = constant('WINDOW_LIMIT');
    assert.equal(verdictOf(often(limit - 1)), proven);
    assert.equal(verdictOf(often(limit)), refused);
    assert.equal(verdictOf(often(limit, 512)), refused, 'in the second window');
    assert.equal(verdictOf(often(limit, 1)), proven, 'the first sample is another');
  });

  test('refuses a source that is stuck, at any value', () => {
    for (const value of [0, 1, 0x55, 255])
      assert.equal(verdictOf(new Uint8Array(startSamples).fill(value)), refused);
  });
});

describe('random blocks', () => {
  const fresh = [2, 3, 4].map((seed) => noise(freshSamples, seed));

  test("are HMAC_DRBG's, seeded with all of the start and again with the fresh samples of each request", () => {
    const samples = noise(startSamples);
    const seed = Buffer.concat([samples.subarray(0, 256), Buffer.from('jiaozi entropy 2')]);
    const plain = new PlainDrbg(seed);
    for (let i = 256; i < startSamples; i += 256) plain.update(samples.subarray(i, i + 256));
    const expected = fresh.map((each) => {
      plain.update(each);
      return `1 ${hex(plain.generate(32, new Uint8Array(0)))}`;
    });
    const blocks = core([...start(samples), ...fresh.map((each) => `entropy-next ${hex(each)}`)]);
    assert.deepEqual(blocks.slice(-3), expected);
    assert.equal(new Set(expected).size, 3);
  });

  test('are zeros before the proof, and after it has been refused', () => {
    const none = `0 ${'00'.repeat(32)}`;
    assert.deepEqual(core([`entropy-next ${hex(fresh[0]!)}`]), [none]);
    const samples = noise(startSamples - 1);
    assert.equal(core([...start(samples), `entropy-next ${hex(fresh[0]!)}`]).at(-1), none);
  });

  test('end for good with the first fresh samples that fail', () => {
    const stuck = new Uint8Array(freshSamples).fill(9);
    const answers = core([
      ...start(noise(startSamples)),
      `entropy-next ${hex(stuck)}`,
      `entropy-next ${hex(fresh[0]!)}`,
      'entropy-prove',
    ]);
    const none = `0 ${'00'.repeat(32)}`;
    assert.deepEqual(answers.slice(-3), [none, none, refused]);
  });
});
