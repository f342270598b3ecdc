// SPDX-License-Identifier: Apache-2.0
//
// A scenario is a sentence that is true when its story runs through. Files register theirs by calling `scenario`; the
// runner gives each a fresh world, and afterwards asks the oracles.

import { pathToFileURL } from 'node:url';
import { judge } from '../oracle/judge.ts';
import type { SimulationOptions } from '../simulation.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Tools } from './world.ts';
import { World } from './world.ts';

export type Story = (t: Vocabulary) => void | Promise<void>;

export interface Scenario {
  readonly name: string;
  readonly options: ScenarioOptions;
  readonly story: Story;
}

export interface ScenarioOptions
  extends Partial<
    Pick<
      SimulationOptions,
      | 'settings'
      | 'parameters'
      | 'wallTime'
      | 'rtcTime'
      | 'limits'
      | 'withoutMasterKey'
      | 'cardFiles'
    >
  > {
  /** The terminal may die (and come back): how often. */
  readonly deaths?: number;
  /** What is owed at the end is part of the story, so the acquirer need not agree with the paper. */
  readonly unsettled?: boolean;
  /** Approvals in the book that have no slip at the end: there was no printer, or no power. */
  readonly unprinted?: number;
  /** The story ends with the power off, or in front of a screen that stays. */
  readonly endsOff?: boolean;
}

export interface Verdict {
  readonly name: string;
  readonly passed: boolean;
  /** SHA-256 of all that went over the link. */
  readonly trace: string;
  readonly virtualMs: number;
  /** what went wrong, and the last lines of the log */
  readonly detail: string;
  /** byte codes of each turn: replays the run on the debug engine */
  readonly meter: readonly number[];
}

let registered: Scenario[] = [];

/** Registers a story; its name is a sentence that is true when it passes. */
export function scenario(name: string, story: Story): void;
export function scenario(name: string, options: ScenarioOptions, story: Story): void;
export function scenario(name: string, first: ScenarioOptions | Story, second?: Story): void {
  const [options, story] = typeof first === 'function' ? [{}, first] : [first, second!];
  registered.push({ name, options, story });
}

/** The scenarios of these files, in order. */
export async function load(files: readonly string[]): Promise<Scenario[]> {
  registered = [];
  for (const file of files) await import(pathToFileURL(file).href);
  return registered;
}

const logLines = 12;

/** `after` may look at the world before its power goes. */
export async function run(
  { name, options, story }: Scenario,
  tools: Tools,
  after: (world: World) => void = () => {},
): Promise<Verdict> {
  const world = new World(tools, options);
  const { sim } = world;
  let detail = '';
  try {
    await story(world);
    judge(world, options);
  } catch (error) {
    const log = sim.log
      .slice(-logLines)
      .map((line) => `  ${(line.atUs / 1000).toFixed(1)} ms ${line.text}`);
    const message =
      error instanceof Error
        ? error.name === 'Error'
          ? error.message
          : String(error.stack)
        : String(error);
    detail = [message, 'last lines of the log:', ...log].join('\n');
  }
  const verdict: Verdict = {
    name,
    passed: detail === '',
    trace: sim.desk.link.traceHash(),
    virtualMs: Math.round(sim.kernel.nowUs / 1000),
    detail,
    meter: sim.desk.meter,
  };
  after(world);
  sim.desk.powerOff();
  return verdict;
}
