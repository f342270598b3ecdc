// SPDX-License-Identifier: Apache-2.0
//
// A command of the CLI run in this process: what it writes is kept.

import type { CliIo } from '../../../host-sim/cli/main.ts';

export function ioOf(): { io: CliIo; written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written) =>
    ({
      write: (text: string) => {
        written[name] += text;
      },
    }) as unknown as NodeJS.WritableStream;
  return { io: { stdin: process.stdin, stdout: sink('stdout'), stderr: sink('stderr') }, written };
}
