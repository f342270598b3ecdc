// SPDX-License-Identifier: Apache-2.0
//
// What a test needs of Debian: installed by the test itself where that is allowed (root).

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Undefined when `what`, a program or the path of a file, is there (`packageName` is installed if need be), else the reason for a
 * skip. With CI=true nothing is skipped: it throws.
 */
export function missing(what: string, packageName: string): string | undefined {
  const there = () =>
    what.startsWith('/')
      ? existsSync(what)
      : spawnSync('sh', ['-c', `command -v ${what}`]).status === 0;
  if (!there() && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    const install = ['install', '-y', '--no-install-recommends', packageName];
    spawnSync('apt-get', install, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (there()) return undefined;
  const reason = `${what} is missing: apt-get install ${packageName}`;
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}
