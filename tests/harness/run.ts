// SPDX-License-Identifier: Apache-2.0
//
// The host's runner as a command: test files on a target, results as TAP on standard output, as JUnit XML in a file.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runFiles, type Target, toJunit, toTap } from './host.ts';

const help = `usage: node --import tsx run.ts --target module [--junit file] test-file…

Runs test files on a target. The module's default export is the target (README.md, "Plugging in a target").

  --target M  path of the target's module
  --junit F   write the results to F as JUnit XML, too
Standard output is TAP version 13.
Exit codes: 0 all passed, 1 one failed or the target died, 2 bad command line.
`;

async function main(args: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${help}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (!values.target || positionals.length === 0) {
    process.stderr.write(help);
    return 2;
  }
  const module = await import(pathToFileURL(resolve(values.target)).href);
  const target = module.default as Target;
  const files = await runFiles(target, positionals);
  await target.close?.();
  process.stdout.write(toTap(files));
  if (values.junit) writeFileSync(values.junit, toJunit(files));
  const good = files.every((each) => !each.trouble && each.results.every(({ passed }) => passed));
  return good ? 0 : 1;
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      junit: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

process.exitCode = await main(process.argv.slice(2));
