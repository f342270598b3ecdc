// SPDX-License-Identifier: Apache-2.0
//
// Runs jobs, here or in worker processes, in the order in which they are drawn; summaries come as they are done.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Tools } from './run.ts';
import { type Job, runJob, type Summary } from './summary.ts';
import type { WorkerMessage } from './worker.ts';

export interface PoolOptions {
  readonly jobs: Iterator<Job>;
  /** Processes; 1: this one. */
  readonly width: number;
  readonly tools: Tools;
  /** True: no further job is begun. */
  readonly onSummary: (summary: Summary) => boolean;
}

const workerPath = fileURLToPath(new URL('worker.ts', import.meta.url));
/**
 * A run leaves more behind than V8's nursery holds at first: with more room most of it is gone before anybody must copy it. And
 * each core has its worker: threads that help one with its garbage only keep another one waiting.
 */
const memory = ['--max-semi-space-size=64', '--single-threaded-gc'];

export async function runJobs(options: PoolOptions): Promise<void> {
  const { jobs, width, tools, onSummary } = options;
  if (width === 1) {
    for (let next = jobs.next(); !next.done; next = jobs.next()) {
      if (onSummary(runJob(next.value, tools))) return;
      // Lets signals and timers through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return;
  }
  let stopped = false;
  const take = (): Job | undefined => {
    if (stopped) return undefined;
    const next = jobs.next();
    return next.done ? undefined : next.value;
  };
  const told = (summary: Summary) => {
    stopped = onSummary(summary) || stopped;
  };
  await Promise.all(Array.from({ length: width }, () => employ(take, told)));
}

function employ(take: () => Job | undefined, told: (summary: Summary) => void): Promise<void> {
  const child: ChildProcess = fork(workerPath, { execArgv: [...memory, '--import', 'tsx'] });
  let busy = false;
  const assign = () => {
    const job = take();
    busy = job !== undefined;
    if (job) child.send(job);
    else child.disconnect();
  };
  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'done') told(message.summary);
    assign();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (busy || code !== 0)
        reject(new Error(`a worker of the explorer ended with ${signal ?? code}`));
      else resolve();
    });
  });
}
