// SPDX-License-Identifier: Apache-2.0
//
// What the firmware imports is run once, before any terminal has power. A top level that fails, or that touches the board, is
// an error that says so, on the desk and on the emulated board.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle, type Program } from '../../host-sim/engine/bundle.ts';
import { deskEngine } from '../../host-sim/engine/desk.ts';
import { compileScript, type Engine } from '../../host-sim/engine/machine.ts';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';

const main = 'globalThis.main=';
const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);

/** The firmware with `planted` at the end of its top level. */
async function withTopLevel(planted: string): Promise<Program> {
  const { text } = await bundle('src/main.ts');
  const changed = text.replace(main, () => `${planted};${main}`);
  assert.notEqual(changed, text);
  return { ...(await firmware()), ...compileScript(changed, 'bundle.js', false) };
}

function switchOn(program: Program, engine: Engine): void {
  const sim = new Simulation({ seed: 'preload', program, engine });
  try {
    sim.desk.powerOn();
  } finally {
    sim.desk.powerOff();
  }
}

const worlds: readonly (readonly [engine: Engine, skip: string | false])[] = [
  [deskEngine('fast'), false],
  [deskEngine('debug'), false],
  [rv32, skip],
];

for (const [engine, skipped] of worlds) {
  test(`an exception of the top level is told (${engine.name})`, { skip: skipped }, async () => {
    const program = await withTopLevel('throw new RangeError("planted at the top")');
    assert.throws(() => switchOn(program, engine), /cannot be.*planted at the top/s);
  });

  test(`a top level that touches the board is refused (${engine.name})`, {
    skip: skipped,
  }, async () => {
    const program = await withTopLevel(
      'native("xs_link_open").call(undefined,10,new Uint8Array(4))',
    );
    assert.throws(() => switchOn(program, engine), /cannot be.*(of the board|power lost)/s);
  });
}

test('after such a program another one starts', async () => {
  const broken = await withTopLevel('throw new Error("planted")');
  assert.throws(() => switchOn(broken, deskEngine('fast')));
  switchOn(await firmware(), deskEngine('fast'));
});
