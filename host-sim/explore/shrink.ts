// SPDX-License-Identifier: Apache-2.0
//
// Makes a failing run small: leaves out goals, episodes, whims and cuts as long as the same oracle still objects. Cuts are named
// by act and moment meanwhile, because their numbers shift when events are left out.

import type { Finding } from '../oracle/oracle.ts';
import { knownFor } from './known.ts';
import { type Cut, draw, elementsOf, kept } from './plan.ts';
import { type Report, run, type Tools } from './run.ts';
import type { Job } from './summary.ts';

export interface Shrunk {
  readonly report: Report;
  readonly finding: Finding;
  /** What `jiaozi explore` takes to run it again. */
  readonly replay: readonly string[];
  readonly runs: number;
}

interface Candidate {
  readonly elements: readonly string[];
  readonly cuts: readonly Cut[];
}

const runsMost = 200;

/** `report` is of that job, and has the finding. */
export function shrink(job: Job, report: Report, finding: Finding, tools: Tools): Shrunk {
  const base = draw(job.seed, job.restrictions);
  let runs = 0;
  let smallest: { candidate: Candidate; report: Report } = {
    candidate: { elements: elementsOf(base), cuts: report.cuts.map(cutOf) },
    report,
  };
  const tries = (candidate: Candidate): boolean => {
    if (runs >= runsMost) return false;
    runs++;
    const next = run({ ...kept(base, candidate.elements), cuts: candidate.cuts }, tools);
    if (!next.findings.some((each) => isSame(each, finding, next))) return false;
    smallest = { candidate, report: next };
    return true;
  };
  for (const candidate of bold(smallest.candidate)) tries(candidate);
  while (without(smallest.candidate).some(tries));
  const { candidate, report: last } = smallest;
  return {
    report: last,
    finding: last.findings.find((each) => isSame(each, finding, last))!,
    replay: replayOf(job, candidate, last),
    runs,
  };
}

function isSame(found: Finding, wanted: Finding, report: Report): boolean {
  return found.oracle === wanted.oracle && knownFor(found, report) === undefined;
}

function cutOf({ act, moment, ordinal }: Report['cuts'][number]): Cut {
  return { act, moment, ordinal };
}

/** First all at once. */
function* bold({ elements, cuts }: Candidate): Generator<Candidate> {
  const goals = elements.filter((name) => name.startsWith('g'));
  yield { elements: goals, cuts };
  yield { elements, cuts: [] };
  yield { elements: goals.slice(0, 1), cuts };
}

/** Then one after another; the last goal stays, or nothing would happen. */
function without({ elements, cuts }: Candidate): Candidate[] {
  return [
    ...elements
      .filter(
        (name) =>
          !(name.startsWith('g') && elements.filter((each) => each[0] === 'g').length === 1),
      )
      .map((name) => ({ elements: elements.filter((each) => each !== name), cuts })),
    ...cuts.map((_, index) => ({ elements, cuts: cuts.filter((_, other) => other !== index) })),
  ];
}

function replayOf({ seed, restrictions }: Job, { elements }: Candidate, report: Report): string[] {
  const { workload, layers } = restrictions;
  const cuts = report.cuts.map(({ number }) => number).join(',');
  return [
    ...['--seed', seed],
    ...(workload === undefined ? [] : ['--workload', workload]),
    ...(layers === undefined ? [] : ['--with', layers.join(',') || 'none']),
    ...['--keep', elements.join(',')],
    ...['--cuts', cuts || 'none'],
  ];
}
