// SPDX-License-Identifier: Apache-2.0
//
// Runs jobs, here or in worker processes, in the order in which they are drawn; summaries come as they are done.

import { type ChildProcess, fork } from 'node:child_process';
import type { Tools } from './run.ts';
import { type Job, runJob, type Summary } from './summary.ts';
import type { WorkerMessage } from './worker.ts';
import { workerScript } from './worker-script.ts';

export interface PoolOptions {
  readonly jobs: Iterator<Job>;
  /** Worker processes; 0: none, all in this one. */
  readonly width: number;
  /** Of this one. */
  readonly tools: Tools;
  /** True: no further job is begun. */
  readonly onSummary: (summary: Summary) => boolean;
}

/**
 * A run leaves more behind than V8's nursery holds at first: with more room most of it is gone before anybody must copy it. And
 * each core has its worker: threads that help one with its garbage only keep another one waiting. Nobody minds a pause, so what is old
 * is marked at once and not in steps.
 */
const memory = ['--max-semi-space-size=64', '--single-threaded-gc', '--no-incremental-marking'];

export async function runJobs({ jobs, width, tools, onSummary }: PoolOptions): Promise<void> {
  if (width > 0) return runInWorkers(jobs, width, onSummary);
  for (let next = jobs.next(); !next.done; next = jobs.next()) {
    if (onSummary(runJob(next.value, tools))) return;
    // Lets signals and timers through.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function runInWorkers(
  jobs: PoolOptions['jobs'],
  width: number,
  onSummary: PoolOptions['onSummary'],
): Promise<void> {
  let stopped = false;
  const take = (): Job | undefined => {
    if (stopped) return undefined;
    const next = jobs.next();
    return next.done ? undefined : next.value;
  };
  const told = (summary: Summary) => {
    stopped = onSummary(summary) || stopped;
  };
  const script = await workerScript();
  await Promise.all(Array.from({ length: width }, () => employ(script, take, told)));
}

function employ(
  script: string,
  take: () => Job | undefined,
  told: (summary: Summary) => void,
): Promise<void> {
  const child: ChildProcess = fork(script, { execArgv: memory });
  let waiting = 0;
  const assign = () => {
    const job = take();
    if (!job) return;
    waiting++;
    child.send(job);
  };
  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'done') {
      waiting--;
      told(message.summary);
    } else assign();
    // One job is there already when another one is done.
    assign();
    if (waiting === 0) child.disconnect();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (waiting > 0 || code !== 0)
        reject(new Error(`a worker of the explorer ended with ${signal ?? code}`));
      else resolve();
    });
  });
}
