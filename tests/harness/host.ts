// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the harness: collects the lines that a target reports into results. How a target is loaded and its
// lines are carried is the caller's (targets are plug-ins).

export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  /** what went wrong, with the engine's stack when it was not an assertion */
  readonly detail: string;
}

/** Feeds on report lines; `results` grows as tests end. */
export class Collector {
  readonly results: TestResult[] = [];
  /** How the target died, if it did. */
  readonly deaths: string[] = [];
  planned = 0;
  ended = false;

  line(text: string): void {
    const cut = text.indexOf('\n');
    const head = cut < 0 ? text : text.slice(0, cut);
    const detail = cut < 0 ? '' : text.slice(cut + 1);
    if (head.startsWith('plan ')) this.planned = Number(head.slice(5));
    else if (head.startsWith('ok '))
      this.results.push({ name: head.slice(3), passed: true, detail });
    else if (head.startsWith('not ok '))
      this.results.push({ name: head.slice(7), passed: false, detail });
    else if (head === 'end') this.ended = true;
  }

  /** What is wrong with the run as a whole, if anything: a target that died or never finished. */
  get trouble(): string | undefined {
    if (this.deaths.length > 0) return `the target died: ${this.deaths.join(', ')}`;
    if (!this.ended)
      return `the target stopped after ${this.results.length} of ${this.planned} tests`;
    if (this.planned === 0) return 'the file has no test';
    return undefined;
  }
}

/** TAP version 13 of one or more files' results. */
export function toTap(results: readonly TestResult[]): string {
  const lines = ['TAP version 13', `1..${results.length}`];
  results.forEach((result, index) => {
    lines.push(`${result.passed ? 'ok' : 'not ok'} ${index + 1} - ${result.name}`);
    if (!result.passed) lines.push(...result.detail.split('\n').map((line) => `# ${line}`));
  });
  return `${lines.join('\n')}\n`;
}
