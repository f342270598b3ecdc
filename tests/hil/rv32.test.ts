// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil` against the HIL image on the emulated board (rv32): the agent on its UART behind a pseudo-terminal, in the
// board's memory. What a bad line and a restart do is the agent's and the link's business, seen on the desk (bench.test.ts); here the long
// run looks at them once more.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Program } from '../../host-sim/engine/bundle.ts';
import type { Engine } from '../../host-sim/engine/machine.ts';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { fuzz } from '../runner/fuzz.ts';
import { onBench, passesOnBadLine, suite, survivesRestart, told } from './support/command.ts';
import { buildHilBoard } from './support/desk-bench.ts';
import { hilProgram } from './support/images.ts';

const inLongRun = fuzz(1).numRuns > 1 ? false : 'in the long run';
const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);

describe('the emulated board on a pseudo-terminal', { skip }, () => {
  let board: { readonly program: Program; readonly engine: Engine };

  before(async () => {
    board = { program: await hilProgram(), engine: await buildHilBoard() };
  });

  test('the suite passes', async () => {
    const ended = await onBench(board, '--json', ...suite);
    assert.equal(ended.code, 0, ended.stderr + ended.stdout);
    const results = told(ended);
    assert.ok(results.length >= suite.length, ended.stdout);
    assert.ok(
      results.every(({ passed }) => passed),
      ended.stdout,
    );
  });

  test('on a line where one byte in 300 is hit, each way, it passes too', { skip: inLongRun }, () =>
    passesOnBadLine(board),
  );

  test(
    'a board that restarts in the middle of a story fails that story by name, and the next one passes',
    { skip: inLongRun },
    () => survivesRestart(board),
  );
});
