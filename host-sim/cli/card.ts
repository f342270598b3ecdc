// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi card list`: the test doubles of cards and phones.

import { catalogue } from '../cards/catalogue.ts';
import type { CliIo } from './main.ts';

const help = `usage: jiaozi card list [--json]

Lists the cards and phones of the simulator: test doubles, with project-made numbers and keys.
With --json, one object per line: {"name":…,"description":…}.
Exit codes: 0 good, 2 bad command line.
`;

export async function card(args: string[], io: CliIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  const [action, ...options] = args;
  if (action !== 'list' || options.some((option) => option !== '--json')) {
    io.stderr.write(help);
    return 2;
  }
  for (const { name, description } of catalogue) {
    const line =
      options.length > 0
        ? JSON.stringify({ name, description })
        : `${name.padEnd(24)} ${description}`;
    io.stdout.write(`${line}\n`);
  }
  return 0;
}
