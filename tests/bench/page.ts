// SPDX-License-Identifier: Apache-2.0
//
// From `npm start` in a built clone to a page that can be used: the server answers and the terminal's first picture has come.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import { root } from '../../host-sim/engine/bundle.ts';

/** Milliseconds of wall time. */
export async function pageReadyMs(): Promise<number> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/start.mjs'), '--no-open', '--port', '0'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const url = await firstUrl(child.stdout);
    await (await fetch(url)).text();
    const socket = new WebSocket(`${url.replace('http', 'ws')}terminal`);
    for await (const [, isPixels] of received(socket)) if (isPixels) break;
    socket.close();
    return performance.now() - start;
  } finally {
    child.kill('SIGINT');
    await once(child, 'close');
  }
}

/** The stream stays open: the simulator says more than that. */
async function firstUrl(output: Readable): Promise<string> {
  let text = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += chunk;
    const url = /http:\S+/.exec(text)?.[0];
    if (url) return url;
  }
  throw new Error('the simulator ended without a URL');
}

async function* received(socket: WebSocket): AsyncGenerator<[data: unknown, isBinary: boolean]> {
  for (;;) yield (await once(socket, 'message')) as [unknown, boolean];
}
