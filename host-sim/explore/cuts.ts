// SPDX-License-Identifier: Apache-2.0
//
// Every single cut of a run, and every pair: the second one in whatever the recovery from the first does.

import { Random } from '../link/kernel.ts';
import { runJobs } from './pool.ts';
import type { Tools } from './run.ts';
import { type Job, runJob, type Summary } from './summary.ts';

export interface CutsOptions {
  /** Of the run, which has no cuts of its own. */
  readonly job: Job;
  readonly pairs: boolean;
  /** More pairs than this are sampled, by the seed. */
  readonly most: number;
  readonly width: number;
  readonly tools: Tools;
  readonly onSummary: (summary: Summary) => boolean;
}

export async function everyCut(options: CutsOptions): Promise<void> {
  const { job, pairs, width, tools } = options;
  let stopped = false;
  const onSummary = (summary: Summary) => {
    stopped = options.onSummary(summary) || stopped;
    return stopped;
  };
  const whole = runJob(withCuts(job, []), tools);
  if (onSummary(whole)) return;
  const ones = numbers(1, whole.points).map((number) => [number]);
  const twos: number[][] = [];
  await runJobs({
    jobs: jobsOf(job, ones),
    width,
    tools,
    onSummary: (summary) => {
      const [first = 0] = summary.cuts;
      for (const second of numbers(first + 1, summary.points)) twos.push([first, second]);
      return onSummary(summary);
    },
  });
  if (!pairs || stopped) return;
  twos.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  const chosen = sample(twos, options.most, new Random(`${job.seed}/pairs`));
  await runJobs({ jobs: jobsOf(job, chosen), width, tools, onSummary });
}

function withCuts(job: Job, cuts: readonly number[]): Job {
  return { ...job, restrictions: { ...job.restrictions, cuts } };
}

function* jobsOf(job: Job, all: readonly (readonly number[])[]): Generator<Job> {
  for (const cuts of all) yield withCuts(job, cuts);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** `most` of them, in their order. */
function sample<T>(all: readonly T[], most: number, random: Random): T[] {
  let wanted = Math.min(most, all.length);
  return all.filter((_, index) => {
    const take = random.below(all.length - index) < wanted;
    if (take) wanted--;
    return take;
  });
}
