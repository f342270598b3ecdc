// SPDX-License-Identifier: Apache-2.0
//
// Worker processes that try mutants. A mutant may loop for ever, also in the host's code around the machine: then its worker
// is ended and another takes over; a mutant that never comes to an end has been noticed.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { budgets } from '../budgets.ts';
import type { Place } from './located.ts';
import type { WorkerMessage } from './worker.ts';

export interface PoolResult {
  /** By mutant, the trial that noticed it; undefined: none did. Mutants that were not tried are absent. */
  readonly noticedBy: ReadonlyMap<string, string | undefined>;
  /** Trials that fail without any mutant. */
  readonly broken: readonly string[];
}

export interface PoolOptions {
  readonly places: readonly Place[];
  readonly workers: number;
  readonly deadlineMs: number;
  readonly onProgress?: (done: number) => void;
}

export async function tryAll(options: PoolOptions): Promise<PoolResult> {
  const queue = [...options.places];
  const noticedBy = new Map<string, string | undefined>();
  const broken = new Set<string>();
  const take = () => (performance.now() < options.deadlineMs ? queue.shift() : undefined);
  const note = (id: string, trial: string | undefined) => {
    noticedBy.set(id, trial);
    options.onProgress?.(noticedBy.size);
  };
  const serve = async () => {
    for (let again = true; again; ) again = await employ(take, note, broken);
  };
  await Promise.all(Array.from({ length: options.workers }, serve));
  return { noticedBy, broken: [...broken] };
}

/** Employs one worker until the queue is empty (false) or it got stuck (true). */
function employ(
  take: () => Place | undefined,
  note: (id: string, trial: string | undefined) => void,
  broken: Set<string>,
): Promise<boolean> {
  const child: ChildProcess = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    let current: Place | undefined;
    let timer: NodeJS.Timeout | undefined;
    const assign = () => {
      current = take();
      if (!current) {
        child.disconnect();
        return;
      }
      child.send({ id: current.id, file: current.file });
      watch();
    };
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), budgets.trialMs);
    };
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'alive') return watch();
      clearTimeout(timer);
      if (message.kind === 'ready') for (const name of message.broken) broken.add(name);
      else note(message.id, message.noticedBy);
      assign();
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!current && code === 0) return resolve(false);
      if (!current)
        return reject(new Error(`a worker of the mutation run ended with ${signal ?? code}`));
      note(
        current.id,
        signal === 'SIGKILL' ? 'it never ends' : `the process ended with ${signal ?? code}`,
      );
      resolve(true);
    });
  });
}
