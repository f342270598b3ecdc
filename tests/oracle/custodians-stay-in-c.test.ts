// SPDX-License-Identifier: Apache-2.0
//
// The oracle of what custodians type finds what it looks for: each shape planted in plain memory; the real program, patched so that
// it asks for a component or a passcode in a number field and keeps it; the terminal's private key in each place. Unpatched,
// nothing is found, not even while a component is being typed.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildProgram, bundle, type Program } from '../../host-sim/engine/bundle.ts';
import { compileScript } from '../../host-sim/engine/machine.ts';
import { findDeviceCard } from '../../host-sim/keys/device-card.ts';
import { pointOf, privateKeyOf } from '../../host-sim/keys/p256.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import {
  identityOf,
  identityStaysHome,
  shapesOfTyped,
  typedSecretsStayHome,
} from '../../host-sim/oracle/custodians.ts';
import { findPattern } from '../../host-sim/oracle/secrets.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';

let screens: ScreenReader;
let release: Program;

before(async () => {
  screens = await ScreenReader.create();
  release = await buildProgram('src/main.ts');
});

const random = new Kernel('custodians').random('typed');
/** Digits only where a number field must do, which has no letters. */
const digitsOf = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
const component = random.bytes(16);
const componentHex = Buffer.from(component).toString('hex').toUpperCase();
const passcode = digitsOf(12);
const noise = () => Buffer.from(random.bytes(4096));

describe('in plain memory', () => {
  for (const [what, digits] of [
    ['a component', componentHex],
    ['a passcode', passcode],
  ] as const) {
    const shapes = shapesOfTyped(digits);
    for (const pattern of shapes) {
      test(`${what} is found as ${pattern.shape}`, () => {
        const memory = Buffer.concat([noise(), pattern.bytes, noise()]);
        assert.equal(findPattern(memory, [pattern]), pattern.shape);
        assert.ok(findPattern(memory, shapes), 'found among all shapes');
      });
    }
    test(`${what} is not found where it is not`, () => {
      assert.equal(findPattern(noise(), shapes), undefined);
    });
  }
});

function types(world: World, digits: string): void {
  for (const digit of digits) {
    const letter = 'ABCDEF'.indexOf(digit);
    world.clerk.types(...(letter < 0 ? [digit] : ['.', String(letter + 1)]));
  }
}

/** A terminal without keys, from its page of keys to the first custodian's passcode. */
function atPasscode(program: Program): World {
  const world = new World({ program, screens, seed: '1' }, { withoutMasterKey: true });
  world.power.on();
  world.waits(5000);
  world.clerk.types('enter', 'enter', 'enter', 'enter');
  world.waits(300);
  return world;
}

/** … and on to the component, in full but for OK. */
function atComponent(program: Program, digits: string): World {
  const world = atPasscode(program);
  world.clerk.types('000001', 'enter');
  for (let twice = 0; twice < 2; twice++) {
    world.waits(1000);
    world.clerk.types(passcode, 'enter');
  }
  world.waits(1000);
  world.sim.noteTyped('the passcode', passcode);
  world.sim.noteTyped('the component', digits);
  types(world, digits);
  return world;
}

/** What the oracle says of that world; undefined: nothing. */
function verdict(world: World, entered = false): string | undefined {
  try {
    assert.deepEqual(world.sim.desk.deaths, []);
    typedSecretsStayHome(world, entered);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('nothing of a component or a passcode is outside of C while a component is typed, where it is', () => {
  const world = atComponent(release, componentHex);
  const total = componentHex.length;
  world.shows({ kind: 'secret-entry', secret: 'component', custodian: 1, digits: total, total });
  assert.equal(verdict(world), undefined);
  assert.match(verdict(world, true) ?? '', /the component lies in c state/);
  world.clerk.types('cancel');
  world.reaches({ kind: 'key-notice', notice: 'stopped' });
  assert.equal(verdict(world, true), undefined);
  world.power.off();
});

/** The release with one line in place of the call that waits for `secret`: digits come to JavaScript, which keeps them as `k`. */
async function patched(secret: string, statement: string): Promise<Program> {
  const { text, sourceMap } = await bundle('src/main.ts');
  const call = new RegExp(`await typed\\d*\\(app,${secret}\\)`);
  assert.ok(call.test(text), 'the patch does not apply any more');
  assert.ok(text.includes('function askForDigits('));
  const instead = `await(async()=>{closePin();askForDigits("amount");const k=[];for(;;){const w=await app.attention.key(60000);if(w.kind!=="key"||w.code>11)return;k.push(w.code);${statement}}})()`;
  const code = compileScript(
    text.replace(call, () => instead),
    'bundle.js',
    false,
  );
  return { ...release, ...code, sourceMap };
}

/** Statements that keep the keys `k` typed so far. */
const keepings: Readonly<Record<string, readonly [statement: string, where: RegExp]>> = {
  'as text': ["globalThis.kept = k.join('');", /lies in (chunks|slots)/],
  'as a list of numbers': ['globalThis.kept = k.slice();', /slots/],
  'as bytes': ['globalThis.kept = Uint8Array.from(k);', /a digit per byte/],
  'as doubles': ['globalThis.kept = Float64Array.from(k);', /a digit per double/],
  'as a key': [
    'globalThis.kept = Uint8Array.from({length:k.length>>1}, (_, i) => (k[2 * i] << 4) | k[2 * i + 1]);',
    /binary/,
  ],
  'as key events': ['k.push(k.pop() + 256);', /a key each/],
};

describe('a program that asks in a number field', () => {
  const typedComponent = digitsOf(32);
  for (const [how, [statement, where]] of Object.entries(keepings)) {
    test(`for a component, and keeps it ${how}, is found out`, async () => {
      const program = await patched('"component",who,total\\d*', statement);
      const world = atComponent(program, typedComponent);
      assert.match(verdict(world) ?? 'nothing found', where);
      world.power.off();
    });
  }

  test('for a passcode, and keeps it as text, is found out', async () => {
    const world = atPasscode(await patched('"passcode",who', keepings['as text']![0]));
    world.sim.noteTyped('the passcode', passcode);
    world.clerk.types(passcode);
    assert.match(verdict(world) ?? 'nothing found', /the passcode lies in (chunks|slots)/);
    world.power.off();
  });
});

describe("the terminal's private key", () => {
  const booted = () => {
    const world = new World({ program: release, screens, seed: '1' });
    world.boots();
    return world;
  };
  const found = (world: World) => {
    try {
      identityStaysHome(world);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      world.power.off();
    }
  };

  test('is known to the oracle: its public key is the one on the card', () => {
    const world = booted();
    const key = identityOf(world.sim);
    assert.ok(key);
    const card = findDeviceCard(world.sim.readKeyload());
    assert.deepEqual(pointOf(privateKeyOf(key)), card!.publicKey);
    assert.equal(found(world), undefined);
  });

  test('is found in the log, in flash, on the wire', () => {
    const leaks: readonly (readonly [RegExp, (world: World, key: Uint8Array) => void])[] = [
      [/in log \(hex\)/, ({ sim }, key) => sim.note(Buffer.from(key).toString('hex'))],
      [/in flash settings/, ({ sim }, key) => sim.board.flash.world.load('settings', key)],
      [/in wire/, ({ sim }, key) => void sim.wire.push(key)],
    ];
    for (const [where, leak] of leaks) {
      const world = booted();
      leak(world, identityOf(world.sim)!);
      assert.match(found(world) ?? 'nothing found', where);
    }
  });
});
