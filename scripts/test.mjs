// SPDX-License-Identifier: Apache-2.0
//
// `npm test` and `npm run test:long`: sets up what is missing, then runs the tests (tests/runner/main.ts has the arguments).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

await afterSetUp(() => {
  const runner = join(root, 'tests/runner/main.ts');
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', runner, ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
});
