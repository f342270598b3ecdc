// SPDX-License-Identifier: Apache-2.0
//
// What may notice a mutant: each file of unit tests whose program holds the branch, and each scenario.

import { scenarioFiles } from '../../host-sim/cli/scenario.ts';
import { type Bundle, bundle, isComposition, type Program } from '../../host-sim/engine/bundle.ts';
import { compileScript } from '../../host-sim/engine/machine.ts';
import { load, run } from '../../host-sim/scenario/scenario.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { runProgram } from '../harness/desk.ts';
import { xsTestFiles } from '../runner/files.ts';
import { type LocatedMutant, locatedMutants, type Place } from './located.ts';
import { applied } from './mutants.ts';

export interface Trial {
  readonly name: string;
  /** How many mutants of a file it may be expected to notice before it is tried. */
  readonly prior: number;
  holds(id: string): boolean;
  /** Runs with that mutant planted (or none): true when nothing was noticed. */
  passes(id: string | undefined): Promise<boolean>;
}

export interface Trials {
  readonly trials: readonly Trial[];
  /** Every branch that some trial's program holds, in the order of the source. */
  readonly places: readonly Place[];
}

/** Byte codes of a turn: some ten times what the longest file of unit tests needs. */
const turnBudget = 1_000_000_000;

export async function allTrials(): Promise<Trials> {
  const subjects: Subject[] = [];
  const trials: Trial[] = [];
  for (const path of xsTestFiles()) {
    const subject = new Subject(path, await bundle(path));
    if (subject.mutants.size === 0) continue;
    subjects.push(subject);
    trials.push(unitTrial(subject));
  }
  const firmware = new Subject('src/main.ts', await bundle('src/main.ts'));
  subjects.push(firmware);
  const screens = await ScreenReader.create();
  for (const scenario of await load(scenarioFiles())) {
    trials.push({
      name: scenario.name,
      prior: 0.05,
      holds: (id) => firmware.mutants.has(id),
      passes: async (id) =>
        (await run(scenario, { program: firmware.program(id), screens, seed: '1' })).passed,
    });
  }
  return { trials, places: placesOf(subjects) };
}

function unitTrial(subject: Subject): Trial {
  return {
    name: subject.path,
    prior: 1,
    holds: (id) => subject.mutants.has(id),
    passes: async (id) => {
      const { results, trouble } = runProgram(subject.program(id), { turnBudget });
      return trouble === undefined && results.every(({ passed }) => passed);
    },
  };
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
  #lastId: string | undefined;
  #lastProgram: Program | undefined;

  constructor(path: string, source: Bundle) {
    this.path = path;
    this.#bundle = source;
    this.mutants = new Map(locatedMutants(source).map((mutant) => [mutant.id, mutant]));
  }

  program(id: string | undefined): Program {
    if (this.#lastProgram && this.#lastId === id) return this.#lastProgram;
    const { text, sourceMap } = this.#bundle;
    const mutated = id === undefined ? text : applied(text, this.mutants.get(id)!.mutant);
    const compiled = compileScript(mutated, 'bundle.js', false);
    this.#lastId = id;
    const preloads = isComposition(this.path);
    const bundleBytes = mutated.length;
    this.#lastProgram = { ...compiled, preloads, path: this.path, sourceMap, bundleBytes };
    return this.#lastProgram;
  }
}
