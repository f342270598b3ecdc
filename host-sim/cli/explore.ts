// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi explore`: many runs under faults and power cuts, judged by oracles; a failing one is made small and printed with the
// command that runs it again.

import { parseArgs } from 'node:util';
import { everyCut } from '../explore/cuts.ts';
import { type Layer, layers } from '../explore/faults/fault.ts';
import { knownFailures, knownFor } from '../explore/known.ts';
import { type Cut, draw, type Restrictions } from '../explore/plan.ts';
import type { Moment } from '../explore/points.ts';
import { runJobs } from '../explore/pool.ts';
import { run, type Tools } from '../explore/run.ts';
import { shrink } from '../explore/shrink.ts';
import { type Job, type Summary, Tally } from '../explore/summary.ts';
import { makeTools } from '../explore/tools.ts';
import { traceHead, traceOf } from '../explore/trace.ts';
import { workloadNamed, workloads } from '../explore/workloads/index.ts';
import type { Finding, FindingKind } from '../oracle/oracle.ts';
import type { CliIo } from './main.ts';
import { engineOf, targetHelp } from './target.ts';

const help = `usage: jiaozi explore [--seed S] [--runs N | --time SECONDS | --seeds A..B] [--with LAYERS] [--workload W]
                      [--cuts C] [--keep ELEMENTS] [--jobs N] [--trace] [--json] [--go-on]

Lets people use the terminal while cards, line, acquirer, printer, clock, fingers and power misbehave, all drawn from a
seed, and asks oracles whether money, paper, counters, screens and secrets are right. One seed, one run.

  --seed S      a number or any text, such as the hash of a commit (default: 1). With more runs: the numbers that
                follow, or S/0, S/1, … of a text
  --runs N      so many seeds (default: 1)
  --seeds A..B  these numbers
  --time T      seeds for so many seconds
  --with L      faults of these layers only, with commas: ${layers.join(' ')}; none
  --workload W  what people want: ${workloads.map(({ name }) => name).join(' ')}
  --cuts C      the power goes at these crash points and nowhere else: numbers with commas, or names
                ('line 0200 after 1'); none; all: every single one in turn; pairs: and every pair (5,000 of them by
                seed; --all for all)
  --keep E      only these goals, episodes and whims of the plan, as a failure prints them
  --jobs N      worker processes (default: 1, none)
  --trace       print what was seen, in columns
  --json        the plan and the findings of each run, a line of JSON each
  --go-on       do not stop at the first failure
${targetHelp}The last line is one JSON object without spaces. Exit codes: 0 no violation; 10 the program broke down or a model was
violated, 11 it never came to rest, 12 it did wrong; 2 bad command line. Known failures (${knownFailures.length}) are counted apart.
`;

const exitCodes: Readonly<Record<FindingKind, number>> = {
  breakdown: 10,
  liveness: 11,
  correctness: 12,
};
const pairsMost = 5000;
const progressMs = 2000;

type Values = ReturnType<typeof parse>['values'];

export async function explore(args: string[], io: CliIo): Promise<number> {
  let values: Values;
  let restrictions: Restrictions;
  try {
    values = parse(args).values;
    restrictions = restrictionsOf(values);
  } catch (error) {
    io.stderr.write(`jiaozi explore: ${(error as Error).message}; --help tells more\n`);
    return 2;
  }
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const engine = await engineOf(values.target);
  if (typeof engine === 'string') {
    io.stderr.write(`jiaozi explore: ${engine}\n`);
    return 2;
  }
  return new Exploration(values, restrictions, io, await makeTools({ engine })).all();
}

class Exploration {
  readonly #values: Values;
  readonly #restrictions: Restrictions;
  readonly #io: CliIo;
  readonly #tools: Tools;
  readonly #tally = new Tally();
  readonly #startMs = performance.now();
  #shownMs = performance.now();
  #exitCode = 0;

  constructor(values: Values, restrictions: Restrictions, io: CliIo, tools: Tools) {
    this.#values = values;
    this.#restrictions = restrictions;
    this.#io = io;
    this.#tools = tools;
  }

  async all(): Promise<number> {
    const { cuts, seed = '1', jobs } = this.#values;
    const width = Number(jobs ?? 1);
    const tools = this.#tools;
    const onSummary = (summary: Summary) => this.#told(summary);
    this.#io.stderr.write(`seed ${this.#values.seeds ?? seed}\n`);
    if (cuts === 'all' || cuts === 'pairs') {
      const job = { seed, restrictions: this.#restrictions };
      const most = this.#values.all ? Number.POSITIVE_INFINITY : pairsMost;
      await everyCut({ job, pairs: cuts === 'pairs', most, width, tools, onSummary });
    } else await runJobs({ jobs: this.#jobs(), width, tools, onSummary });
    this.#io.stderr.write(`${this.#progress()}\n`);
    this.#io.stdout.write(`${this.#tally.json(performance.now() - this.#startMs)}\n`);
    return this.#exitCode;
  }

  *#jobs(): Generator<Job> {
    const { time } = this.#values;
    const endMs =
      time === undefined ? Number.POSITIVE_INFINITY : this.#startMs + Number(time) * 1000;
    for (const seed of seedsOf(this.#values)) {
      if (performance.now() > endMs) return;
      yield { seed, restrictions: this.#restrictions };
    }
  }

  /** True: stop. */
  #told(summary: Summary): boolean {
    const { json, trace } = this.#values;
    this.#tally.add(summary);
    if (json) {
      const plan = draw(summary.job.seed, summary.job.restrictions);
      const { findings, known, cuts, fingerprint, virtualMs } = summary;
      this.#io.stdout.write(
        `${JSON.stringify({ plan, findings, known, cuts, fingerprint, virtualMs })}\n`,
      );
    }
    if (trace) this.#trace(summary.job);
    if (performance.now() - this.#shownMs > progressMs) {
      this.#shownMs = performance.now();
      this.#io.stderr.write(`${this.#progress()}\n`);
    }
    const [finding] = summary.findings;
    if (!finding) return false;
    if (this.#exitCode === 0) this.#exitCode = exitCodes[finding.kind];
    this.#explain(summary.job, finding);
    return !this.#values['go-on'];
  }

  #trace(job: Job): void {
    const report = run(draw(job.seed, job.restrictions), this.#tools);
    this.#io.stdout.write(`${[traceHead, ...traceOf(report)].join('\n')}\n`);
    for (const finding of report.findings) {
      const known = knownFor(finding, report);
      const note = known ? ` (known: ${known.name}, issue ${known.issue})` : '';
      this.#io.stdout.write(`${finding.oracle}: ${finding.text}${note}\n`);
    }
  }

  /** The failure, made small. */
  #explain(job: Job, finding: Finding): void {
    const { stderr } = this.#io;
    stderr.write(`FAILED seed ${job.seed}: ${finding.oracle}: ${finding.text}\n`);
    const report = run(draw(job.seed, job.restrictions), this.#tools);
    const small = shrink(job, report, finding, this.#tools);
    stderr.write(
      `made small in ${small.runs} runs:\n${traceHead}\n${traceOf(small.report).join('\n')}\n`,
    );
    stderr.write(`${small.finding.oracle}: ${small.finding.text}\n`);
    stderr.write(`replay: jiaozi explore ${small.replay.map(quoted).join(' ')} --trace\n`);
  }

  #progress(): string {
    const { runs, cuts, violations } = this.#tally;
    const seconds = (performance.now() - this.#startMs) / 1000;
    const perSecond = (runs / Math.max(seconds, 0.001)).toFixed(1);
    const missing = this.#tally.unreached.length;
    return `${runs} runs, ${cuts} cuts, ${violations} violations, ${perSecond} a second, ${missing} marks not reached`;
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      runs: { type: 'string' },
      time: { type: 'string' },
      with: { type: 'string' },
      workload: { type: 'string' },
      cuts: { type: 'string' },
      keep: { type: 'string' },
      jobs: { type: 'string' },
      target: { type: 'string' },
      trace: { type: 'boolean' },
      json: { type: 'boolean' },
      all: { type: 'boolean' },
      'go-on': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function restrictionsOf(values: Values): Restrictions {
  for (const name of ['runs', 'time', 'jobs'] as const) {
    const value = values[name];
    if (value !== undefined && !/^[1-9]\d*$/.test(value))
      throw new Error(`--${name} takes a number`);
  }
  if (values.seeds !== undefined && !/^\d+\.\.\d+$/.test(values.seeds))
    throw new Error('--seeds takes two numbers: 1..5000');
  if (values.workload !== undefined) workloadNamed(values.workload);
  return {
    workload: values.workload,
    layers: values.with === undefined ? undefined : layersOf(values.with),
    cuts: cutsOf(values.cuts),
    keep: values.keep?.split(','),
  };
}

function layersOf(text: string): Layer[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const layer = layers.find((each) => each === name);
    if (!layer) throw new Error(`--with: no layer ${name}: ${layers.join(', ')}`);
    return layer;
  });
}

/** Undefined: drawn, or all. */
function cutsOf(text: string | undefined): readonly Cut[] | undefined {
  if (text === undefined || text === 'all' || text === 'pairs') return undefined;
  if (text === 'none') return [];
  return text.split(',').map((word) => {
    if (/^\d+$/.test(word)) return Number(word);
    const match = /^(.+) (before|lost|torn|kept|after) (\d+)$/.exec(word);
    if (!match)
      throw new Error(`--cuts: '${word}' is no number and no name such as 'line 0200 after 1'`);
    return { act: match[1]!, moment: match[2] as Moment, ordinal: Number(match[3]) };
  });
}

function* seedsOf({ seed = '1', seeds, runs, time }: Values): Generator<string> {
  if (seeds !== undefined) {
    const [from = 0, to = 0] = seeds.split('..').map(Number);
    for (let each = from; each <= to; each++) yield String(each);
    return;
  }
  const count =
    runs === undefined ? (time === undefined ? 1 : Number.POSITIVE_INFINITY) : Number(runs);
  for (let index = 0; index < count; index++) {
    if (count === 1) yield seed;
    else yield /^\d{1,15}$/.test(seed) ? String(Number(seed) + index) : `${seed}/${index}`;
  }
}

function quoted(word: string): string {
  return /^[\w.,/-]+$/.test(word) ? word : `'${word}'`;
}
