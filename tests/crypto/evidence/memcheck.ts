// SPDX-License-Identifier: Apache-2.0
//
// crypto/ct/memcheck.c under valgrind: secrets are marked undefined, and a branch or an address that depends on one is found.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, coreFolder, filesOf, root } from '../core.ts';

/** With which the device is built, and with which the emulated board is. */
export const optimisations = ['-Os', '-O2'] as const;

export function ctSources(prefix: string): string[] {
  const path = join(root, 'crypto/ct', prefix);
  return filesOf(join(root, 'crypto/ct')).filter(
    (file) => file.startsWith(path) && /c$/.test(file),
  );
}

export function buildMemcheck(optimisation: string, core = coreFolder): string {
  return build({
    name: `memcheck${optimisation}`,
    flags: [optimisation, '-g', '-DJIAOZI_CT_MEMCHECK'],
    sources: ctSources('memcheck'),
    core,
  });
}

export interface Memcheck {
  readonly found: boolean;
  readonly report: string;
  readonly groups: readonly { readonly name: string; readonly isGood: boolean }[];
}

export function underValgrind(program: string): Memcheck {
  const { status, stdout, stderr } = spawnSync(
    'valgrind',
    ['--quiet', '--error-exitcode=9', program],
    { encoding: 'utf8' },
  );
  const report = `${stdout}${stderr}`;
  assert.ok(status === 0 || status === 9, report);
  const groups = [...stdout.matchAll(/^(.+): (ok|depends on a secret)$/gm)].map(
    ([, name, verdict]) => ({ name: name!, isGood: verdict === 'ok' }),
  );
  return { found: status === 9, report, groups };
}
