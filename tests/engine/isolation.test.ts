// SPDX-License-Identifier: Apache-2.0
//
// Two machines in one process share nothing: whether the other one is there or not, a run is the same. And a new machine finds
// nothing of those that were before it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masterKeyImage } from '../../host-sim/boards/key-image.ts';
import type { Variant } from '../../host-sim/engine/machine.ts';
import { FreeNet } from '../../host-sim/link/wiring.ts';
import { benchOf, programOf } from './support/desk-bench.ts';

/** Keeps state everywhere: globals, module variables, timers, IO objects, C. */
const source = `
  import Digital from 'embedded:io/digital';
  import flash from 'embedded:storage/flash';
  import Timer from 'timer';
  import { entropy } from 'jiaozi:entropy';
  import { loadKeyImage, masterKeyCheckValue } from './crypto/vault.ts';
  say('before: ' + globalThis.mine + ' ' + Array.prototype.mine + ' ' + masterKeyCheckValue());
  globalThis.mine = entropy(4).join();
  Array.prototype.mine = globalThis.mine;
  const image = new Uint8Array(flash.open({ path: 'plain' }).read(256, 0));
  say('image: ' + JSON.stringify(loadKeyImage(image.subarray(0, image[255]))));
  const pin = new Digital({ pin: 1, mode: 8 });
  let n = 0;
  Timer.repeat(() => { pin.write(++n & 1); if (n % 10 === 0) say(globalThis.mine + ' ' + [].mine + ' ' + masterKeyCheckValue() + ' ' + n); }, 3);`;

/** Terminal `name` with a device secret and a master key of its own. */
async function terminal(name: string, variant: Variant = 'fast') {
  const program = await programOf(source, variant === 'debug');
  const bench = benchOf(program, {
    seed: name,
    variant,
    jobsAfterEach: true,
    limits: { chunkBytes: 400_000 },
    parts: () => ({ nets: new Map([[1, new FreeNet()]]) }),
  });
  const { kernel, desk } = bench;
  const image = masterKeyImage(
    desk.board.wiring.deviceSecret,
    kernel.random('nonce').bytes(16),
    kernel.random('key').bytes(16),
  );
  const padded = new Uint8Array(256);
  padded.set(image);
  padded[255] = image.length;
  desk.board.wiring.flash.world.load('plain', padded);
  return bench;
}

type Terminal = Awaited<ReturnType<typeof terminal>>;

const storyOf = ({ desk, said }: Terminal) => ({ trace: desk.link.traceHash(), said });

async function alone(name: string, variant?: Variant) {
  const one = await terminal(name, variant);
  one.desk.powerOn();
  one.desk.advance(200_000);
  return storyOf(one);
}

for (const variants of [
  ['fast', 'fast'],
  ['fast', 'debug'],
  ['debug', 'debug'],
] as const) {
  test(`two terminals side by side live as each alone (${variants.join(' and ')})`, async () => {
    const expected = [await alone('a', variants[0]), await alone('b', variants[1])];
    assert.match(expected[0]!.said[0]!, /^before: undefined undefined undefined$/);
    assert.equal(expected[0]!.said[1], 'image: {"ok":true}');
    assert.notEqual(expected[0]!.said[2], expected[1]!.said[2]);
    const pair = [await terminal('a', variants[0]), await terminal('b', variants[1])];
    for (const { desk } of pair) desk.powerOn();
    for (let ms = 1; ms <= 200; ms++) {
      for (const { desk } of pair) desk.advance(ms * 1000);
    }
    assert.deepEqual(pair.map(storyOf), expected);
  });
}

test('one dies and the other does not notice', async () => {
  const expected = await alone('a');
  const one = await terminal('a');
  one.desk.powerOn();
  for (let ms = 1; ms <= 200; ms++) {
    const other = benchOf(
      await programOf(`const kept = []; for (;;) kept.push(new Uint8Array(99));`),
      {
        limits: { chunkBytes: 50_000 },
      },
    );
    if (ms % 20 === 0) other.desk.powerOn();
    one.desk.advance(ms * 1000);
    other.desk.powerOff();
  }
  assert.deepEqual(storyOf(one), expected);
});

test('a new machine finds nothing of those before it in its memory', async () => {
  const mark = 'MARKMARKMARKMARK';
  const marked = await programOf(
    `const text = ['MARK', 'MARK']; globalThis.kept = []; for (let i = 0; i < 500; i++) kept.push(text.join('').repeat(40) + i);`,
  );
  for (let i = 0; i < 3; i++) {
    const { desk } = benchOf(marked, { limits: { chunkBytes: 1_000_000 } });
    desk.powerOn();
    const found = desk.machine!.memory(false).some(({ bytes }) => bytes.includes(mark));
    assert.ok(found, 'the mark is in the memory of the machine that made it');
    desk.powerOff();
  }
  const { desk } = benchOf(await programOf(''), { limits: { chunkBytes: 1_000_000 } });
  desk.powerOn();
  for (const { name, bytes } of desk.machine!.memory(false)) {
    assert.ok(!bytes.includes(mark), name);
  }
});

test('memory that a machine has not used is zero', async () => {
  const { desk } = benchOf(await programOf(''), {
    limits: { chunkBytes: 500_000, stackSlots: 5000 },
  });
  desk.powerOn();
  const pieces = (live: boolean) => desk.machine!.memory(live);
  const state = pieces(false).find(({ name }) => name === 'c state')!.bytes;
  assert.ok(state.length > 0 && state.every((byte) => byte === 0), 'C state');
  const raw = pieces(false).filter(({ name }) => name === 'chunks');
  const live = pieces(true).filter(({ name }) => name === 'chunks');
  assert.equal(raw.length, 1);
  const rest = raw[0]!.bytes.subarray(live[0]!.bytes.length);
  assert.ok(rest.length > 300_000, `${rest.length} unused`);
  assert.ok(
    rest.every((byte) => byte === 0),
    'chunks',
  );
  const stack = pieces(false).find(({ name }) => name === 'stack')!.bytes;
  assert.ok(
    stack.subarray(0, 32 * 2000).every((byte) => byte === 0),
    'stack',
  );
});
