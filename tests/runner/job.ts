// SPDX-License-Identifier: Apache-2.0
//
// A job of the test runner is one process to wait for; a suite's jobs add up to one line.

export interface Failure {
  readonly name: string;
  readonly detail: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** Names, with the reason. */
  readonly skipped: readonly string[];
}

export interface Job {
  readonly suite: string;
  /** A file, or what it does. */
  readonly name: string;
  run(): Promise<Outcome>;
}

export interface SuiteResult extends Outcome {
  readonly suite: string;
  /** Of all its jobs together, as if they had run one after another. */
  readonly ms: number;
}

export interface Took {
  readonly name: string;
  readonly ms: number;
}

/** Runs the jobs, `width` at a time, in order; calls `onSuite` when the last job of a suite is done. Gives what each took. */
export async function runJobs(
  jobs: readonly Job[],
  width: number,
  onSuite: (result: SuiteResult) => void,
): Promise<Took[]> {
  const took: Took[] = [];
  const left = new Map<string, number>();
  for (const { suite } of jobs) left.set(suite, (left.get(suite) ?? 0) + 1);
  const results = new Map<string, SuiteResult>();
  const queue = [...jobs];
  const serve = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const start = performance.now();
      const outcome = await job.run();
      const { suite, name } = job;
      const ms = performance.now() - start;
      took.push({ name, ms });
      const result = added(
        results.get(suite) ?? { suite, ms: 0, passed: 0, failures: [], skipped: [] },
        outcome,
        ms,
      );
      results.set(suite, result);
      left.set(suite, left.get(suite)! - 1);
      if (left.get(suite) === 0) onSuite(result);
    }
  };
  await Promise.all(Array.from({ length: width }, serve));
  return took;
}

function added(result: SuiteResult, outcome: Outcome, ms: number): SuiteResult {
  return {
    suite: result.suite,
    ms: result.ms + ms,
    passed: result.passed + outcome.passed,
    failures: [...result.failures, ...outcome.failures],
    skipped: [...result.skipped, ...outcome.skipped],
  };
}
