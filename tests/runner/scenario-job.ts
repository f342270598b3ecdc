// SPDX-License-Identifier: Apache-2.0
//
// All scenarios of one seed, in two processes that must agree on every trace. Each scenario is a test: it fails when its
// story does, and when its traces differ.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../host-sim/engine/bundle.ts';
import type { Failure, Job, Outcome } from './job.ts';

interface Verdict {
  readonly name: string;
  readonly passed: boolean;
  readonly trace: string;
}

/** What one process said. */
export interface Run {
  readonly verdicts: readonly Verdict[];
  readonly errors: string;
}

/** A job for each target: the last one done compares. With one target each scenario is told once. */
export function scenarioJobs(
  seed: string,
  files: readonly string[],
  timeoutMs: number,
  targets: readonly string[],
): Job[] {
  const runs: Run[] = [];
  const suite = `scenarios, seed ${seed}${targets.includes('rv32') ? ', rv32' : ''}`;
  return targets.map((target) => ({
    suite,
    name: `${files.length} files of scenarios, ${target}`,
    run: async () => {
      runs.push(await runAll(['--target', target, '--seed', seed, ...files], timeoutMs));
      if (runs.length < targets.length) return { passed: 0, failures: [], skipped: [] };
      return compare(runs[0]!, runs.at(-1)!);
    },
  }));
}

async function runAll(args: readonly string[], timeoutMs: number): Promise<Run> {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/jiaozi.mjs'), 'scenario', '--json', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    },
  );
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  const verdicts = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Verdict);
  if (signal || code === null || code > 1)
    errors += `jiaozi scenario ended with ${signal ?? code}\n`;
  else if (verdicts.length === 0) errors += 'jiaozi scenario ran nothing\n';
  return { verdicts, errors };
}

export function compare(first: Run, second: Run): Outcome {
  const failures: Failure[] = [];
  const errors = first.errors || second.errors;
  let passed = 0;
  first.verdicts.forEach(({ name, passed: good, trace }, index) => {
    const again = second.verdicts[index];
    if (!good || again?.passed === false)
      failures.push({ name, detail: failures.length === 0 ? errors : 'see above' });
    else if (again?.trace !== trace) {
      const detail = `two runs of one seed differ: trace ${trace.slice(0, 16)}… and ${again?.trace.slice(0, 16)}…`;
      failures.push({ name, detail });
    } else passed++;
  });
  if (errors && failures.length === 0) failures.push({ name: 'jiaozi scenario', detail: errors });
  return { passed, failures, skipped: [] };
}
