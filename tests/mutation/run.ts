// SPDX-License-Identifier: Apache-2.0
//
// The mutation run: inverts every branch of the money and card code and wants each to be noticed (design.md 12). Prints what
// survives and how that differs from docs/internals/mutants.md.
//
//   node --import tsx tests/mutation/run.ts [--write] [--json] [--sample N] [--units] [--workers N] [path…]
//   (a path is the beginning of a file's, or a file and a line: src/emv/afl.ts:40)

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../host-sim/engine/bundle.ts';
import { budgets } from '../budgets.ts';
import type { Place } from './located.ts';
import { Pool } from './pool.ts';
import { keyOf, named, readReasons, unjudged, written } from './survivors.ts';
import { allTrials } from './trials.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** So many instead of all: the same ones as long as their own lines stay as they are. */
    sample: { type: 'string' },
    /** How many processes at a time; as many as there are cores otherwise. */
    workers: { type: 'string' },
    /** Unit tests only: quick, and what they do not notice a scenario may. */
    units: { type: 'boolean', default: false },
  },
});
const listPath = join(root, 'docs/internals/mutants.md');
// Whoever names files wants them tried, however long it takes.
const deadlineMs = positionals.length > 0 ? Infinity : performance.now() + budgets.mutationMs;

const { places: all } = await allTrials();
const asked = all.filter(
  ({ id }) => positionals.length === 0 || positionals.some((path) => id.startsWith(path)),
);
const names = named(all);
const places = values.sample ? sampleOf(asked, Number(values.sample)) : asked;
const reasons = existsSync(listPath)
  ? readReasons(readFileSync(listPath, 'utf8'))
  : new Map<string, string>();

const pool = new Pool({
  places,
  deadlineMs,
  units: values.units,
  onTried: ({ id }, trial, done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${places.length} mutants `);
    if (values.json) process.stdout.write(`${JSON.stringify({ id, noticedBy: trial })}\n`);
  },
});
await pool.run(values.workers ? Number(values.workers) : availableParallelism());
const { noticedBy, broken } = pool;

const survivors = places.filter(({ id }) => noticedBy.has(id) && noticedBy.get(id) === undefined);
const untried = places.filter(({ id }) => !noticedBy.has(id));
const survives = new Set(survivors.map(({ id }) => keyOf(names.get(id)!)));
const problems = [
  ...[...broken].map((name) => `fails without any mutant: ${name}`),
  ...survivors.flatMap((place) => {
    const reason = reasons.get(keyOf(names.get(place.id)!));
    if (reason === undefined)
      return [`nothing notices ${show(place)}\n  add a test, or list it with --write and say why`];
    return reason.startsWith(unjudged) ? [`listed without a reason: ${show(place)}`] : [];
  }),
  ...places
    .filter(({ id }) => reasons.has(keyOf(names.get(id)!)) && noticedBy.get(id) !== undefined)
    .map(
      (place) =>
        `is noticed by "${noticedBy.get(place.id)}" and need not be listed: ${show(place)}`,
    ),
  ...[...reasons.keys()]
    .filter((key) => ![...names.values()].some((name) => keyOf(name) === key))
    .map((key) => `is listed but not in the program: ${key}`),
];
// A slow machine tries fewer: said, and counted as skipped.
const untriedNote = `${untried.length} mutants: the time was up (tests/budgets.ts)`;

if (values.write) {
  const list = positionals.length > 0 ? all.filter(({ id }) => keep(id)) : survivors;
  writeFileSync(
    listPath,
    written(
      list.map(({ id }) => names.get(id)!),
      reasons,
    ),
  );
}
if (process.stderr.isTTY) process.stderr.write('\r');
if (values.json) {
  for (const problem of problems) process.stdout.write(`${JSON.stringify({ problem })}\n`);
  if (untried.length > 0) process.stdout.write(`${JSON.stringify({ untried: untriedNote })}\n`);
} else {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (untried.length > 0) process.stderr.write(`not tried: ${untriedNote}\n`);
}
if (!values.json)
  process.stderr.write(
    `${places.length} mutants, ${noticedBy.size - survivors.length} noticed, ${survivors.length} survive\n`,
  );
process.exitCode = problems.length > 0 ? 1 : 0;

/** Drawn by what a mutant is, not by where it stands in the list: a change elsewhere draws no others. */
function sampleOf(list: readonly Place[], count: number): Place[] {
  const drawn = (place: Place) =>
    createHash('sha256')
      .update(keyOf(names.get(place.id)!))
      .digest('hex');
  return [...list].sort((a, b) => (drawn(a) < drawn(b) ? -1 : 1)).slice(0, count);
}

function show({ file, line, kind, code }: Place): string {
  return `${file}:${line}: ${kind} inverted in\n    ${code}`;
}

/** With a path given, entries of other files stay as they are. */
function keep(id: string): boolean {
  const key = keyOf(names.get(id)!);
  return positionals.some((path) => id.startsWith(path)) ? survives.has(key) : reasons.has(key);
}
