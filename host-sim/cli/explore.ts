// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi explore`: many runs under faults and power cuts, judged by oracles; a failing one is made small and printed with the
// command that runs it again.

import { buildProgram } from '../engine/bundle.ts';
import { everyCut } from '../explore/cuts.ts';
import { layers } from '../explore/faults/fault.ts';
import { knownFailures, knownFor } from '../explore/known.ts';
import { stackOf } from '../explore/on-debug.ts';
import { draw } from '../explore/plan.ts';
import { runJobs } from '../explore/pool.ts';
import { type Report, run, type Tools } from '../explore/run.ts';
import { shrink } from '../explore/shrink.ts';
import { type Job, type Summary, Tally } from '../explore/summary.ts';
import { makeTools } from '../explore/tools.ts';
import { traceHead, traceOf } from '../explore/trace.ts';
import { workloads } from '../explore/workloads/index.ts';
import type { Finding, FindingKind } from '../oracle/oracle.ts';
import { type Options, optionsOf, seedsOf } from './explore-options.ts';
import type { CliIo } from './main.ts';
import { engineOf, targetHelp } from './target.ts';

const lineMost = 100;

/** As many words to a line as fit. */
function inLines(words: readonly string[]): string[] {
  const lines = [''];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > lineMost) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

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
  --workload W  what people want:
                ${inLines(workloads.map(({ name }) => name)).join(`\n${' '.repeat(16)}`)}
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

Examples:
  jiaozi explore --seeds 1..200 --jobs 2
  jiaozi explore --seed 1 --workload sale --with none --cuts 'line 0200 after 1' --trace
  jiaozi explore --workload sale --with none --cuts all
The page of jiaozi sim plays such a run of one seed before your eyes: "Replay…".
`;

const exitCodes: Readonly<Record<FindingKind, number>> = {
  breakdown: 10,
  liveness: 11,
  correctness: 12,
};
const pairsMost = 5000;
const progressMs = 2000;

export async function explore(args: string[], io: CliIo): Promise<number> {
  let options: Options;
  try {
    options = optionsOf(args);
  } catch (error) {
    io.stderr.write(`jiaozi explore: ${(error as Error).message}; --help tells more\n`);
    return 2;
  }
  const { values } = options;
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const engine = await engineOf(values.target);
  if (typeof engine === 'string') {
    io.stderr.write(`jiaozi explore: ${engine}\n`);
    return 2;
  }
  return new Exploration(options, io, await makeTools({ engine })).all();
}

class Exploration {
  readonly #options: Options;
  readonly #io: CliIo;
  readonly #tools: Tools;
  readonly #tally = new Tally();
  /** Runs made small in which the program died. */
  readonly #deadly: Report[] = [];
  readonly #startMs = performance.now();
  #shownMs = performance.now();
  #exitCode = 0;

  constructor(options: Options, io: CliIo, tools: Tools) {
    this.#options = options;
    this.#io = io;
    this.#tools = tools;
  }

  async all(): Promise<number> {
    const { seed, restrictions, values } = this.#options;
    const { cuts, jobs, json: traced } = values;
    // One worker alone would only be waited for.
    const width = Number(jobs ?? 1) === 1 ? 0 : Number(jobs);
    const tools = this.#tools;
    const onSummary = (summary: Summary) => this.#told(summary);
    this.#io.stderr.write(`seed ${values.seeds ?? seed}\n`);
    if (cuts === 'all' || cuts === 'pairs') {
      const job = { seed, restrictions, ...(traced && { traced }) };
      const most = values.all ? Number.POSITIVE_INFINITY : pairsMost;
      await everyCut({ job, pairs: cuts === 'pairs', most, width, tools, onSummary });
    } else await runJobs({ jobs: this.#jobs(), width, tools, onSummary });
    await this.#explainDeaths();
    this.#io.stderr.write(`${this.#progress()}; ${this.#tally.remarks}\n`);
    this.#io.stdout.write(`${this.#tally.json(performance.now() - this.#startMs)}\n`);
    return this.#exitCode;
  }

  *#jobs(): Generator<Job> {
    const { values, restrictions } = this.#options;
    const { time, json: traced } = values;
    const endMs =
      time === undefined ? Number.POSITIVE_INFINITY : this.#startMs + Number(time) * 1000;
    for (const seed of seedsOf(this.#options)) {
      if (performance.now() > endMs) return;
      yield { seed, restrictions, ...(traced && { traced }) };
    }
  }

  /** True: stop. */
  #told(summary: Summary): boolean {
    const { json, trace } = this.#options.values;
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
    return !this.#options.values['go-on'];
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
    if (small.report.deaths.length > 0) this.#deadly.push(small.report);
    stderr.write(`${small.finding.oracle}: ${small.finding.text}\n`);
    stderr.write(`replay: jiaozi explore ${small.replay.map(quoted).join(' ')} --trace\n`);
  }

  async #explainDeaths(): Promise<void> {
    if (this.#deadly.length === 0) return;
    const program = await buildProgram('src/main.ts', true);
    for (const report of this.#deadly) {
      const stack = stackOf(report, this.#tools, program);
      this.#io.stderr.write(`seed ${report.plan.seed} on the debug engine:\n${stack}\n`);
    }
  }

  #progress(): string {
    const { runs, cuts, violations } = this.#tally;
    const seconds = (performance.now() - this.#startMs) / 1000;
    const perSecond = (runs / Math.max(seconds, 0.001)).toFixed(1);
    const missing = this.#tally.unreached.length;
    return `${runs} runs, ${cuts} cuts, ${violations} violations, ${perSecond} a second, ${missing} marks not reached`;
  }
}

function quoted(word: string): string {
  return /^[\w.,/-]+$/.test(word) ? word : `'${word}'`;
}
