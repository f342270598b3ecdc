// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the harness: what a target has to be, collecting the lines that it reports into results, and the results
// as TAP and as JUnit XML.

/** Where tests can run. A plug-in: a module whose default export is one. */
export interface Target {
  readonly name: string;
  /** Runs one test file: its lines go to `collector.line`, how the target died (if it did) to `collector.deaths`. Rejects
   *  only when the file could not be brought to the target at all. Bounded: a target that hangs is the target's to notice. */
  run(file: string, collector: Collector): Promise<void>;
  /** Lets go of what it holds: a port, a process. */
  close?(): Promise<void>;
}

/** What one file gave. */
export interface FileResult {
  readonly file: string;
  readonly results: readonly TestResult[];
  /** What is wrong with the run as a whole. */
  readonly trouble: string | undefined;
}

/** Runs `files` on `target`, one after another. */
export async function runFiles(target: Target, files: readonly string[]): Promise<FileResult[]> {
  const done: FileResult[] = [];
  for (const file of files) {
    const collector = new Collector();
    try {
      await target.run(file, collector);
    } catch (error) {
      collector.deaths.push(error instanceof Error ? error.message : String(error));
    }
    done.push({ file, results: collector.results, trouble: collector.trouble });
  }
  return done;
}

export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  /** what went wrong, with the engine's stack when it was not an assertion */
  readonly detail: string;
  /** Was not run, and why; it counts as passed. */
  readonly skipped?: string;
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

/** TAP version 13. What is wrong with a file as a whole is a test that failed. */
export function toTap(files: readonly FileResult[]): string {
  const tests = files.flatMap(testsOf);
  const lines = ['TAP version 13', `1..${tests.length}`];
  tests.forEach(({ name, passed, detail, skipped }, index) => {
    const skip = skipped === undefined ? '' : ` # SKIP ${skipped.replace(/\s+/g, ' ')}`;
    const line = `${passed ? 'ok' : 'not ok'} ${index + 1} - ${name.replace(/[\n#]/g, ' ')}`;
    lines.push(line + skip);
    if (!passed) lines.push(...detail.split('\n').map((line) => `# ${line}`));
  });
  return `${lines.join('\n')}\n`;
}

/** JUnit XML, as CI systems read it: a suite for each file. */
export function toJunit(files: readonly FileResult[]): string {
  const suites = files.map((each) => {
    const tests = testsOf(each);
    const failures = tests.filter(({ passed }) => !passed).length;
    const skipped = tests.filter((test) => test.skipped !== undefined).length;
    const counts = `tests="${tests.length}" failures="${failures}" skipped="${skipped}"`;
    return [
      `  <testsuite name="${escaped(each.file)}" ${counts}>`,
      ...tests.map((test) => testCase(each.file, test)),
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, { name, passed, detail, skipped }: TestResult): string {
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(name)}"`;
  if (skipped !== undefined) return `${head}><skipped message="${escaped(skipped)}"/></testcase>`;
  if (passed) return `${head}/>`;
  const [message = ''] = detail.split('\n');
  return `${head}><failure message="${escaped(message)}">${escaped(detail)}</failure></testcase>`;
}

function testsOf({ file, results, trouble }: FileResult): readonly TestResult[] {
  if (trouble === undefined) return results;
  return [...results, { name: file, passed: false, detail: trouble }];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters cannot stand in XML at all. */
function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"]/g, (character) => entities[character]!)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that must go
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\ufffd')
  );
}
