// SPDX-License-Identifier: Apache-2.0
//
// A process that tries mutants, one after another, as the pool hands them out. Trials that noticed mutants near by come
// first, weighed by the time they take: most mutants then fall at once.

import { allTrials, type Trial } from './trials.ts';

/** From the worker: ready, a trial fails without any mutant, a trial is over, or what came of the mutant. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly trial: string }
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

const { trials } = await allTrials(process.argv[2] !== 'units');
interface Known {
  readonly durationMs: number;
  readonly reaches: (id: string) => boolean;
}
/** Of the trials that have run without any mutant, each before its first. */
const known = new Map<Trial, Known>();

async function learn(trial: Trial): Promise<Known> {
  const start = performance.now();
  const { passes, reaches } = await trial.learn();
  const learned = {
    durationMs: performance.now() - start,
    reaches: passes ? reaches : () => false,
  };
  known.set(trial, learned);
  send(passes ? { kind: 'alive' } : { kind: 'broken', trial: trial.name });
  return learned;
}

function inOrder({ id, line, noticed }: Assignment): Trial[] {
  const hopes = new Map<string, number>();
  for (const each of noticed) {
    const hope = nearLines / (nearLines + Math.abs(each.line - line));
    hopes.set(each.trial, (hopes.get(each.trial) ?? 0) + hope);
  }
  const merit = (trial: Trial) =>
    (trial.prior + (hopes.get(trial.name) ?? 0)) / (known.get(trial)?.durationMs ?? trial.guessMs);
  return trials.filter((trial) => trial.holds(id)).sort((a, b) => merit(b) - merit(a));
}

async function tryMutant(assignment: Assignment): Promise<string | undefined> {
  for (const trial of inOrder(assignment)) {
    const { reaches } = known.get(trial) ?? (await learn(trial));
    if (!reaches(assignment.id)) continue;
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
send({ kind: 'ready' });
