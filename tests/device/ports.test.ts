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
import { type Manifest, readManifest, root } from './support/manifest.ts';

const manifest = readManifest('jiaozi-s3');
const without = readManifest('jiaozi-esp32');
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
    gcc('-fsyntax-only', ...manifest.c, ...without.c);
    gcc('-fsyntax-only', '-Wconversion', ...manifest.c.filter((file) => file.includes('/esp32/')));
  });
});

describe("the device's ports", () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-ports-'));
  after(() => rmSync(folder, { recursive: true }));

  const hashes = ['hash', 'sha1', 'sha256', 'sha512', 'sm3'].map((name) => `core/${name}.c`);
  const core = [
    'core/entropy.c',
    'core/drbg.c',
    'core/hmac.c',
    ...hashes,
    'core/wipe.c',
    'glue/noise.c',
  ];
  function build(name: string, { c }: Manifest, ...options: string[]): void {
    gcc(
      ...['-g', '-fsanitize=address,undefined', '-o', join(folder, name)],
      ...options,
      ...['tests/device/ports.c', 'drivers/keypad/keypad.c'],
      ...core.map((file) => `crypto/${file}`),
      ...c.filter((file) => /esp32_\w+\.c$/.test(file)),
    );
  }
  before(() => {
    build('ports', manifest);
    build('release', manifest, '-DCONFIG_BOOTLOADER_APP_SECURE_VERSION=2');
    build('neither', without);
  });

  const run = (...commands: string[]): string[] => runOf('ports', ...commands);

  function runOf(name: string, ...commands: string[]): string[] {
    const input = `${commands.join('\n')}\n`;
    const done = spawnSync(join(folder, name), { input, encoding: 'utf8' });
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

  test('prove the noise with the source on, and turn it off again', () => {
    assert.deepEqual(run('proven', 'radio', 'proven', 'random'), [
      'proven 1 1024',
      'proven 1 1024',
      'random 1',
    ]);
  });

  test('refuse a generator that is stuck or biased, for good', () => {
    for (const noise of ['stuck', 'biased']) {
      assert.deepEqual(run(`noise ${noise}`, 'proven', 'noise good', 'proven', 'random'), [
        'proven 0 1024',
        'proven 0 1024',
        'random 0 zeros',
      ]);
    }
  });

  test('refuse to prove anything once the radio is there', () => {
    assert.deepEqual(run('radio', 'random', 'proven'), ['random 0 zeros', 'proven 0 0']);
  });

  test('notice a generator that gets stuck later, and give nothing from then on', () => {
    assert.deepEqual(run('random', 'noise stuck', 'random', 'noise good', 'random'), [
      'random 1',
      'random 0 zeros',
      'random 0 zeros',
    ]);
  });

  test('count in fuses up to the version of the program, and not at all in a development build', () => {
    const steps = ['count', 'advance', 'advance', 'advance', 'count'];
    assert.deepEqual(runOf('release', ...steps), [
      'count 1 0',
      'advance 1',
      'advance 1',
      'advance 0',
      'count 1 2',
    ]);
    assert.deepEqual(run('advance', 'count'), ['advance 0', 'count 1 0']);
  });

  test('of a board without key fuses have neither secret nor count', () => {
    assert.deepEqual(runOf('neither', 'burn 4', 'secret', 'count', 'advance', 'proven'), [
      `secret 0 ${'00'.repeat(32)}`,
      'count 0 0',
      'advance 0',
      'proven 1 1024',
    ]);
  });

  test('wipe the keys when the program dies, and stay off after the third young death', () => {
    assert.deepEqual(run('run 100', 'die', 'run 100', 'die', 'run 100', 'die'), [
      'starts again',
      'starts again',
      'sleeps',
    ]);
    const old = ['run 100', 'die', 'run 100', 'die', 'run 15000', 'die', 'run 100', 'die'];
    assert.deepEqual(run(...old), Array(4).fill('starts again'));
  });
});
