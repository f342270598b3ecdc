// SPDX-License-Identifier: Apache-2.0
//
// The build of the engine: what is compiled again, and what somebody without a compiler is told.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';
import { buildEngine } from './support/build.ts';

const folder = 'test-build';
const sources = `build/${folder}/sources`;
const source = (value: number) =>
  `#include "xsmc.h"\nvoid xs_sample(xsMachine *the) { xsmcSetInteger(xsResult, ${value}); }\n`;

/** Builds with the sample and these flags; what was compiled. */
async function compiled(text: string, flags: readonly string[] = []): Promise<readonly string[]> {
  const log: string[] = [];
  writeFileSync(join(root, sources, 'sample.c'), text);
  const extra = { folders: [sources], flags };
  await buildEngine({ log: (line: string) => log.push(line), folder, only: 'fast', extra });
  return log;
}

before(() => {
  rmSync(join(root, 'build', folder), { recursive: true, force: true });
  mkdirSync(join(root, sources), { recursive: true });
});

test('what has changed is compiled again, and nothing else', async () => {
  const one = ['compiling the engine (fast, 1 files)'];
  const first = ['compiling the engine (fast, 2 files)']; // the sample and the table of natives
  assert.deepEqual(await compiled(source(1)), first);
  assert.deepEqual(await compiled(source(1)), []);
  assert.deepEqual(await compiled(source(2)), one);
  assert.deepEqual(await compiled(source(2), ['-O1']), one);
  assert.deepEqual(await compiled(source(2), ['-O1']), []);
});

test('a source that does not compile is an error with what the compiler says', async () => {
  await assert.rejects(compiled('void xs_sample(xsMachine *the) {}'), /sample\.c[\s\S]*error:/);
  assert.equal((await compiled(source(3))).length, 1);
});

test('without a compiler one line says what to install', () => {
  const setup = join(root, 'scripts/setup.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [setup], {
    env: { PATH: '' },
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^jiaozi: no C compiler: install gcc [^\n]*\n$/);
});
