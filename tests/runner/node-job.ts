// SPDX-License-Identifier: Apache-2.0
//
// One file of node:test, in a process of its own. Tests are counted at the leaves: a test that only holds others is none.

import { run } from 'node:test';
import type { Failure, Job, Outcome } from './job.ts';

interface Report {
  readonly name: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: {
    readonly type?: string;
    readonly error?: Error & { readonly failureType?: string; readonly cause?: unknown };
  };
}

export function nodeJob(suite: string, file: string, timeoutMs: number): Job {
  return { suite, name: file, run: () => runFile(file, timeoutMs) };
}

async function runFile(file: string, timeoutMs: number): Promise<Outcome> {
  const failures: Failure[] = [];
  const skipped: string[] = [];
  let passed = 0;
  let previousNesting = 0;
  let errorOutput = '';
  /** Inner tests are reported before the one that holds them. */
  const isHolder = ({ nesting, details }: Report) => {
    const holds = details.type === 'suite' || nesting < previousNesting;
    previousNesting = nesting;
    return holds;
  };
  const stream = run({ files: [file], concurrency: 1, timeout: timeoutMs });
  stream.on('test:pass', (report: Report) => {
    const holder = isHolder(report);
    if (report.skip !== undefined) skipped.push(`${file}: ${report.name}${reasonOf(report.skip)}`);
    // A file without a test passes as one test of its own name.
    else if (!holder && report.name !== file) passed++;
  });
  stream.on('test:fail', (report: Report) => {
    isHolder(report);
    if (report.details.error?.failureType === 'subtestsFailed') return;
    failures.push({ name: `${file}: ${report.name}`, detail: detailOf(report) });
  });
  stream.on('test:stderr', ({ message }: { message: string }) => {
    errorOutput += message;
  });
  for await (const _ of stream);
  if (passed + failures.length + skipped.length === 0)
    failures.push({ name: file, detail: 'the file has no test' });
  const [first, ...others] = failures;
  if (!first || !errorOutput) return { passed, failures, skipped };
  return {
    passed,
    failures: [{ ...first, detail: `${first.detail}\n${errorOutput}` }, ...others],
    skipped,
  };
}

function reasonOf(skip: string | boolean): string {
  return typeof skip === 'string' && skip !== '' ? ` (${skip})` : '';
}

function detailOf({ details: { error } }: Report): string {
  const cause = error?.cause;
  if (cause instanceof Error)
    return (cause.stack ?? cause.message).replace(/^ *at .*\bnode:.*\n?/gm, '');
  return String(cause ?? error?.message ?? 'failed');
}
