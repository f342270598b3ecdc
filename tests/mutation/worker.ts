// SPDX-License-Identifier: Apache-2.0
//
// A process that tries mutants, one after another, as run.ts hands them out. Trials that noticed much in the same file for the
// time they take come first: most mutants then fall at once.

import { allTrials, type Trial } from './trials.ts';

/** From the worker: ready (with trials that fail without any mutant), a trial is over, or what came of a mutant. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly broken: readonly string[] }
  | { readonly kind: 'alive' }
  | { readonly kind: 'tried'; readonly id: string; readonly noticedBy: string | undefined };

export interface Assignment {
  readonly id: string;
  readonly file: string;
}

const send = (message: WorkerMessage) => process.send!(message);

const { trials } = await allTrials();
const durationMs = new Map<Trial, number>();
const broken: string[] = [];
for (const trial of trials) {
  const start = performance.now();
  if (!(await trial.passes(undefined))) broken.push(trial.name);
  durationMs.set(trial, performance.now() - start);
}

/** Per file of the program: how many mutants each trial has noticed. */
const noticed = new Map<string, Map<Trial, number>>();

async function tryMutant({ id, file }: Assignment): Promise<string | undefined> {
  const inFile = noticed.get(file) ?? new Map<Trial, number>();
  noticed.set(file, inFile);
  const merit = (trial: Trial) => ((inFile.get(trial) ?? 0) + trial.prior) / durationMs.get(trial)!;
  const order = trials
    .filter((trial) => trial.holds(id) && !broken.includes(trial.name))
    .sort((a, b) => merit(b) - merit(a));
  for (const trial of order) {
    const passes = await trial.passes(id);
    send({ kind: 'alive' });
    if (passes) continue;
    inFile.set(trial, (inFile.get(trial) ?? 0) + 1);
    return trial.name;
  }
  return undefined;
}

process.on('message', async (assignment: Assignment) => {
  send({ kind: 'tried', id: assignment.id, noticedBy: await tryMutant(assignment) });
});
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready', broken });
