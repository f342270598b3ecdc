// SPDX-License-Identifier: Apache-2.0
//
// A chip model on a pseudo-terminal, in wall-clock time, so that a program nobody here wrote can talk to it. Node has no
// openpty, so a small C program does that part.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UartDevice } from '../../../host-sim/chips/model.ts';
import type { Kernel } from '../../../host-sim/link/kernel.ts';

export interface Terminal {
  /** /dev/pts/… */
  readonly path: string;
  close(): void;
}

/** Puts `device` on a new pseudo-terminal and lets `kernel` follow the wall clock until `close`. */
export async function onTerminal(kernel: Kernel, device: UartDevice): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-pty-'));
  const program = join(folder, 'pty-relay');
  const source = new URL('pty-relay.c', import.meta.url).pathname;
  execFileSync('gcc', ['-Wall', '-Wextra', '-Werror', '-O1', '-o', program, source]);
  const relay = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });

  const beginMs = performance.now();
  const beginUs = kernel.nowUs;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const pump = () => {
    if (closed) return;
    clearTimeout(timer);
    kernel.advanceTo(beginUs + Math.floor((performance.now() - beginMs) * 1000));
    const { nextUs } = kernel;
    if (nextUs !== undefined) timer = setTimeout(pump, Math.ceil((nextUs - kernel.nowUs) / 1000));
  };

  let lineFreeUs = 0;
  const hear = (bytes: Uint8Array) => {
    pump();
    // A pseudo-terminal has no rate: the bytes come one after another, as on the wire.
    for (const byte of bytes) {
      lineFreeUs = Math.max(lineFreeUs, kernel.nowUs) + 10_000_000 / device.baud;
      kernel.schedule(lineFreeUs - kernel.nowUs, () => device.receive(Uint8Array.of(byte)));
    }
    pump();
  };
  device.attach({ send: (bytes) => relay.stdin.write(bytes) });

  const path = await new Promise<string>((resolve, reject) => {
    relay.once('exit', () => reject(new Error('no pseudo-terminal')));
    relay.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
  });
  relay.stdout.on('data', hear);
  return {
    path,
    close: () => {
      closed = true;
      clearTimeout(timer);
      relay.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
