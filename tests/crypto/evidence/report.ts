// SPDX-License-Identifier: Apache-2.0
//
// Everything that `npm run ct` finds out, as one object; and as a table for people.

import { type Count, countInstructions, countWays, type Runs } from './counts.ts';
import { coverage, functionsOf, type Row } from './coverage.ts';
import { others } from './figures.ts';
import { branchesByFunction, type Finding, findingsIn, targets } from './machine-code.ts';
import { buildMemcheck, type Memcheck, optimisations, underValgrind } from './memcheck.ts';
import { balancedBranch, leaksOfTime, planted, unequalCounts } from './plants.ts';
import { type CodeSize, codeSizes, contextSizes } from './sizes.ts';
import { enteredByCounts, enteredByMemcheck } from './trace.ts';

type By<T> = Readonly<Record<string, T>>;

export interface FunctionReport {
  readonly file: string;
  readonly name: string;
  readonly secret: string | undefined;
  readonly memcheck: string | undefined;
  readonly count: string | undefined;
  /** By optimisation: conditional branches in rv32 code, all on public values. */
  readonly branches: By<number>;
}

export interface OperationReport extends Count {
  /** Ways through the code that runs with different secrets took; undefined where it was not looked at. */
  readonly ways: number | undefined;
  /** Instructions of the other library. */
  readonly other: number | undefined;
}

export interface Report {
  readonly functions: readonly FunctionReport[];
  readonly memcheck: By<Memcheck['groups']>;
  readonly operations: By<readonly OperationReport[]>;
  readonly findings: readonly Finding[];
  readonly plants: readonly {
    readonly name: string;
    readonly by: string;
    readonly isFound: boolean;
  }[];
  readonly codeBytes: By<readonly CodeSize[]>;
  readonly ramBytes: readonly CodeSize[];
  /** In words, what speaks against the claim; empty when nothing does. */
  readonly problems: readonly string[];
}

export interface Choice {
  readonly counts: Runs;
  readonly ways: Runs;
  readonly plants: boolean;
}

async function by<T>(make: (optimisation: string) => T | Promise<T>): Promise<By<T>> {
  const result: Record<string, T> = {};
  for (const optimisation of optimisations) result[optimisation] = await make(optimisation);
  return result;
}

export async function makeReport(choice: Choice, log: (line: string) => void): Promise<Report> {
  const step = (name: string) => log(`${name} …`);
  step('memcheck, secrets undefined');
  const memcheck = await by((optimisation) => underValgrind(buildMemcheck(optimisation)).groups);
  step('what the groups enter');
  const rows = coverage();
  const uncovered = uncoveredOf(rows);
  step('machine code');
  const branches = await by(branchesByFunction);
  const findings = targets.flatMap((target) =>
    optimisations.flatMap((optimisation) => findingsIn(target, optimisation)),
  );
  step(`instructions on rv32, ${choice.counts.runs} and ${choice.counts.longRuns} secrets`);
  const counts = await by((optimisation) => countInstructions(optimisation, choice.counts));
  step('ways through the code on rv32');
  const ways = await by((optimisation) => countWays(optimisation, choice.ways));
  const operations = await by((optimisation) =>
    counts[optimisation]!.map((count) => ({
      ...count,
      ways: ways[optimisation]!.find(({ name }) => name === count.name)?.ways,
      other: others[count.name],
    })),
  );
  const plants = choice.plants ? await tryPlants(step) : [];
  return {
    functions: rows.map(({ file, name, secret, memcheck: group, count }) => ({
      ...{ file, name, secret, memcheck: group, count },
      branches: Object.fromEntries(
        optimisations.map((each) => [each, branches[each]!.get(name) ?? 0]),
      ),
    })),
    ...{ memcheck, operations, findings, plants },
    codeBytes: await by(codeSizes),
    ramBytes: contextSizes(),
    problems: [
      ...uncovered,
      ...findings.map(({ file, what }) => `${file}: ${what}`),
      ...problemsOfRuns(memcheck, operations),
      ...plants.filter(({ isFound }) => !isFound).map(({ name }) => `not found: ${name}`),
    ],
  };
}

function uncoveredOf(rows: readonly Row[]): string[] {
  const named = new Set(rows.map(({ name }) => name));
  const groups = enteredByMemcheck();
  const counts = enteredByCounts();
  return [
    ...functionsOf()
      .filter(({ name }) => !named.has(name))
      .map(({ file, name }) => `${file}: ${name} has no row in crypto/ct/coverage.txt`),
    ...rows.flatMap(({ name, secret, memcheck, count, open }) => {
      if (secret === undefined) return [];
      if (open !== undefined) return [`${name} has no evidence yet: ${open}`];
      const missing = [
        ...(groups.get(memcheck!)?.has(name) ? [] : [`memcheck group "${memcheck}"`]),
        ...(counts.get(count!)?.has(name) ? [] : [`row of counts "${count}"`]),
      ];
      return missing.map((what) => `${name} is not entered by ${what}`);
    }),
  ];
}

function problemsOfRuns(memcheck: Report['memcheck'], operations: Report['operations']): string[] {
  const dependent = Object.entries(memcheck).flatMap(([optimisation, groups]) =>
    groups
      .filter(({ isGood }) => !isGood)
      .map(({ name }) => `memcheck ${optimisation}: ${name} depends on a secret`),
  );
  const unequal = Object.entries(operations).flatMap(([optimisation, list]) =>
    list
      .filter(({ isPublic }) => !isPublic)
      .flatMap(({ name, least, most, failures, ways }) => [
        ...(least === most
          ? []
          : [`${optimisation}: ${name} takes ${least} to ${most} instructions`]),
        ...((ways ?? 1) === 1 ? [] : [`${optimisation}: ${name} goes ${ways} ways`]),
        ...(failures === 0 ? [] : [`${optimisation}: ${name} failed ${failures} times`]),
      ]),
  );
  return [...dependent, ...unequal];
}

async function tryPlants(step: (name: string) => void): Promise<Report['plants']> {
  step(`${leaksOfTime.length + unequalCounts.length + 1} planted faults`);
  const few = { runs: 4, longRuns: 2 };
  const inMemcheck = leaksOfTime.map((plant) => {
    const { found, groups } = underValgrind(buildMemcheck('-Os', planted(plant)));
    return { name: plant.name, by: 'memcheck', isFound: found && groups.some((g) => !g.isGood) };
  });
  const inCounts = unequalCounts.map((plant) => {
    const count = countInstructions('-Os', few, planted(plant)).find(
      ({ name }) => name === plant.operation,
    );
    return { name: plant.name, by: 'counts', isFound: count!.least < count!.most };
  });
  const ways = await countWays('-Os', { ...few, longRuns: 0 }, planted(balancedBranch));
  const isFound = ways.find(({ name }) => name === balancedBranch.operation)!.ways > 1;
  return [...inMemcheck, ...inCounts, { name: balancedBranch.name, by: 'ways', isFound }];
}

const number = (value: number | undefined, width: number) =>
  (value === undefined ? '' : value.toLocaleString('en')).padStart(width);

/** As `npm run ct` prints it. */
export function textOf(report: Report): string {
  const lines: string[] = [];
  const title = (text: string) => lines.push('', text, '');
  const secret = report.functions.filter((each) => each.memcheck !== undefined);
  title(`FUNCTIONS THAT SEE SECRETS: ${secret.length} of ${report.functions.length}`);
  const groupIsGood = (group: string) =>
    Object.values(report.memcheck).every((list) => list.some((g) => g.name === group && g.isGood));
  const head = `${'function'.padEnd(30)} ${'secret'.padEnd(32)} memcheck  counted as`;
  lines.push(`${head.padEnd(106)} branches -Os -O2`);
  for (const { name, secret: what, memcheck, count, branches } of secret) {
    const verdict = groupIsGood(memcheck!) ? 'ok' : 'BAD';
    const left = `${name.padEnd(30)} ${what!.padEnd(32)} ${verdict.padEnd(9)} ${count}`;
    const right = optimisations.map((each) => number(branches[each], 4)).join('');
    lines.push(`${left.padEnd(114)} ${right}`);
  }
  for (const [optimisation, list] of Object.entries(report.operations)) {
    title(
      `INSTRUCTIONS ON rv32imac, ${optimisation} ("other": BearSSL 0.6; = the same for every secret)`,
    );
    lines.push(`${'operation'.padEnd(34)}      least       most   secrets  ways  stack      other`);
    for (const each of list) {
      const equal = each.isPublic ? ' ' : each.least === each.most ? '=' : '!';
      lines.push(
        `${each.name.padEnd(34)} ${number(each.least, 10)} ${equal}${number(each.most, 10)}${number(each.runs, 9)}${number(each.ways, 6)}${number(each.stackBytes, 7)} ${number(each.other, 10)}`,
      );
    }
  }
  title('BYTES OF CODE AND CONSTANTS ON rv32imac');
  const [first, ...rest] = Object.keys(report.codeBytes);
  lines.push(`${''.padEnd(24)}${[first!, ...rest].map((each) => each.padStart(9)).join('')}`);
  report.codeBytes[first!]!.forEach(({ name }, i) => {
    const sizes = Object.values(report.codeBytes).map((list) => number(list[i]!.bytes, 9));
    lines.push(`${name.padEnd(24)}${sizes.join('')}`);
  });
  const sums = Object.values(report.codeBytes).map((list) =>
    list.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  lines.push(`${'together'.padEnd(24)}${sums.map((sum) => number(sum, 9)).join('')}`);
  title('BYTES OF RAM ON rv32imac');
  for (const { name, bytes } of report.ramBytes)
    lines.push(`${name.padEnd(24)}${number(bytes, 9)}`);
  if (report.plants.length > 0) title('PLANTED FAULTS');
  for (const { name, by: finder, isFound } of report.plants)
    lines.push(`${isFound ? 'found' : 'NOT FOUND'} by ${finder.padEnd(9)} ${name}`);
  title(
    report.problems.length === 0
      ? 'Nothing speaks against the claim.'
      : `${report.problems.length} PROBLEMS`,
  );
  lines.push(...report.problems);
  return `${lines.join('\n').trim()}\n`;
}
