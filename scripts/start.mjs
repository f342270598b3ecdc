// SPDX-License-Identifier: Apache-2.0
//
// `npm start`: sets up what is missing, then `jiaozi sim` with the arguments given (`npm start -- --no-open --port 9000`).

import { afterSetUp } from './setup.mjs';

const given = process.argv.slice(2);

await afterSetUp(
  async () => {
    const { register } = await import('tsx/esm/api');
    register();
    const { main } = await import('../host-sim/cli/main.ts');
    process.exitCode = await main(['sim', ...given], process);
  },
  { emulated: given.some((argument) => argument.endsWith('rv32')) },
);
