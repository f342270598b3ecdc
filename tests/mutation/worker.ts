// SPDX-License-Identifier: Apache-2.0
//
// A process that tries mutants, one after another, as the pool hands them out. Trials that noticed mutants near by come
// first, weighed by the time they take: most mutants then fall at once.

import { allTrials, type Trial } from './trials.ts';

/** From the worker: ready (with trials that fail without any mutant), a trial is over, or what came of the mutant. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly broken: readonly string[] }
  | { readonly kind: 'alive' }
  | { readonly kind: 'tried'; readonly noticedBy: string | undefined };

/** A mutant of the same file, and what noticed it. */
export interface Noticed {
  readonly line: number;
  readonly trial: string;
}

export interface Assignment {
  readonly id: string;
  readonly line: number;
  readonly noticed: readonly Noticed[];
}

/** Within so many lines, what noticed one mutant is likely to notice the next. */
const nearLines = 5;

const send = (message: WorkerMessage) => process.send!(message);

const { trials } = await allTrials();
const durationMs = new Map<Trial, number>();
const broken: string[] = [];
for (const trial of trials) {
  const start = performance.now();
  if (!(await trial.passes(undefined))) broken.push(trial.name);
  durationMs.set(trial, performance.now() - start);
}

function inOrder({ id, line, noticed }: Assignment): Trial[] {
  const hopes = new Map<string, number>();
  for (const each of noticed) {
    const hope = nearLines / (nearLines + Math.abs(each.line - line));
    hopes.set(each.trial, (hopes.get(each.trial) ?? 0) + hope);
  }
  const merit = (trial: Trial) =>
    (trial.prior + (hopes.get(trial.name) ?? 0)) / durationMs.get(trial)!;
  return trials
    .filter((trial) => trial.holds(id) && !broken.includes(trial.name))
    .sort((a, b) => merit(b) - merit(a));
}

async function tryMutant(assignment: Assignment): Promise<string | undefined> {
  for (const trial of inOrder(assignment)) {
    const passes = await trial.passes(assignment.id);
    send({ kind: 'alive' });
    if (!passes) return trial.name;
  }
  return undefined;
}

process.on('message', async (assignment: Assignment) => {
  send({ kind: 'tried', noticedBy: await tryMutant(assignment) });
});
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready', broken });
