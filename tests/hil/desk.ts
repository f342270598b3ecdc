// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil` without a board: opens a bench with the HIL image on the desk and runs the command against it.
//
//   npm run hil:desk -- 'a sale with'        arguments are those of jiaozi hil

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../host-sim/engine/bundle.ts';
import { buildHilEngine, DeskBench } from './support/desk-bench.ts';
import { hilProgram } from './support/images.ts';

await buildHilEngine();
const bench = await DeskBench.open({ program: await hilProgram() });
const rig = join(bench.folder, 'rig.json');
const args = [join(root, 'bin/jiaozi.mjs'), 'hil', '--rig', rig, ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { stdio: 'inherit' });
process.exitCode = await new Promise<number>((resolve) => {
  child.on('close', (code) => resolve(code ?? 1));
});
if (bench.failure) process.stderr.write(`the desk has ended: ${bench.failure}\n`);
bench.close();
