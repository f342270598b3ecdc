// SPDX-License-Identifier: Apache-2.0
//
// The test files of the repository, and on which engine each runs: a file that imports `mcu-test-harness` runs on XS (through
// tests/xs), all others on Node.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../host-sim/engine/bundle.ts';

function testFiles(): string[] {
  return (readdirSync(join(root, 'tests'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `tests/${name.replaceAll('\\', '/')}`)
    .sort();
}

function runsOnXs(path: string): boolean {
  return /from 'mcu-test-harness'/.test(readFileSync(join(root, path), 'utf8'));
}

export const xsTestFiles = () => testFiles().filter(runsOnXs);
export const nodeTestFiles = () => testFiles().filter((path) => !runsOnXs(path));
