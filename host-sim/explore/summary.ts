// SPDX-License-Identifier: Apache-2.0
//
// What is kept of a run when there are many: small, and fit to be sent from a worker. And what is kept of all of them.

import type { Finding } from '../oracle/oracle.ts';
import { knownFor } from './known.ts';
import { marks, marksOf } from './marks.ts';
import { draw, type Restrictions } from './plan.ts';
import { type Report, run, type Tools } from './run.ts';
import { only } from './seen.ts';

export interface Job {
  readonly seed: string;
  readonly restrictions: Restrictions;
  /** Somebody asks for the fingerprint of the run. */
  readonly traced?: boolean;
}

export interface Summary {
  readonly job: Job;
  /** Without those that are known. */
  readonly findings: readonly Finding[];
  /** Names of known failures that were met. */
  readonly known: readonly string[];
  /** Numbers of the crash points at which the power went. */
  readonly cuts: readonly number[];
  readonly points: number;
  readonly marks: readonly string[];
  /** Entries of the book, by their state. */
  readonly transactions: Readonly<Record<string, number>>;
  /** Requests for a reversal that the acquirer got. */
  readonly reversals: number;
  /** '' unless the job asks for it. */
  readonly fingerprint: string;
  readonly virtualMs: number;
}

export function runJob(job: Job, tools: Tools): Summary {
  const { seed, restrictions, traced = false } = job;
  return summaryOf(job, run(draw(seed, restrictions), { ...tools, untraced: !traced }));
}

function summaryOf(job: Job, report: Report): Summary {
  const isKnown = (finding: Finding) => knownFor(finding, report) !== undefined;
  const states = report.entries.map(({ state }) => state);
  return {
    job,
    findings: report.findings.filter((finding) => !isKnown(finding)),
    known: report.findings.flatMap((finding) => knownFor(finding, report)?.name ?? []),
    cuts: report.cuts.map(({ number }) => number),
    points: report.points,
    marks: marksOf(report),
    transactions: countOf(states),
    reversals: only(report.seen, 'request').filter(({ message }) => message === 'reversal').length,
    fingerprint: report.fingerprint,
    virtualMs: report.virtualMs,
  };
}

function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Adds up summaries; `json` is the last line of `jiaozi explore`. */
export class Tally {
  runs = 0;
  cuts = 0;
  violations = 0;
  reversals = 0;
  virtualMs = 0;
  readonly #transactions: Record<string, number> = {};
  readonly #known: Record<string, number> = {};
  readonly #marks: Record<string, number> = Object.fromEntries(
    Object.keys(marks).map((name) => [name, 0]),
  );

  add(summary: Summary): void {
    this.runs++;
    this.cuts += summary.cuts.length;
    this.reversals += summary.reversals;
    this.virtualMs += summary.virtualMs;
    if (summary.findings.length > 0) this.violations++;
    addTo(this.#transactions, summary.transactions);
    addTo(this.#known, countOf(summary.known));
    addTo(this.#marks, countOf(summary.marks));
  }

  /** Marks that no run has reached. */
  get unreached(): string[] {
    return Object.keys(this.#marks).filter((name) => this.#marks[name] === 0);
  }

  /** What else there is to say of all runs, in words. */
  get remarks(): string {
    const hours = Math.round(this.virtualMs / 360_000) / 10;
    const known = Object.entries(this.#known).map(([name, count]) => `, ${count} times: ${name}`);
    return `${hours} virtual hours${known.join('')}`;
  }

  json(elapsedMs: number): string {
    const { runs, cuts, reversals, violations } = this;
    return JSON.stringify({
      runs,
      cuts,
      transactions: this.#transactions,
      reversals,
      violations,
      marks: underscored(this.#marks),
      perSecond: Math.round((runs * 10_000) / Math.max(1, elapsedMs)) / 10,
    });
  }
}

function addTo(total: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
}

/** The line has no spaces. */
function underscored(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name.replaceAll(' ', '_'), count]),
  );
}
