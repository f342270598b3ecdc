// SPDX-License-Identifier: Apache-2.0
//
// The oracle of PINs finds what it looks for: each shape planted in plain memory, and the real program, patched so that it asks for
// the PIN in a number field and keeps it in one encoding after the other. Unpatched, nothing is found, not even while the PIN
// is being typed.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildProgram, bundle, type Program } from '../../host-sim/engine/bundle.ts';
import { compileScript } from '../../host-sim/engine/machine.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { pinsStayHome, shapesOfPin } from '../../host-sim/oracle/pins.ts';
import { findPattern, liesInSlots } from '../../host-sim/oracle/secrets.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';

const card = 'quickpass-debit';
const amountMinor = 123_400;
let screens: ScreenReader;
let release: Program;

before(async () => {
  screens = await ScreenReader.create();
  release = await buildProgram('src/main.ts');
});

const random = new Kernel('pins').random('pins');
const pin = Array.from({ length: 12 }, () => random.below(10)).join('');
const pan = `623099${Array.from({ length: 13 }, () => random.below(10)).join('')}`;
const noise = () => Buffer.from(random.bytes(4096));

describe('a PIN in plain memory', () => {
  const shapes = shapesOfPin(pin, pan);
  for (const pattern of shapes) {
    test(`is found as ${pattern.shape}`, () => {
      const memory = Buffer.concat([noise(), pattern.bytes, noise()]);
      assert.equal(findPattern(memory, [pattern]), pattern.shape);
      assert.ok(findPattern(memory, shapes), 'found among all shapes');
    });
  }
  test('is found in slots', () => {
    const digits = [...pin].map(Number);
    const memory = Buffer.alloc(32 * 20);
    digits.forEach((digit, i) => void memory.writeInt32LE(digit, 64 + 32 * i));
    assert.ok(liesInSlots(memory, digits));
    assert.ok(!liesInSlots(noise(), digits));
  });
  test('is not found where it is not', () => {
    assert.equal(findPattern(noise(), shapes), undefined);
  });
});

/** Up to the twelfth digit of the PIN, without OK. */
function typed(program: Program, seed = '1'): World {
  const world = new World({ program, screens, seed });
  world.boots();
  world.clerk.types('123400', 'enter');
  world.reaches({ kind: 'tap-card', amountMinor });
  world.cardholder.taps(card);
  world.waits(2000);
  world.sim.notePin(card, world.sim.pinOf(card));
  world.clerk.types(...world.sim.pinOf(card));
  return world;
}

/** What the oracle says while the PIN is there in full; undefined: nothing. */
function verdict(program: Program): string | undefined {
  const world = typed(program);
  try {
    assert.deepEqual(world.sim.desk.deaths, []);
    pinsStayHome(world, false);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    world.power.off();
  }
}

test('nothing of a PIN is outside of C while it is being typed', () => {
  assert.equal(verdict(release), undefined);
});

test('in C it is: the search would see it there', () => {
  const world = typed(release);
  assert.throws(() => pinsStayHome(world, true), /a PIN lies in c state/);
  world.clerk.types('cancel');
  pinsStayHome(world, true);
  world.power.off();
});

/** Statements that keep the keys `k` typed so far; the patched program runs one after each key. */
const keepings: Readonly<Record<string, readonly [statement: string, where: RegExp]>> = {
  'as text': ["globalThis.kept = k.join('');", /a PIN lies in (chunks|slots)/],
  'as text inside a longer one': ["globalThis.kept = 'pin=' + k.join('') + ';';", /chunks/],
  'as a list of numbers': ['globalThis.kept = k.slice();', /slots/],
  'as a list of doubles': ['globalThis.kept = Float64Array.from(k);', /double/],
  'as bytes': ['globalThis.kept = Uint8Array.from(k);', /a digit per byte/],
  'as words': ['globalThis.kept = Uint32Array.from(k);', /a digit per word/],
  'as one number': ['globalThis.kept = [k.reduce((n, d) => n * 10 + d, 0)];', /a double/],
  'as BCD': [
    'globalThis.kept = new Uint8Array(6).map((_, i) => (k[2 * i] << 4) | k[2 * i + 1]);',
    /BCD/,
  ],
  'as BCD, shifted': [
    'globalThis.kept = new Uint8Array(7).map((_, i) => (k[2 * i - 1] << 4) | k[2 * i]);',
    /BCD/,
  ],
  'as hex of text': [
    'globalThis.kept = k.map((d) => (0x30 + d).toString(16)).join("");',
    /hex of ASCII/,
  ],
  backwards: ["globalThis.kept = k.slice().reverse().join('');", /reversed/],
  'as key events': ['k.push(k.pop() + 256);', /a key each/],
  'as pairs of kind and code': [
    'globalThis.kept = Uint8Array.from(k.flatMap((d) => [1, d]));',
    /presses/,
  ],
  'as the PIN field of a block': [
    'globalThis.kept = Uint8Array.of(0x0c, ...[0, 1, 2, 3, 4, 5].map((i) => (k[2 * i] << 4) | k[2 * i + 1]), 0xff);',
    /PIN field|BCD/,
  ],
  'only for a moment, long ago': ['(() => { const s = k.join(""); s.length; })();', /chunks|slots/],
};

describe('a program that asks for the PIN in a number field', () => {
  for (const [how, [statement, where]] of Object.entries(keepings)) {
    test(`and keeps it ${how} is found out`, async () => {
      assert.match(verdict(await patched(statement)) ?? 'nothing found', where);
    });
  }
});

/** The release with one line in place of the call that opens the entry: keys stay with JavaScript, which keeps them. */
async function patched(statement: string): Promise<Program> {
  const { text, sourceMap } = await bundle('src/main.ts');
  const call = /await typePin\(app,amountMinor,\w+,audible\)/;
  assert.ok(call.test(text), 'the patch does not apply any more');
  assert.ok(text.includes('function askForDigits('));
  const instead = `await(async()=>{closePin();askForDigits("amount");const k=[];for(;;){const w=await app.attention.key(60000);if(w.kind!=="key"||w.code>9)return;k.push(w.code);${statement}}})()`;
  const code = compileScript(
    text.replace(call, () => instead),
    'bundle.js',
    false,
  );
  return { ...release, ...code, sourceMap };
}
