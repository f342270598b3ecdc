// SPDX-License-Identifier: Apache-2.0
//
// Unit tests on the emulated board: each passes, as on the desk. Of the cases of Entry Point, kernels and authentication one file in
// `npm test`, all in the long run.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { longRun } from '../budgets.ts';
import { runOnDesk } from '../harness/desk.ts';
import { Collector } from '../harness/host.ts';
import emulatedBoard from '../harness/rv32.ts';
import { xsTestFiles } from '../runner/files.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined;
const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
const kernelCases = xsTestFiles().filter((path) => path.startsWith('tests/unit/emv-'));
const files = [
  'tests/unit/keys.test.ts',
  'tests/unit/money.test.ts',
  'tests/unit/seal.test.ts',
  ...kernelCases.filter((path) => isLong || path === longRun.rv32CasesOfTest),
];

describe('unit tests on the board', { skip }, () => {
  test('cases of the kernels are there', () => assert.equal(kernelCases.length > 10, true));

  for (const file of files) {
    test(`${file}: as on the desk`, async () => {
      const desk = await runOnDesk(file);
      const board = new Collector();
      await emulatedBoard.run(file, board);
      assert.equal(board.trouble, undefined);
      assert.deepEqual(board.results, desk.results);
      assert.equal(
        board.results.every(({ passed }) => passed),
        true,
      );
    });
  }
});
