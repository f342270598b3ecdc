// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil`: scenarios and unit tests on a board that runs a HIL image, over a serial port. docs/hardware/hil.md

import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FileResult, runFiles, toJunit, toTap } from 'mcu-test-harness/host';
import { LineTrouble } from 'mcu-test-harness/requester';
import { serialTarget } from 'mcu-test-harness/serial';
import { Bench } from '../hil/bench.ts';
import type { BenchRequest, StoryResult } from '../hil/exchange.ts';
import { type Provisioned, type Rig, readProvisioned, readRig } from '../hil/rig.ts';
import { tell } from '../hil/tell.ts';
import type { CliIo } from './main.ts';
import { scenarioFiles } from './scenario.ts';

const help = `usage: jiaozi hil [--port P] [--rig file] [options] [name…|file.ts…]

Runs scenarios on a board with a HIL image, over its serial port. A name is the sentence of a scenario or a part of it; a
file ending in .ts holds scenarios of your own. Without either, all that the bench can run; the others are listed as
skipped, with the reason. docs/hardware/hil.md tells how to build the image and describes the rig file.

  --port P      serial port (/dev/ttyUSB0, COM3); or "port" of the rig
  --rig FILE    what is on the bench: relay, solenoids, cards, the folder that the board was provisioned from
  --unit        run the unit tests of a test image instead; output is TAP
  --list        print what the bench can run and what not, and touch no board
  --json        one object per line: {"name":…,"passed":…,"skipped":…,"ms":…,"detail":…}
  --junit FILE  write the results as JUnit XML, too
  --longest S   skip scenarios that take longer than S seconds (default 300)
  --shots DIR   pictures of the glass when a scenario fails
  --seed S      seed of cards and people (default 1)
  --start S     how long a board may take to say hello after a start (default 20)
Exit codes: 0 all passed; 1 one failed; 2 bad command line or rig file; 3 no board: the port cannot be opened, or nobody
answers; 4 the board speaks another version of the protocol; 5 the board or the port was lost during the run.
`;

const exit = { good: 0, failed: 1, usage: 2, noBoard: 3, otherVersion: 4, lost: 5 } as const;

export async function hil(args: string[], io: CliIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  let rig: Rig;
  let provisioned: Provisioned | undefined;
  try {
    parsed = parse(args);
    const { values } = parsed;
    if (values.help) {
      io.stdout.write(help);
      return exit.good;
    }
    rig = values.rig === undefined ? { board: 'a board' } : readRig(values.rig);
    if (!values.unit) provisioned = readProvisioned(folderOf(rig, values.rig));
    if (!values.list && (values.port ?? rig.port) === undefined)
      throw new Error('no port: --port, or "port" in the rig file');
    if (!isCount(values.longest) || !isCount(values.start))
      throw new Error('--longest and --start take seconds');
  } catch (error) {
    io.stderr.write(`jiaozi hil: ${(error as Error).message}; jiaozi hil --help\n`);
    return exit.usage;
  }
  const run = new Run(parsed, rig, provisioned, io);
  return parsed.values.list ? run.list() : run.run();
}

const isCount = (text: string) => /^\d{1,6}$/.test(text);

function folderOf(rig: Rig, file: string | undefined): string {
  if (rig.provisioned !== undefined) return rig.provisioned;
  if (file === undefined)
    throw new Error('no --rig, so nobody knows how the board was provisioned');
  return resolve(dirname(file));
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      rig: { type: 'string' },
      unit: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      junit: { type: 'string' },
      longest: { type: 'string', default: '300' },
      shots: { type: 'string' },
      seed: { type: 'string', default: '1' },
      start: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

class Run {
  readonly #values: ReturnType<typeof parse>['values'];
  readonly #positionals: readonly string[];
  readonly #rig: Rig;
  readonly #provisioned: Provisioned | undefined;
  readonly #io: CliIo;
  readonly #results: StoryResult[] = [];

  constructor(
    { values, positionals }: ReturnType<typeof parse>,
    rig: Rig,
    provisioned: Provisioned | undefined,
    io: CliIo,
  ) {
    this.#values = values;
    this.#positionals = positionals;
    this.#rig = rig;
    this.#provisioned = provisioned;
    this.#io = io;
  }

  /** Rehearses only. */
  list(): Promise<number> {
    return this.#stories(() => Promise.reject(new TypeError('no board is touched')));
  }

  async run(): Promise<number> {
    const path = this.#values.port ?? this.#rig.port ?? '';
    let bench: Bench;
    try {
      const startMs = Number(this.#values.start) * 1000;
      bench = await Bench.open({
        path,
        baud: this.#rig.baud ?? 115_200,
        startMs,
        speed: this.#rig.speed ?? 1,
      });
    } catch (error) {
      return this.#ended(error, `${path} cannot be opened`, exit.noBoard);
    }
    try {
      const { build } = await bench.hello();
      this.#io.stderr.write(`${this.#rig.board}: ${build}\n`);
    } catch (error) {
      await bench.close();
      return this.#ended(error, `${path}: no HIL image answers`, exit.noBoard);
    }
    try {
      return await (this.#values.unit
        ? this.#unit(bench)
        : this.#stories((request) => bench.serve(request)));
    } catch (error) {
      this.#summary();
      return this.#ended(error, 'the run was cut short', exit.lost);
    } finally {
      const { requests, repeated, garbled } = bench.requester.figures;
      this.#io.stderr.write(
        `line: ${requests} requests, ${repeated} repeated, ${garbled} garbled stretches\n`,
      );
      await bench.close();
    }
  }

  #ended(error: unknown, what: string, code: number): number {
    if (!(error instanceof LineTrouble)) throw error;
    const remedy = error.trouble === 'version' ? ': build image and host from one commit' : '';
    this.#io.stderr.write(`jiaozi hil: ${what}: ${error.message}${remedy}\n`);
    return error.trouble === 'version' ? exit.otherVersion : code;
  }

  async #unit(bench: Bench): Promise<number> {
    const files = await runFiles(serialTarget({ requester: bench.requester }), [this.#rig.board]);
    this.#io.stdout.write(toTap(files));
    this.#junit(files);
    return files.every((each) => !each.trouble && each.results.every(({ passed }) => passed))
      ? exit.good
      : exit.failed;
  }

  async #stories(serve: (request: BenchRequest) => Promise<unknown>): Promise<number> {
    const { seed, longest, shots, list } = this.#values;
    const files = this.#positionals
      .filter((word) => word.endsWith('.ts'))
      .map((file) => resolve(file));
    await tell(
      {
        files: files.length > 0 ? files : scenarioFiles(),
        words: this.#positionals.filter((word) => !word.endsWith('.ts')),
        rig: this.#rig,
        provisioned: this.#provisioned!,
        seed,
        longestMs: Number(longest) * 1000,
        shots,
        list,
      },
      {
        serve,
        onResult: (result) => this.#take(result),
        onAsk: (text) => void this.#io.stderr.write(`>>> ${text}\n`),
      },
    );
    if (this.#results.length === 0) {
      this.#io.stderr.write('jiaozi hil: no scenario has such a name; --list shows them\n');
      return exit.usage;
    }
    return this.#summary();
  }

  #take(result: StoryResult): void {
    this.#results.push(result);
    const { name, passed, skipped, detail, ms } = result;
    const { stdout } = this.#io;
    if (this.#values.json) stdout.write(`${JSON.stringify(result)}\n`);
    else if (skipped !== undefined) stdout.write(`skipped ${name}: ${skipped}\n`);
    else stdout.write(`${passed ? 'passed ' : 'FAILED '} ${name} (${(ms / 1000).toFixed(1)} s)\n`);
    if (!passed) this.#io.stderr.write(`${detail}\n`);
  }

  #summary(): number {
    const results = this.#results;
    this.#junit([{ file: this.#rig.board, results, trouble: undefined }]);
    const skipped = results.filter((each) => each.skipped !== undefined).length;
    const failed = results.filter(({ passed }) => !passed).length;
    const passed = results.length - skipped - failed;
    if (!this.#values.json)
      this.#io.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    return failed > 0 ? exit.failed : exit.good;
  }

  #junit(files: readonly FileResult[]): void {
    if (this.#values.junit) writeFileSync(this.#values.junit, toJunit(files));
  }
}
