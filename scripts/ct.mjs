// SPDX-License-Identifier: Apache-2.0
//
// `npm run ct`: sets up what is missing, then tests/crypto/evidence/main.ts, which has the arguments.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

await afterSetUp(
  () => {
    const program = join(root, 'tests/crypto/evidence/main.ts');
    const { status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', program, ...process.argv.slice(2)],
      { cwd: root, stdio: 'inherit' },
    );
    process.exitCode = status ?? 1;
  },
  { emulated: false },
);
