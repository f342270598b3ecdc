// SPDX-License-Identifier: Apache-2.0
//
// `npm run check`: types, format and lint, the manifests of the device, and the rules of the repository (tests/tidy). What the tests do not say.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);

/** Folders with C of our own. */
const cFolders = ['crypto', 'drivers', 'host-sim', 'src', 'tests'];
const generated = /(font_data|gb18030_table)\.[ch]$/;

function cFiles() {
  return cFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => /\.[ch]$/.test(name) && !generated.test(name))
      .map((name) => join(folder, name)),
  );
}

function steps() {
  const all = [
    ['types', bin('tsc'), ['-p', '.']],
    ['types of the page', bin('tsc'), ['-p', 'host-sim/web/page']],
    ['format and lint', bin('biome'), ['check', '--max-diagnostics=100', '.']],
  ];
  // Not on npm: checked where it is installed.
  if (
    existsSync(join(root, '.clang-format')) &&
    spawnSync('clang-format', ['--version']).status === 0
  ) {
    all.push(['format of C', 'clang-format', ['--dry-run', '--Werror', ...cFiles()]]);
  }
  all.push(['manifests', process.execPath, ['--import', 'tsx', 'tests/device/check-manifest.ts']]);
  all.push(['tidy', process.execPath, ['--import', 'tsx', 'tests/runner/main.ts', 'tests/tidy']]);
  return all;
}

await afterSetUp(() => {
  for (const [name, command, args] of steps()) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${name.padEnd(18)} ${status === 0 ? 'good' : 'BAD '} ${seconds.padStart(6)} s`);
    if (status === 0) continue;
    process.stdout.write(stdout ?? '');
    process.stderr.write(stderr ?? '');
    process.exitCode = 1;
  }
});
