// SPDX-License-Identifier: Apache-2.0
//
// What may notice a mutant: each file of unit tests whose program holds the branch, and each scenario.

import { basename } from 'node:path';
import { scenarioFiles } from '../../host-sim/cli/scenario.ts';
import { type Bundle, bundle, isComposition, type Program } from '../../host-sim/engine/bundle.ts';
import { compileScript } from '../../host-sim/engine/machine.ts';
import { load, run, type Scenario, type Story } from '../../host-sim/scenario/scenario.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { runProgram } from '../harness/desk.ts';
import { Collector } from '../harness/host.ts';
import { xsTestFiles } from '../runner/files.ts';
import { type LocatedMutant, locatedMutants, type Place } from './located.ts';
import { applied } from './mutants.ts';
import { behindDirective, marked, Reach } from './reach.ts';

export interface Trial {
  readonly name: string;
  /** How many mutants of a file it may be expected to notice before it is tried. */
  readonly prior: number;
  /** How long it takes, before it was tried. */
  readonly guessMs: number;
  holds(id: string): boolean;
  /** Runs without any mutant, before all others: whether it passes, and which mutants it comes near. */
  learn(): Promise<{ readonly passes: boolean; readonly reaches: (id: string) => boolean }>;
  /** Runs with that mutant planted: true when nothing was noticed. */
  passes(id: string): Promise<boolean>;
}

export interface Trials {
  readonly trials: readonly Trial[];
  /** Every branch that some trial's program holds, in the order of the source. */
  readonly places: readonly Place[];
}

/** Byte codes of a turn: some ten times what the longest file of unit tests needs. */
const turnBudget = 1_000_000_000;

/** The stories about cards. To all others the card is the same: they are not asked about `src/emv`. */
const cardStories: ReadonlySet<string> = new Set(
  'cards schemes pin offline issuer-scripts conversation small-sale'
    .split(' ')
    .map((name) => `${name}.ts`),
);

/** `withScenarios`: those take longer by far. */
export async function allTrials(withScenarios = true): Promise<Trials> {
  const subjects: Subject[] = [];
  const trials: Trial[] = [];
  for (const path of xsTestFiles()) {
    const subject = new Subject(path, await bundle(path));
    if (subject.mutants.size === 0) continue;
    subjects.push(subject);
    trials.push(unitTrial(subject));
  }
  if (!withScenarios) return { trials, places: placesOf(subjects) };
  const firmware = new Subject('src/main.ts', await bundle('src/main.ts'));
  subjects.push(firmware);
  const screens = await ScreenReader.create();
  const runScenario = async (
    { story, ...scenario }: Scenario,
    program: Program,
    onReport?: (line: string) => void,
  ) => {
    const listened: Story = (world) => {
      world.sim.desk.link.onReport = onReport;
      return story(world);
    };
    const tools = { program, screens, seed: '1' };
    return (await run({ ...scenario, story: listened }, tools)).passed;
  };
  for (const file of scenarioFiles()) {
    const tellsOfCards = cardStories.has(basename(file));
    for (const scenario of await load([file])) {
      trials.push({
        name: scenario.name,
        prior: 0.05,
        guessMs: 150,
        holds: (id) => firmware.mutants.has(id) && (tellsOfCards || !id.startsWith('src/emv/')),
        learn: () => firmware.learn((...given) => runScenario(scenario, ...given)),
        passes: (id) => runScenario(scenario, firmware.program(id)),
      });
    }
  }
  return { trials, places: placesOf(subjects) };
}

function unitTrial(subject: Subject): Trial {
  return {
    name: subject.path,
    prior: 1,
    guessMs: 400,
    holds: (id) => subject.mutants.has(id),
    learn: () =>
      subject.learn(async (program, onReport) => noticesAt(program, onReport) === undefined),
    passes: async (id) => subject.noticesUnit(id) === undefined,
  };
}

/** Ends a file of tests at the first that fails. */
class Noticed extends Error {}

/** How many tests passed before one did not; undefined when all did. `onReport` is told each line. */
function noticesAt(
  program: Program,
  onReport: (line: string) => void = () => {},
): number | undefined {
  const collector = new Collector();
  const { line } = collector;
  let passed = 0;
  collector.line = (text) => {
    line.call(collector, text);
    onReport(text);
    if (text.startsWith('not ok ')) throw new Noticed();
    if (text.startsWith('ok ')) passed++;
  };
  try {
    const { trouble } = runProgram(program, { turnBudget, collector });
    return trouble === undefined ? undefined : passed;
  } catch (error) {
    if (error instanceof Noticed) return passed;
    throw error;
  }
}

function placesOf(subjects: readonly Subject[]): Place[] {
  const places = new Map<string, Place>();
  for (const { mutants } of subjects) {
    for (const { id, file, line, kind, code } of mutants.values())
      places.set(id, { id, file, line, kind, code });
  }
  return [...places.values()].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line,
  );
}

/** A program with its mutants. The last one compiled is kept: a mutant goes through several trials in a row. */
class Subject {
  readonly path: string;
  readonly mutants: ReadonlyMap<string, LocatedMutant>;
  readonly #bundle: Bundle;
  /** Whether some tests pass without a mutant, in that order. */
  readonly #whole = new Map<string, boolean>();
  #last: { readonly id: string; readonly program: Program } | undefined;
  /** The tests that noticed a mutant, the last one last. */
  #lately: readonly number[] = [];
  #marks: { readonly program: Program; readonly blocks: ReadonlyMap<string, number> } | undefined;
  /** What the last `learn` found. */
  #reach = new Reach();

  constructor(path: string, source: Bundle) {
    this.path = path;
    this.#bundle = source;
    this.mutants = new Map(locatedMutants(source).map((mutant) => [mutant.id, mutant]));
  }

  program(id: string): Program {
    if (this.#last?.id !== id) this.#last = { id, program: this.#compiled(this.#mutated(id)) };
    return this.#last.program;
  }

  /** Runs the tests that come near a mutant, those first that noticed others lately. How many passed, if one did not. */
  noticesUnit(id: string): number | undefined {
    const near = this.#reach.testsOf(this.#marks!.blocks.get(id)!);
    if (near === undefined) return noticesAt(this.program(id));
    const rank = (test: number) => this.#lately.indexOf(test);
    const tests = [...near].sort((a, b) => rank(b) - rank(a) || a - b);
    const passed = noticesAt(this.#compiled(this.#mutated(id), tests));
    if (passed === undefined) return undefined;
    const until = tests.slice(0, passed + 1);
    // A test that leans on others fails without the mutant, too: then all of them are run.
    if (!this.#areWhole(until)) return noticesAt(this.program(id));
    this.#lately = [...this.#lately.filter((test) => test !== until.at(-1)), ...until.slice(-1)];
    return passed;
  }

  #areWhole(tests: readonly number[]): boolean {
    const key = tests.join();
    const known =
      this.#whole.get(key) ?? noticesAt(this.#compiled(this.#bundle.text, tests)) === undefined;
    this.#whole.set(key, known);
    return known;
  }

  #mutated(id: string): string {
    return applied(this.#bundle.text, this.mutants.get(id)!.mutant);
  }

  /** Runs the program with marks and gathers what they tell. */
  async learn(
    runs: (program: Program, onReport: (line: string) => void) => Promise<boolean>,
  ): ReturnType<Trial['learn']> {
    this.#marks ??= this.#marked();
    const { program, blocks } = this.#marks;
    const reach = new Reach();
    this.#reach = reach;
    const passes = await runs(program, (line) => reach.line(line));
    return { passes, reaches: (id) => reach.has(blocks.get(id)!) };
  }

  #marked() {
    const located = [...this.mutants.values()];
    const offsets = located.map(({ mutant }) => mutant.at);
    const { text, blocks } = marked(this.#bundle.text, offsets);
    return {
      program: this.#compiled(text),
      blocks: new Map(located.map(({ id }, index) => [id, blocks[index]!])),
    };
  }

  /** Of a file of tests, only some of them, in that order. */
  #compiled(program: string, tests?: readonly number[]): Program {
    const { path } = this;
    const { sourceMap } = this.#bundle;
    const text = tests
      ? behindDirective(program, `var chosenTests=${JSON.stringify(tests)};`)
      : program;
    const compiled = compileScript(text, 'bundle.js', false);
    return {
      ...compiled,
      preloads: isComposition(path),
      path,
      sourceMap,
      bundleBytes: text.length,
    };
  }
}
