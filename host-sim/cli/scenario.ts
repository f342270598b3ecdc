// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi scenario`: runs stories in virtual time, without a screen, and says which sentences are true.

import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildProgram, mapStack, root } from '../engine/bundle.ts';
import type { Engine } from '../engine/machine.ts';
import { load, run, type Scenario, type Verdict } from '../scenario/scenario.ts';
import { ScreenReader } from '../scenario/screen-reader.ts';
import type { World } from '../scenario/world.ts';
import { firmware } from '../simulation.ts';
import type { CliIo } from './main.ts';
import { scenarioCuts } from './scenario-cuts.ts';
import { engineOf, targetHelp } from './target.ts';

const help = `usage: jiaozi scenario [--list] [--json] [--seed S] [--cuts all|pairs [--all]] [--target W] [--save-flash FILE]
                       [name…|file.ts…]

Runs scenarios headless, in virtual time. A name is the sentence of a scenario or a part of it; a file ending in .ts
holds scenarios of your own (see tests/scenarios for examples). Without either, all are run.

  --list      print a name per line and run nothing
  --json      one object per line: {"name":…,"passed":…,"trace":"<hex>","virtualMs":…}
  --seed S    the run's seed (default: 1); one seed, one run, one trace, in either world
  --cuts C    all: the explorer's stories instead (jiaozi explore --help), each under every single power cut; pairs: and
              under pairs of them, above 5,000 a sample by the seed (--all: every one). Names are then those of stories
${targetHelp}  --save-flash FILE
              the flash after the last scenario, decrypted; the device secret goes to FILE.secret (a made-up one, of the
              run). See jiaozi journal dump.
Exit codes: 0 all passed, 1 one failed or a file could not be loaded, 2 bad command line; with --cuts those of explore.

Examples:
  jiaozi scenario 'a sale with'
  jiaozi scenario --target rv32 'is approved and printed twice'
`;

const folder = join(root, 'tests', 'scenarios');

export function scenarioFiles(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

export async function scenario(args: string[], io: CliIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    io.stderr.write(`jiaozi scenario: ${(error as Error).message}\n${help}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  if (values.cuts !== undefined)
    return scenarioCuts(values.cuts, values.seed ?? '1', positionals, values.all ?? false, io);
  if (values.all) {
    io.stderr.write(`jiaozi scenario: --all goes with --cuts pairs\n${help}`);
    return 2;
  }
  const files = positionals.filter((word) => word.endsWith('.ts')).map((file) => resolve(file));
  const words = positionals.filter((word) => !word.endsWith('.ts'));
  let found: Scenario[];
  try {
    found = await load(files.length > 0 ? files : scenarioFiles());
  } catch (error) {
    io.stderr.write(`jiaozi scenario: cannot load: ${(error as Error).message}\n`);
    return 1;
  }
  const wanted =
    words.length > 0
      ? found.filter(({ name }) => words.some((word) => name.includes(word)))
      : found;
  if (wanted.length === 0) {
    io.stderr.write(
      `jiaozi scenario: no scenario is called ${words.join(', ')}; --list shows their names\n`,
    );
    return 2;
  }
  if (values.list) {
    for (const { name } of wanted) io.stdout.write(`${name}\n`);
    return 0;
  }
  const engine = await engineOf(values.target);
  if (typeof engine === 'string') {
    io.stderr.write(`jiaozi scenario: ${engine}\n`);
    return 2;
  }
  return runAll(
    wanted,
    { seed: values.seed ?? '1', json: values.json ?? false, engine, saveTo: values['save-flash'] },
    io,
  );
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      seed: { type: 'string' },
      cuts: { type: 'string' },
      all: { type: 'boolean' },
      target: { type: 'string' },
      'save-flash': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

async function runAll(
  wanted: readonly Scenario[],
  {
    seed,
    json,
    engine,
    saveTo,
  }: {
    seed: string;
    json: boolean;
    engine: Engine | undefined;
    saveTo: string | undefined;
  },
  io: CliIo,
): Promise<number> {
  const tools = { program: await firmware(), screens: await ScreenReader.create(), seed, engine };
  let failed = 0;
  for (const each of wanted) {
    const verdict = await run(each, tools, (world) => {
      if (saveTo !== undefined) saveFlash(world, saveTo);
    });
    if (!verdict.passed) failed++;
    const { name, passed, trace, virtualMs } = verdict;
    if (json) io.stdout.write(`${JSON.stringify({ name, passed, trace, virtualMs })}\n`);
    else
      io.stdout.write(
        `${passed ? 'passed' : 'FAILED'}  ${name} (${(virtualMs / 1000).toFixed(1)} s)\n`,
      );
    if (!passed)
      io.stderr.write(`${verdict.detail}\n${await replay(each, verdict, tools.screens, seed)}`);
  }
  if (!json) io.stdout.write(`${wanted.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function saveFlash({ sim }: World, path: string): void {
  const { flash, wiring } = sim.board;
  writeFileSync(path, flash.world.image());
  const secret = Buffer.from(wiring.deviceSecret).toString('hex');
  writeFileSync(`${path}.secret`, `${secret}\n`, { mode: 0o600 });
}

/** The failing run once more on the debug engine, where the program's errors have file and line. */
async function replay(
  scenario: Scenario,
  { meter }: Verdict,
  screens: ScreenReader,
  seed: string,
): Promise<string> {
  const program = await buildProgram('src/main.ts', true);
  const again = await run(scenario, {
    program,
    screens,
    seed,
    variant: 'debug',
    replayMeter: meter,
  });
  const stack = mapStack(program, again.detail);
  return stack.includes('.ts:') ? `replayed on the debug engine:\n${stack}\n` : '';
}
