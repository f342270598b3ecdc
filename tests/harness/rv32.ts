// SPDX-License-Identifier: Apache-2.0
//
// The plug-in of the emulated board, with its PSRAM on, for run.ts.

import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { rv32Psram } from '../../host-sim/rv32/machine.ts';
import { runProgram } from './desk.ts';
import type { Target } from './host.ts';

export default {
  name: 'rv32',
  run: async (file, collector) => {
    runProgram(await buildProgram(file), { engine: rv32Psram, collector });
  },
} satisfies Target;
