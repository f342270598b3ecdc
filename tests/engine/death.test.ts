// SPDX-License-Identifier: Apache-2.0
//
// How a program dies and how the terminal takes it: every kind of death is reported under its name, the terminal boots again,
// and one that dies young three times stays off (host-sim/engine/desk.ts).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mapStack, root } from '../../host-sim/engine/bundle.ts';
import { deviceLimits } from '../../host-sim/engine/desk.ts';
import { rv32Limits } from '../../host-sim/rv32/machine.ts';
import { benchOf, programOf, started } from './support/desk-bench.ts';

const smallLimits = { chunkBytes: 60_000, heapSlots: 20_000, turnBudget: 2_000_000 };

/** The death of a program that does `body` when it is 10 ms old, and only once. */
async function deathOf(body: string, limits: object = smallLimits) {
  const { desk } = await started(
    `import Timer from 'timer';
    const inner = () => { ${body} };
    Timer.set(function outer() { inner(); }, 10);`,
    { limits },
  );
  assert.ok(desk.deaths.length > 0, 'it lives');
  return desk.deaths[0]!;
}

test('an endless loop is stopped by the watchdog', async () => {
  const death = await deathOf('for (;;);');
  assert.equal(death.name, 'watchdog');
});

test('an endless loop at the top level, in a promise job and in a microtask chain is stopped, too', async () => {
  const loops = [
    'for (;;);',
    'Promise.resolve().then(() => { for (;;); });',
    'const again = () => { Promise.resolve().then(again); }; again();',
  ];
  for (const source of loops) {
    const { desk } = await started(source, { limits: smallLimits });
    assert.equal(desk.deaths[0]?.name, 'watchdog', source);
  }
});

test('the watchdog counts a turn, not a life', async () => {
  const { desk, said } = await started(
    `import Timer from 'timer';
    Timer.set(() => { let sum = 0; for (let i = 0; i < 50_000; i++) sum += i; say(sum); }, 1, 10);`,
    { limits: { turnBudget: 2_000_000 } },
    3000,
  );
  assert.deepEqual(desk.deaths, []);
  assert.ok(desk.meter.reduce((sum, codes) => sum + codes) > 4_000_000, `${said.length} turns`);
});

test('a full heap of slots is an orderly death that says so', async () => {
  const death = await deathOf('const kept = {}; let last = kept; for (;;) last = last.next = {};');
  assert.equal(death.name, 'memory full');
  assert.match(death.report, /^\d+ of \d+ slots, \d+ of \d+ chunk bytes in use$/);
});

test('a full heap of chunks is an orderly death that says so', async () => {
  const death = await deathOf('const kept = []; for (;;) kept.push(new Uint8Array(1000));');
  assert.equal(death.name, 'memory full');
});

test('one buffer larger than the chunk heap is the same death', async () => {
  assert.equal((await deathOf('new ArrayBuffer(50_000_000);')).name, 'memory full');
});

test('memory never grows beyond the limits of its creation', async () => {
  const program = await programOf('const kept = []; for (;;) kept.push(new Uint8Array(100));');
  for (const [heapSlots, chunkBytes] of [
    [4000, 40_000],
    [8000, 80_000],
  ] as const) {
    const { desk } = benchOf(program, { limits: { heapSlots, chunkBytes } });
    desk.powerOn();
    const [, slotsMax, chunkBytesMax] = /of (\d+) slots, \d+ of (\d+) chunk/.exec(
      desk.deaths[0]!.report,
    )!;
    assert.ok(Number(slotsMax) <= heapSlots + 3773, `${slotsMax} slots`);
    assert.ok(Number(chunkBytesMax) <= chunkBytes + 4 * program.symbols.length);
  }
});

test('a machine too small for the built-ins is refused, not a crash', async () => {
  const program = await programOf('');
  const bench = benchOf(program, { limits: { heapSlots: -3000 } });
  assert.throws(() => bench.desk.powerOn(), /no memory for a machine/);
});

test('endless recursion is a JavaScript stack overflow', async () => {
  const death = await deathOf('const f = (n) => f(n + 1) + 1; f(0);');
  assert.equal(death.name, 'JavaScript stack overflow');
});

test('recursion through the engine itself is a native stack overflow', async () => {
  const death = await deathOf(
    'let s = []; for (let i = 0; i < 5000; i++) s = [s]; JSON.stringify(s);',
    {
      stackSlots: 1_000_000,
      heapSlots: 100_000,
      chunkBytes: 4_000_000,
      turnBudget: 0,
    },
  );
  assert.equal(death.name, 'native stack overflow');
});

test('an unhandled exception is reported with the functions on its stack', async () => {
  const death = await deathOf('throw new RangeError("too far");');
  assert.equal(death.name, 'unhandled exception');
  assert.match(death.report, /^RangeError: too far/);
  assert.match(death.report, /at inner[\s\S]*at outer/);
});

test('a thrown string, number and object are reported as what they say', async () => {
  assert.equal((await deathOf('throw "in words";')).report, 'in words');
  assert.match((await deathOf('throw { toString: () => "speaks" };')).report, /speaks/);
  assert.equal((await deathOf('throw { toString() { for (;;); } };')).name, 'watchdog');
});

test('an unhandled rejection is reported with the functions on its stack', async () => {
  const death = await deathOf(
    'const asked = async () => { await undefined; throw new TypeError("nobody waits"); }; asked();',
  );
  assert.equal(death.name, 'unhandled rejection');
  assert.match(death.report, /^TypeError: nobody waits[\s\S]*at asked/);
});

test('a rejection that is handled in the same turn kills nobody', async () => {
  const { desk, said } = await started(
    `const p = Promise.reject(new Error('x')); Promise.resolve().then(() => p.catch(() => say('caught')));`,
  );
  assert.deepEqual(desk.deaths, []);
  assert.deepEqual(said, ['caught']);
});

test('the debug engine knows file and line of the TypeScript', async () => {
  const source = `
    interface Unused { readonly a: number }
    function thrower(): never {
      throw new Error('here');
    }
    thrower();`;
  const program = await programOf(source, true, 'planted.ts');
  const { desk } = benchOf(program, { variant: 'debug' });
  desk.powerOn();
  const report = mapStack(program, desk.deaths[0]!.report);
  assert.match(report, /^Error: here/);
  assert.match(report, /thrower \(planted\.ts:4\)/);
  assert.match(report, /planted\.ts:6\)/);
});

test('after a death the terminal boots again, with everything forgotten', async () => {
  const { desk, said, run } = await started(
    `import Timer from 'timer';
    globalThis.lives = (globalThis.lives ?? 0) + 1;
    say('life ' + globalThis.lives);
    Timer.set(() => { throw new Error('old age'); }, 16_000);`,
    {},
    16_200,
  );
  assert.equal(desk.deaths.length, 1);
  run(400);
  assert.deepEqual(said, ['life 1', 'life 1']);
  assert.ok(desk.powered);
});

test('three young deaths and it stays off, until somebody switches it on again', async () => {
  const { desk, said, run } = await started(`say('boot'); throw new Error('at once');`, {}, 10_000);
  assert.equal(desk.deaths.length, 3);
  assert.equal(said.length, 3);
  assert.equal(desk.powered, false);
  assert.equal(desk.nextUs, Number.POSITIVE_INFINITY);
  desk.powerOff();
  desk.powerOn();
  run(10_000);
  assert.equal(desk.deaths.length, 6);
});

test('deaths at a good age are not held against it', async () => {
  const { desk } = await started(
    `import Timer from 'timer'; Timer.set(() => { throw new Error('old age'); }, 16_000);`,
    {},
    170_000,
  );
  assert.ok(desk.deaths.length >= 9, `${desk.deaths.length} deaths`);
  assert.ok(desk.powered);
});

test('a terminal that is switched off while it waits to boot again stays off', async () => {
  const { desk, run } = await started(`throw new Error('at once');`, {}, 1);
  assert.equal(desk.deaths.length, 1);
  desk.powerOff();
  run(10_000);
  assert.equal(desk.deaths.length, 1);
  assert.equal(desk.powered, false);
});

test('whoever hears of a death may switch off', async () => {
  const { desk, run } = benchOf(await programOf(`throw new Error('at once');`));
  desk.onDeath = () => desk.powerOff();
  desk.powerOn();
  run(10_000);
  assert.equal(desk.deaths.length, 1);
});

test('a busy program does not hold up the world', async () => {
  const { desk, kernel } = benchOf(
    await programOf(`import Timer from 'timer'; Timer.repeat(() => {}, 0);
      const again = () => Timer.set(again, 0); again();`),
  );
  desk.powerOn();
  const untilUs = kernel.nowUs + 20_000;
  desk.advance(untilUs);
  assert.ok(
    kernel.nowUs >= untilUs && kernel.nowUs < untilUs + 1000,
    `${kernel.nowUs} of ${untilUs}`,
  );
});

test('the limits of the desk and of the emulated board are those of the device', () => {
  const path = join(root, 'src/board/jiaozi-s3/creation.json');
  const { creation } = JSON.parse(readFileSync(path, 'utf8'));
  const { chunk, heap, stack } = creation;
  const device = { chunkBytes: chunk.initial, heapSlots: heap.initial, stackSlots: stack };
  const { turnBudget, ...board } = rv32Limits;
  assert.deepEqual(board, device);
  // Pointers are twice as long.
  assert.deepEqual(deviceLimits, { ...device, chunkBytes: 2 * chunk.initial, turnBudget });
});
