// SPDX-License-Identifier: Apache-2.0
//
// The oracle of secrets finds what it looks for: every shape planted in plain memory, and every way in which a program on a
// real machine can leave a secret lying about.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { Desk } from '../../host-sim/engine/desk.ts';
import type { MemoryPiece } from '../../host-sim/engine/machine.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { Network } from '../../host-sim/link/network.ts';
import type { Wiring } from '../../host-sim/link/wiring.ts';
import {
  findPattern,
  liesInSlots,
  type Pattern,
  shapesOfBytes,
  shapesOfDigits,
} from '../../host-sim/oracle/secrets.ts';

const random = new Kernel('oracle').random('secrets');
const key = random.bytes(16);
const digits = Array.from({ length: 19 }, () => random.below(10)).join('');

function noise(): Buffer {
  return Buffer.from(random.bytes(4096));
}

function planted(pattern: Pattern): Buffer {
  return Buffer.concat([noise(), pattern.bytes, noise()]);
}

for (const [what, shapes] of [
  ['a key', shapesOfBytes(key)],
  ['a card number', shapesOfDigits(digits)],
] as const) {
  describe(`${what} in plain memory`, () => {
    for (const pattern of shapes) {
      test(`is found as ${pattern.shape}`, () => {
        assert.equal(findPattern(planted(pattern), [pattern]), pattern.shape);
        assert.ok(findPattern(planted(pattern), shapes), 'found among all shapes');
      });
    }

    test('is not found where it is not', () => {
      assert.equal(findPattern(noise(), shapes), undefined);
    });
  });
}

/** The memory of a machine that has run `source`. */
async function memoryAfter(source: string, live: boolean): Promise<MemoryPiece[]> {
  const program = await buildProgram('leak.ts', false, source);
  const kernel = new Kernel('leak');
  const wiring = {
    nets: new Map(),
    pwm: new Map(),
    analog: new Map(),
    spi: [],
    i2c: [],
    serial: [],
    network: new Network(kernel),
  } as unknown as Wiring;
  const desk = new Desk({ kernel, program, board: { wiring, powerOn() {}, powerOff() {} } });
  desk.powerOn();
  assert.deepEqual(desk.deaths, []);
  if (live) desk.machine!.collect();
  const pieces = desk.machine!.memory(live);
  desk.powerOff();
  return pieces;
}

function isFound(pieces: readonly MemoryPiece[]): boolean {
  const values = [...digits].map(Number);
  return pieces.some(
    ({ name, bytes }) =>
      findPattern(bytes, shapesOfDigits(digits)) !== undefined ||
      (name !== 'c state' && liesInSlots(bytes, values)),
  );
}

/** Ways to keep the digits, made at run time so that the byte code does not hold them. */
const half = (from: number) => `[${[...digits].slice(from, from + 10).join(',')}]`;
const made = `const all = ${half(0)}.concat(${half(10)});`;
const leaks: Readonly<Record<string, string>> = {
  'a string': "globalThis.kept = all.join('');",
  'a string, reversed': "globalThis.kept = all.reverse().join('');",
  'an array of numbers': 'globalThis.kept = all.slice();',
  'a byte array': 'globalThis.kept = Uint8Array.from(all);',
  'a word array': 'globalThis.kept = Uint32Array.from(all);',
  'a double array': 'globalThis.kept = Float64Array.from(all);',
  'an array of doubles': 'globalThis.kept = all.map((d) => d + 0.5 - 0.5);',
  'one BigInt': "globalThis.kept = BigInt(all.join(''));",
  'one number': "globalThis.kept = { number: Number(all.join('')) };",
  'hex of its text': "globalThis.kept = all.map((d) => (0x30 + d).toString(16)).join('');",
  'a list of slots': 'globalThis.kept = (function () { return arguments; })(...all);',
  BCD: 'globalThis.kept = new Uint8Array(10); all.forEach((d, i) => { kept[i >> 1] |= i & 1 ? d : d << 4; });',
  'shifted BCD':
    'globalThis.kept = new Uint8Array(10); all.forEach((d, i) => { const n = i + 1; kept[n >> 1] |= n & 1 ? d : d << 4; });',
};

describe('a card number on a machine', () => {
  for (const [what, statement] of Object.entries(leaks)) {
    test(`is found when it is kept as ${what}`, async () => {
      assert.ok(isFound(await memoryAfter(`${made} ${statement} all.fill(0);`, true)), what);
    });
  }

  test('is not found in the live heap of a program that has let go of it', async () => {
    const source = `(() => { ${made} const text = all.join(''); all.fill(0); return text.length; })();`;
    assert.equal(isFound(await memoryAfter(source, true)), false);
  });

  test('is found stale in raw memory all the same', async () => {
    const source = `(() => { ${made} const text = all.join(''); all.fill(0); return text.length; })();`;
    assert.ok(isFound(await memoryAfter(source, false)), 'a stale string');
  });

  test('is not found where there never was one', async () => {
    assert.equal(isFound(await memoryAfter('globalThis.kept = [1, 2, 3];', false)), false);
  });
});
