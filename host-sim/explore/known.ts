// SPDX-License-Identifier: Apache-2.0
//
// Failures that are known and wait for an issue. Each row says which findings it covers, and how to see one: a test makes sure
// that it still fails, so that the row goes when the cause has gone. No switch of the program turns on any of them.

import type { Finding } from '../oracle/oracle.ts';
import type { Report } from './run.ts';

export interface KnownFailure {
  readonly name: string;
  /** Of the issue that will end it. */
  readonly issue: number;
  readonly why: string;
  /** What `jiaozi explore` takes to show it. */
  readonly replay: readonly string[];
  readonly covers: (finding: Finding, report: Report) => boolean;
}

/** None at present. */
export const knownFailures: readonly KnownFailure[] = [];

export function knownFor(finding: Finding, report: Report): KnownFailure | undefined {
  return knownFailures.find(({ covers }) => covers(finding, report));
}
