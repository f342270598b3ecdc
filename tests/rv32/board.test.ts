// SPDX-License-Identifier: Apache-2.0
//
// The emulated board: its limits are real, every way to break them is reported and survived by a reboot, what is in flash
// stays as it is, counts are exact, and its memory can be searched.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Death } from '../../host-sim/engine/desk.ts';
import { noEmulator, type Rv32Machine, rv32 } from '../../host-sim/rv32/machine.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { type BenchOptions, benchOf, programOf } from '../engine/support/desk-bench.ts';

const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
const rebootMs = 400;

/** The death of a program that does `body` when it is 10 ms old; it is up again afterwards. */
async function deathOf(body: string, limits: BenchOptions['limits'] = {}): Promise<Death> {
  const program = await programOf(
    `import Timer from 'timer'; say('up'); Timer.set(function outer() { (() => { ${body} })(); }, 10);`,
  );
  const { desk, said, run } = benchOf(program, { engine: rv32, limits });
  desk.powerOn();
  run(20 + rebootMs);
  assert.equal(said.filter((line) => line === 'up').length, 2, 'it has booted again');
  desk.powerOff();
  return desk.deaths[0]!;
}

const deaths: readonly (readonly [what: string, body: string, name: string, limits?: object])[] = [
  ['slots', 'let last = {}; for (;;) last = { last };', 'memory full'],
  ['chunks', 'const kept = []; for (;;) kept.push(new Uint8Array(1000));', 'memory full'],
  ['the JavaScript stack', 'const f = (n) => f(n + 1) + 1; f(0);', 'JavaScript stack overflow'],
  [
    'the native stack',
    'let s = []; for (let i = 0; i < 1000; i++) s = [s]; JSON.stringify(s);',
    'native stack overflow',
    { stackSlots: 4096 },
  ],
  ['patience', 'for (;;);', 'watchdog', { turnBudget: 100_000 }],
];

describe('running out is reported and survived', { skip }, () => {
  for (const [what, body, name, limits] of deaths) {
    test(`of ${what}: ${name}`, async () => {
      assert.equal((await deathOf(body, limits)).name, name);
    });
  }

  test('limits beyond the RAM are refused', async () => {
    const { desk } = benchOf(await programOf(''), { engine: rv32, limits: { heapSlots: 20_000 } });
    assert.throws(() => desk.powerOn(), /no memory for a machine/);
  });
});

describe('the image', { skip }, () => {
  const lives = async () => {
    const sim = new Simulation({ seed: 'counts', program: await firmware(), engine: rv32 });
    sim.desk.powerOn();
    sim.desk.advance(3_000_000);
    const machine = sim.desk.machine as Rv32Machine;
    const found = { status: machine.status(), measures: machine.measures() };
    const pieces = machine.memory(false);
    sim.desk.powerOff();
    return { ...found, pieces };
  };

  test('counts the same instructions each time, in a used emulator, too', async () => {
    const runs = [await lives(), await lives(), await lives()];
    for (const { status, measures } of runs) {
      assert.deepEqual(status, runs[0]!.status);
      assert.deepEqual(measures, runs[0]!.measures);
    }
    assert.ok(runs[0]!.status.instructions > 1_000_000);
  });

  test('has the native stack and all the heap in its 320 KB', async () => {
    const { measures } = await lives();
    assert.ok(measures.staticBytes + measures.heapBytes <= 320 * 1024);
    assert.ok(measures.nativeStackPeak > 1000);
    assert.ok(measures.nativeStackPeak < measures.nativeStackBytes);
  });

  test('gives all of its RAM to be searched, the C state apart', async () => {
    const { pieces } = await lives();
    const sizeOf = (wanted: string) =>
      pieces.reduce((sum, { name, bytes }) => sum + (name === wanted ? bytes.length : 0), 0);
    assert.equal(sizeOf('ram') + sizeOf('c state'), 320 * 1024);
    assert.ok(sizeOf('slots') >= 4900 * 16);
    assert.ok(sizeOf('chunks') >= 65_000);
  });

  test('cannot be changed by the program: a store to flash is a fault', async () => {
    const source = 'const kept = new Map(); globalThis.main = () => { kept.set(1, 2); };';
    const program = { ...(await programOf(source)), preloads: true };
    const { desk } = benchOf(program, { engine: rv32 });
    desk.powerOn();
    assert.equal(desk.deaths[0]?.name, 'hardware fault');
    assert.match(desk.deaths[0]!.report, /^cause 7 /);
  });

  test('keeps what the imports left as variables of its own for each boot', async () => {
    const source = `let count = 0; const list = [1]; globalThis.main = () => {
      count++; list.push(count); native('xs_harness_report').call(undefined, count + ':' + list.join()); };`;
    const program = { ...(await programOf(source)), preloads: true };
    const { desk, said } = benchOf(program, { engine: rv32 });
    for (let boot = 0; boot < 2; boot++) {
      desk.powerOn();
      desk.powerOff();
    }
    assert.deepEqual(said, ['1:1,1', '1:1,1']);
  });
});
