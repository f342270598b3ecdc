// SPDX-License-Identifier: Apache-2.0
//
// `npm run explore`: `jiaozi explore` for five minutes, or with the arguments given (npm run explore -- --seeds 1..5000 --jobs 2).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

const given = process.argv.slice(2);

await afterSetUp(() => {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin/jiaozi.mjs'), 'explore', ...(given.length > 0 ? given : ['--time', '300'])],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
});
