// SPDX-License-Identifier: Apache-2.0
//
// The device's C without the device: it compiles against the engine's own headers and against stubs of ESP-IDF and the SDK
// (tests/device/stubs: only what we use, written from their documentation), and its ports do what ports.h says.
//
// What a reader would get wrong: that it compiles here proves syntax and types, not that the stubs are true.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readManifest, root } from './support/manifest.ts';

const manifest = readManifest();
const folders = new Set(manifest.headers.map((file) => dirname(file)));
const flags = [
  '-std=gnu17',
  '-funsigned-char',
  '-Wall',
  '-Wextra',
  '-Werror',
  // Where xs.h is first, the SDK's platform has defined size_t; here nothing has.
  ...['-include', 'stddef.h'],
  ...['tests/device/stubs', ...folders].map((folder) => `-I${join(root, folder)}`),
  ...['-isystem', join(root, 'node_modules/@agoric/xsnap/moddable/xs/includes')],
];

function gcc(...options: string[]): void {
  const run = spawnSync('gcc', [...flags, ...options], { cwd: root, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
}

describe("the device's C", () => {
  test('compiles with the headers of the engine and stubs of the SDK, every file that is listed', () => {
    gcc('-fsyntax-only', ...manifest.c);
    gcc('-fsyntax-only', '-Wconversion', ...manifest.c.filter((file) => file.includes('/esp32/')));
  });
});

describe("the device's ports", () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-ports-'));
  const program = join(folder, 'ports');
  after(() => rmSync(folder, { recursive: true }));
  before(() => {
    const ports = manifest.c.filter((file) => /esp32_\w+\.c$/.test(file));
    gcc(
      '-g',
      '-fsanitize=address,undefined',
      '-o',
      program,
      'tests/device/ports.c',
      'drivers/keypad/keypad.c',
      ...ports,
    );
  });

  function run(...commands: string[]): string[] {
    const done = spawnSync(program, { input: `${commands.join('\n')}\n`, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stdout + done.stderr);
    return done.stdout.trim().split('\n');
  }

  test('claim pins once, all or none', () => {
    assert.deepEqual(run('claim 4 5', 'claim 5 6', 'claim 6 7', 'claim 8 8'), [
      'claim 1',
      'claim 0',
      'claim 1',
      'claim 0',
    ]);
  });

  test('make an event of a key that is pressed, and another when it is let go', () => {
    const pressed = run('start', 'press 2 1', 'run 60', 'take', 'release 2 1', 'run 60', 'take');
    assert.deepEqual(pressed, ['start 1', 'press 9', 'ready 1', 'release 9', 'ready 2']);
  });

  test('go to sleep and wake again, as often as one likes', () => {
    const once = ['press 0 0', 'run 60', 'release 0 0', 'run 60'];
    const output = run('start', ...once, ...once, ...once, 'take');
    assert.deepEqual(output.slice(-1), ['ready 6']);
    assert.equal(output.filter((line) => line === 'press 0').length, 3);
  });

  test('look at a sleeping keypad a hundred times in a second and no more', () => {
    const [, looks = ''] = run('start', 'run 1000', 'looks');
    assert.equal(looks, `looks ${100 * 5}`);
  });

  test('take no notice of a key that bounces for less than four scans', () => {
    const bounce = ['press 1 1', 'run 3', 'release 1 1', 'run 40'];
    assert.deepEqual(run('start', 'run 8', ...bounce, 'take'), ['start 1', 'ready 0']);
  });

  test('give the device secret of whichever block is burnt', () => {
    assert.deepEqual(run('burn 4', 'secret'), [`secret 1 ${'44'.repeat(32)}`]);
    assert.deepEqual(run('burn 0', 'secret'), [`secret 1 ${'40'.repeat(32)}`]);
  });

  test('have no device secret, and leave nothing behind, when no block is burnt', () => {
    assert.deepEqual(run('secret'), [`secret 0 ${'00'.repeat(32)}`]);
  });
});
