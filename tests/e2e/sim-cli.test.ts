// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi sim` as a person starts and stops it.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';

interface Running {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly text: { out: string; error: string };
  /** Waits until it has written something that fits; returns that. */
  readonly wrote: (pattern: RegExp) => Promise<RegExpExecArray>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, 'bin/jiaozi.mjs'), 'sim', ...args], {
    cwd: root,
  });
  const text = { out: '', error: '' };
  child.stdout.on('data', (data) => (text.out += data));
  child.stderr.on('data', (data) => (text.error += data));
  const wrote = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(text.out);
      if (match) return match;
      assert.equal(child.exitCode, null, `ended too early: ${text.error}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    }
  };
  return { child, text, wrote };
}

test('prints its address, serves the page and ends cleanly on Ctrl-C', async () => {
  const { child, wrote } = start('--no-open', '--port', '0', '--seed', 'x');
  const [url] = await wrote(/http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(await (await fetch(url)).text(), /<title>Jiaozi simulator/);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

test('takes the next port when the first is taken, and says so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { child, text, wrote } = start('--no-open', '--port', String(port));
  const [, served] = await wrote(/http:\/\/127\.0\.0\.1:(\d+)\//);
  assert.ok(Number(served) > port);
  assert.match(text.error, new RegExp(`port ${port} is taken; this is ${served}`));
  child.kill('SIGTERM');
  await once(child, 'exit');
  other.close();
});

test('a bad command line is told on standard error with exit code 2, help is not an error', async () => {
  for (const args of [['--port', 'x'], ['--port', '70000'], ['--unknown'], ['word']]) {
    const { child, text } = start(...args);
    const [code] = await once(child, 'exit');
    assert.equal(code, 2, args.join(' '));
    assert.match(text.error, /jiaozi sim: /);
    assert.equal(text.out, '');
  }
  const { child, text } = start('--help');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.match(text.out, /--no-open/);
});
