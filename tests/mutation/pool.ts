// SPDX-License-Identifier: Apache-2.0
//
// Worker processes that try mutants. A mutant may loop for ever, also in the host's code around the machine: then its worker
// is ended and another takes over; a mutant that never comes to an end has been noticed.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { budgets } from '../budgets.ts';
import type { Place } from './located.ts';
import type { Assignment, Noticed, WorkerMessage } from './worker.ts';

export interface PoolOptions {
  readonly places: readonly Place[];
  /** Unit tests only. */
  readonly units: boolean;
  /** On the clock of `performance`: no mutant is begun after it. */
  readonly deadlineMs: number;
  readonly onTried: (place: Place, noticedBy: string | undefined, done: number) => void;
}

const workerPath = fileURLToPath(new URL('worker.ts', import.meta.url));

export class Pool {
  /** By mutant, the trial that noticed it; undefined: none did. Mutants that were not tried are absent. */
  readonly noticedBy = new Map<string, string | undefined>();
  /** Trials that fail without any mutant. */
  readonly broken = new Set<string>();
  readonly #options: PoolOptions;
  readonly #queue: Place[];
  /** By file of the program, for the workers to learn from. */
  readonly #noticed = new Map<string, Noticed[]>();

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#queue = [...options.places];
  }

  /** Tries all mutants, or as many as the time allows. */
  async run(workers: number): Promise<void> {
    const serve = async () => {
      for (let isStuck = true; isStuck; ) isStuck = await this.#employ();
    };
    await Promise.all(Array.from({ length: workers }, serve));
  }

  #take(): Place | undefined {
    return performance.now() < this.#options.deadlineMs ? this.#queue.shift() : undefined;
  }

  #note(place: Place, trial: string | undefined): void {
    const { id, file, line } = place;
    this.noticedBy.set(id, trial);
    if (trial !== undefined) this.#noticed.set(file, [...this.#inFile(file), { line, trial }]);
    this.#options.onTried(place, trial, this.noticedBy.size);
  }

  #inFile(file: string): readonly Noticed[] {
    return this.#noticed.get(file) ?? [];
  }

  /** Employs one worker until there is nothing left to try (false) or it got stuck (true). */
  #employ(): Promise<boolean> {
    const child: ChildProcess = fork(workerPath, this.#options.units ? ['units'] : [], {
      execArgv: ['--import', 'tsx'],
    });
    let current: Place | undefined;
    let timer: NodeJS.Timeout | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), budgets.trialMs);
    };
    const assign = () => {
      clearTimeout(timer);
      current = this.#take();
      if (!current) return child.disconnect();
      const { id, file, line } = current;
      child.send({ id, line, noticed: this.#inFile(file) } satisfies Assignment);
      watch();
    };
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'alive') return watch();
      if (message.kind === 'broken') {
        this.broken.add(message.trial);
        return watch();
      }
      if (message.kind === 'tried') this.#note(current!, message.noticedBy);
      assign();
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        const end = signal ?? code;
        if (current) this.#note(current, end === 'SIGKILL' ? 'it never ends' : `ended with ${end}`);
        else if (code !== 0) reject(new Error(`a worker of the mutation run ended with ${end}`));
        resolve(current !== undefined);
      });
    });
  }
}
