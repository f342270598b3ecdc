// SPDX-License-Identifier: Apache-2.0
//
// `npm run bench`: prints one JSON object of figures.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

await afterSetUp(() => {
  const done = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'tests/bench/bench.ts'), ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  process.exitCode = done.status ?? 1;
});
