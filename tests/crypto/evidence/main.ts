// SPDX-License-Identifier: Apache-2.0
//
// `npm run ct`: the evidence for constant time, all of it, with one command. crypto/README.md says what it means.

import { parseArgs } from 'node:util';
import { removeScratchFolders } from './plants.ts';
import { makeReport, textOf } from './report.ts';
import { missingTools } from './tools.ts';

const help = `npm run ct [-- options]      evidence that crypto/core is constant in time, and what it costs

  --short            20 secrets an operation instead of 1,000, and no planted faults (some minutes instead of up to an hour)
  --secrets N        so many random secrets for each operation on rv32 (1,000)
  --long-secrets N   so many for P-256, SM2, RSA, passcodes and key-loading files, with millions of instructions each (1,000)
  --json             one JSON object on stdout instead of tables
  --help

Runs every function that sees secrets under valgrind with the secrets marked undefined; counts its instructions on
the emulated rv32imac for random secrets; compares the way it goes through the code; looks for divisions in the machine
code; says what each primitive takes in flash and RAM; plants faults in a copy, which must be found. -Os is what the device
is built with, -O2 what the emulated board is.

Needs gcc, valgrind, riscv64-unknown-elf-gcc with picolibc, and qemu-system-riscv32; as root on Debian they are installed.
Exit codes: 0 nothing speaks against the claim, 1 something does, 2 wrong arguments or a tool is missing.
`;

class UsageError extends Error {}

function choices() {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      secrets: { type: 'string' },
      'long-secrets': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const count = (name: 'secrets' | 'long-secrets', otherwise: number) => {
    const text = values[name];
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,5}$/.test(text))
      throw new UsageError(`--${name} wants a number from 1 to 999999, not ${text}`);
    return Number(text);
  };
  return {
    ...{ json: values.json, help: values.help, short: values.short },
    secrets: count('secrets', values.short ? 20 : 1000),
    longSecrets: count('long-secrets', values.short ? 2 : 1000),
  };
}

async function main(): Promise<number> {
  const log = (line: string) => process.stderr.write(`ct: ${line}\n`);
  const { json, help: wantsHelp, short, secrets, longSecrets } = choices();
  if (wantsHelp) {
    process.stdout.write(help);
    return 0;
  }
  const missing = missingTools(log);
  if (missing) {
    log(missing);
    return 2;
  }
  const report = await makeReport(
    {
      counts: { runs: secrets, longRuns: longSecrets },
      ways: short ? { runs: 2, longRuns: 0 } : { runs: 8, longRuns: 2 },
      plants: !short,
    },
    log,
  );
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
  return report.problems.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!isUsage) throw error;
  process.stderr.write(
    `ct: ${(error as Error).message}\nct: npm run ct -- --help says what there is\n`,
  );
  process.exitCode = 2;
} finally {
  removeScratchFolders();
}
