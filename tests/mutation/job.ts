// SPDX-License-Identifier: Apache-2.0
//
// The mutation run as a job of the test runner.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../../host-sim/engine/bundle.ts';
import type { Failure, Job, Outcome } from '../runner/job.ts';

/** Each mutant is a test: noticed or listed, or a failure. With `sample` only about so many are tried. */
export function mutationJob(sample?: number): Job {
  const options = sample === undefined ? [] : ['--sample', String(sample)];
  return { suite: 'mutation', name: 'mutants', run: () => runMutation(options) };
}

async function runMutation(options: readonly string[]): Promise<Outcome> {
  const program = fileURLToPath(new URL('run.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--json', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const lines = output.split('\n').filter((line) => line !== '');
  const problems: Failure[] = [];
  const skipped: string[] = [];
  let mutants = 0;
  for (const line of lines) {
    const { problem, untried } = JSON.parse(line) as { problem?: string; untried?: string };
    if (untried !== undefined) skipped.push(untried);
    else if (problem === undefined) mutants++;
    else problems.push({ name: problem.split('\n')[0]!, detail: problem });
  }
  if (problems.length === 0 && (code !== 0 || mutants === 0)) {
    problems.push({ name: 'mutation run', detail: `ended with ${code} after ${mutants} mutants` });
  }
  return { passed: mutants, failures: problems, skipped };
}
