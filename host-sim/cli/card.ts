// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi card`: the test doubles of cards and phones.

import { catalogue, doubles } from '../cards/catalogue.ts';
import { make } from './card-make.ts';
import { serve } from './card-serve.ts';
import type { CliIo } from './main.ts';

const help = `usage: jiaozi card list [--json]
       jiaozi card make …
       jiaozi card serve …

Test doubles of cards and phones, with project-made numbers and keys: not cards of any issuer.

  list   the cards and phones of the simulator, then the doubles of each scheme and kind;
         with --json one object per line: {"name":…,"description":…}
  make   personalise a double, as a JSON file
  serve  offer a double to PC/SC tools

jiaozi card make --help and jiaozi card serve --help tell more.
Exit codes: 0 good, 1 a file or a reader that cannot be used, 2 bad command line.
`;

type Action = (options: string[], io: CliIo) => number | Promise<number>;

function list(options: string[], io: CliIo): number {
  if (options.some((option) => option !== '--json')) {
    io.stderr.write(help);
    return 2;
  }
  for (const { name, description } of [...catalogue, ...doubles]) {
    const line =
      options.length > 0
        ? JSON.stringify({ name, description })
        : `${name.padEnd(27)} ${description}`;
    io.stdout.write(`${line}\n`);
  }
  return 0;
}

const actions: Readonly<Record<string, Action>> = { list, make, serve };

export async function card(args: string[], io: CliIo): Promise<number> {
  const [name = '', ...options] = args;
  if (name === '--help' || name === '-h') {
    io.stdout.write(help);
    return 0;
  }
  if (!Object.hasOwn(actions, name)) {
    io.stderr.write(help);
    return 2;
  }
  return actions[name]!(options, io);
}
