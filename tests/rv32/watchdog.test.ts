// SPDX-License-Identifier: Apache-2.0
//
// A program that hangs is reset by the watchdog, on desk and rv32 alike, and the terminal comes back to the idle screen. The
// loop is planted in a copy of the program's text: at the third digit of the amount 123.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bundle, type Program } from '../../host-sim/engine/bundle.ts';
import { compileScript, type Engine } from '../../host-sim/engine/machine.ts';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';

/** The bundler numbers functions of one name. */
const place = /function typed\d*\(amountMinor,key,limitMinor\)\{/;
const loop = 'if(amountMinor===12)for(;;);';
const noBoard = process.env.CI === 'true' ? false : (noEmulator() ?? false);

async function hangingProgram(): Promise<Program> {
  const { text, sourceMap } = await bundle('src/main.ts');
  assert.equal(text.split(place).length, 2, 'the place for the loop is there, once');
  const planted = text.replace(place, (found) => found + loop);
  const code = compileScript(planted, 'bundle.js', false);
  return { ...code, preloads: true, path: 'hanging', sourceMap, bundleBytes: planted.length };
}

describe('an endless loop', () => {
  let program: Program;
  let screens: ScreenReader;
  const traces: string[] = [];

  before(async () => {
    program = await hangingProgram();
    screens = await ScreenReader.create();
  });

  const worlds: readonly (readonly [string, Engine | undefined, string | false])[] = [
    ['desk', undefined, false],
    ['rv32', rv32, noBoard],
  ];
  for (const [name, engine, skip] of worlds) {
    test(`is ended by the watchdog, and the terminal comes back to idle: ${name}`, { skip }, () => {
      const world = new World({ program, screens, seed: 'hang', engine });
      world.boots();
      world.clerk.types('1', '2');
      world.sim.key('3', true);
      world.waits(200);
      world.sim.key('3', false);
      assert.deepEqual(
        world.sim.desk.deaths.map((death) => death.name),
        ['watchdog'],
      );
      world.reachesIdle();
      world.clerk.types('5');
      world.shows({ kind: 'amount-entry', amountMinor: 5, limitMinor: 99_999_999 });
      traces.push(world.sim.desk.link.traceHash());
      world.power.off();
    });
  }

  test('and both worlds tell the same story of it', { skip: noBoard }, () => {
    assert.equal(traces.length, 2);
    assert.equal(traces[0], traces[1]);
  });
});
