// SPDX-License-Identifier: Apache-2.0
//
// `npm test`: every test file on its engine, then every scenario, some twice. `--long`: the fuzzers for longer, the scenarios twice
// with another seed, a sample of the mutants. A path (or the beginning of one) runs only what lies there; all mutants are tried when
// they are named: npm run test:long -- tests/mutation
//
//   npm test [-- path…]      npm run test:long [-- path…]

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarioFiles } from '../../host-sim/cli/scenario.ts';
import { root } from '../../host-sim/engine/bundle.ts';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { budgets, longRun } from '../budgets.ts';
import { mutationJob } from '../mutation/job.ts';
import { nodeTestFiles, xsTestFiles } from './files.ts';
import { type Job, runJobs, type SuiteResult, type Took } from './job.ts';
import { nodeJob } from './node-job.ts';
import { scenarioJobs } from './scenario-job.ts';

const xsRunner = 'tests/xs/unit.test.ts';
const scenarioSeed = '1';
const slowestShown = 12;
/** In `npm test` every so many-th file of scenarios is told twice; the long run tells all of them twice. */
const toldTwiceStep = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
});
const wanted = (path: string) =>
  positionals.length === 0 ||
  positionals.some((each) => path.startsWith(relative(root, join(root, each))));

process.exitCode = await main();

async function main(): Promise<number> {
  const start = performance.now();
  const jobs = values.long ? longJobs() : standardJobs();
  if (jobs.length === 0) {
    process.stderr.write(`no test lies in ${positionals.join(', ')}\n`);
    return 2;
  }
  const results: SuiteResult[] = [];
  // Browsers and boards on a line wait more than they work; the long run only works.
  const width = availableParallelism() + (values.long ? 0 : 1);
  const took = await runJobs(jobs, width, (result) => {
    results.push(result);
    process.stdout.write(textOf(result));
  });
  process.stdout.write(`\nslowest:\n${slowest(took)}`);
  const elapsedMs = performance.now() - start;
  const budgetMs = values.long ? budgets.longMs : budgets.testMs;
  process.stdout.write(
    `\n${(elapsedMs / 1000).toFixed(0)} s in all (budget: ${budgetMs / 1000} s on two cores)\n`,
  );
  return close(results);
}

/** Where the time went. */
function slowest(took: readonly Took[]): string {
  return [...took]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, slowestShown)
    .map(({ name, ms }) => `${name.padEnd(53)} ${(ms / 1000).toFixed(1).padStart(7)} s\n`)
    .join('');
}

/** The line that others look for is the last. */
function close(results: readonly SuiteResult[]): number {
  const passed = sum(results, (result) => result.passed);
  const failed = sum(results, ({ failures }) => failures.length);
  const skipped = sum(results, (result) => result.skipped.length);
  process.stdout.write(
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  return failed > 0 || passed === 0 ? 1 : 0;
}

function sum(results: readonly SuiteResult[], count: (result: SuiteResult) => number): number {
  return results.reduce((total, result) => total + count(result), 0);
}

function standardJobs(): Job[] {
  const xsFiles = xsTestFiles().filter(wanted);
  // tests/xs/unit.test.ts reads it.
  process.env.JIAOZI_XS_FILES = xsFiles.join(' ');
  const nodeFiles = nodeTestFiles().filter((path) => path !== xsRunner && wanted(path));
  return [
    ...scenarios(scenarioSeed, toldTwiceStep),
    ...(xsFiles.length > 0 ? [nodeJob('unit, on XS', xsRunner, budgets.suiteMs)] : []),
    ...nodeFiles.map((path) => nodeJob(path.split('/')[1]!, path, budgets.suiteMs)),
  ];
}

function longJobs(): Job[] {
  process.env.JIAOZI_FUZZ = String(longRun.fuzzFactor);
  const fuzzers = nodeTestFiles().filter((path) => wanted(path) && isLonger(path));
  return [
    ...fuzzers.map((path) => nodeJob('fuzzers', path, budgets.longSuiteMs)),
    ...longRun.scenarioSeeds.flatMap((seed) => scenarios(seed, 1)),
    ...onBothWorlds(),
    ...(wanted('tests/mutation/run.ts')
      ? [mutationJob(positionals.length > 0 ? undefined : longRun.mutants)]
      : []),
  ];
}

/** All once; every so many-th file twice, and both must leave the same trace. */
function scenarios(seed: string, twiceStep: number): Job[] {
  const files = scenarioFiles().filter((file) => wanted(relative(root, file)));
  const step = positionals.length > 0 ? 1 : twiceStep;
  const twice = files.filter((_, index) => index % step === 0);
  const once = files.filter((file) => !twice.includes(file));
  return [
    ...(twice.length > 0 ? scenarioJobs(seed, twice, budgets.longSuiteMs, ['desk', 'desk']) : []),
    ...(once.length > 0 ? scenarioJobs(seed, once, budgets.longSuiteMs, ['desk']) : []),
  ];
}

/**
 * Scenarios of one seed on desk and rv32, which must agree: those that are named, or of all files every so many-th. Where there is no
 * emulated board, set-up has said so.
 */
function onBothWorlds(): Job[] {
  const step = positionals.length > 0 ? 1 : longRun.rv32ScenarioFilesStep;
  const files = scenarioFiles()
    .filter((file) => wanted(relative(root, file)))
    .filter((_, index) => index % step === 0);
  if (files.length === 0 || noEmulator()) return [];
  return scenarioJobs(scenarioSeed, files, budgets.longSuiteMs, ['desk', 'rv32']);
}

/** Does more in the long run. */
function isLonger(path: string): boolean {
  return /\/runner\/fuzz\.ts'|longRun/.test(readFileSync(join(root, path), 'utf8'));
}

function textOf({ suite, ms, passed, failures, skipped }: SuiteResult): string {
  const counts = [`${passed} passed`];
  if (failures.length > 0) counts.push(`${failures.length} FAILED`);
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  const line = `${suite.padEnd(22)} ${counts.join(', ').padEnd(30)} ${(ms / 1000).toFixed(1).padStart(7)} s\n`;
  const details = failures.map(({ name, detail }) => `  FAILED ${name}\n${indented(detail)}\n`);
  return line + skipped.map((name) => `  skipped ${name}\n`).join('') + details.join('');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
