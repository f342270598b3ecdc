// SPDX-License-Identifier: Apache-2.0
//
// The same seed gives the same trace on desk and rv32: of all that passed over the link. The long run does it with every
// scenario (tests/runner) and with more seeds.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { scenarioFiles } from '../../host-sim/cli/scenario.ts';
import type { Program } from '../../host-sim/engine/bundle.ts';
import { noEmulator, rv32 } from '../../host-sim/rv32/machine.ts';
import { load, run, type Scenario } from '../../host-sim/scenario/scenario.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { longRun } from '../budgets.ts';

/** Short ones that use display, keypad, reader, line and printer. */
const stories = [
  'a sale with quickpass-debit is approved and printed twice',
  'clear takes digits back one by one, and from an empty amount leads back to idle',
] as const;

const count = process.env.JIAOZI_FUZZ ? longRun.rv32Seeds : longRun.rv32SeedsOfTest;
const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);

describe('the same trace on desk and rv32', { skip }, () => {
  let program: Program;
  let screens: ScreenReader;
  let all: Scenario[];

  before(async () => {
    program = await firmware();
    screens = await ScreenReader.create();
    all = await load(scenarioFiles());
  });

  for (const name of stories) {
    test(name, async () => {
      const story = all.find((each) => each.name === name);
      assert.ok(story, 'there is such a scenario');
      const traces = new Set<string>();
      for (let index = 0; index < count; index++) {
        const seed = `both worlds ${index}`;
        const onDesk = await run(story, { program, screens, seed });
        const onBoard = await run(story, { program, screens, seed, engine: rv32 });
        assert.equal(onDesk.detail, '');
        assert.equal(onBoard.detail, '');
        assert.equal(onBoard.trace, onDesk.trace, seed);
        assert.deepEqual(onBoard.meter, onDesk.meter, `${seed}: byte codes of each turn`);
        traces.add(onBoard.trace);
      }
      assert.equal(traces.size, count, 'another seed is another run');
    });
  }
});
