// SPDX-License-Identifier: Apache-2.0
//
// Failures that are known and wait for an issue. Each row says which findings it covers, and how to see one: a test makes sure
// that it still fails, so that the row goes when the cause has gone. No switch of the program turns on any of them.

import type { Finding } from '../oracle/oracle.ts';
import type { Report } from './run.ts';
import { only } from './seen.ts';

export interface KnownFailure {
  readonly name: string;
  /** Of the issue that will end it. */
  readonly issue: number;
  readonly why: string;
  /** What `jiaozi explore` takes to show it. */
  readonly replay: readonly string[];
  readonly covers: (finding: Finding, report: Report) => boolean;
}

/** The power went (or the program died) after a sale had been sent. */
function lostPower({ seen }: Report): boolean {
  const sold = only(seen, 'act').find(({ name }) => name === 'line 0200');
  return (
    sold !== undefined &&
    seen.some((each) => each.what === 'power' && !each.on && each.atUs >= sold.atUs)
  );
}

export const knownFailures: readonly KnownFailure[] = [
  {
    name: 'an owed reversal is lost with the power',
    issue: 5,
    why: 'the journal of this release is in RAM (ADR 0011)',
    replay: ['--seed', '1', '--workload', 'sale', '--with', 'none', '--cuts', 'line 0200 after 1'],
    covers: ({ oracle, text }, report) =>
      oracle === 'money' && /nobody was told$/.test(text) && lostPower(report),
  },
  {
    name: 'a slip is lost with the power',
    issue: 5,
    why: 'what was approved is not in a journal that survives (ADR 0011)',
    replay: [
      '--seed',
      '1',
      '--workload',
      'sale',
      '--with',
      'none',
      '--cuts',
      'glass approved after 1',
    ],
    covers: ({ oracle, text }, report) =>
      oracle === 'paper' && /has no slip$/.test(text) && lostPower(report),
  },
];

export function knownFor(finding: Finding, report: Report): KnownFailure | undefined {
  return knownFailures.find(({ covers }) => covers(finding, report));
}
