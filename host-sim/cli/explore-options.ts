// SPDX-License-Identifier: Apache-2.0
//
// The command line of `jiaozi explore`, and what it asks for.

import { parseArgs } from 'node:util';
import { type Layer, layers } from '../explore/faults/fault.ts';
import type { Cut, Restrictions } from '../explore/plan.ts';
import type { Moment } from '../explore/points.ts';
import { workloadNamed } from '../explore/workloads/index.ts';

export interface Options {
  readonly seed: string;
  readonly restrictions: Restrictions;
  readonly values: ReturnType<typeof parse>['values'];
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      runs: { type: 'string' },
      time: { type: 'string' },
      with: { type: 'string' },
      workload: { type: 'string' },
      cuts: { type: 'string' },
      keep: { type: 'string' },
      jobs: { type: 'string' },
      target: { type: 'string' },
      trace: { type: 'boolean' },
      json: { type: 'boolean' },
      all: { type: 'boolean' },
      'go-on': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

/** What the words ask for; throws what is wrong with them. */
export function optionsOf(args: string[]): Options {
  const { values } = parse(args);
  for (const name of ['runs', 'time', 'jobs'] as const) {
    const value = values[name];
    if (value !== undefined && !/^[1-9]\d*$/.test(value))
      throw new Error(`--${name} takes a number`);
  }
  if (values.seeds !== undefined && !/^\d+\.\.\d+$/.test(values.seeds))
    throw new Error('--seeds takes two numbers: 1..5000');
  const [from = 0, to = 0] = values.seeds?.split('..').map(Number) ?? [];
  if (from > to) throw new Error(`--seeds: nothing lies between ${from} and ${to}`);
  if (values.keep && !/^[gew]\d+(,[gew]\d+)*$/.test(values.keep))
    throw new Error(`--keep takes goals, episodes and whims as a failure prints them: g0,e1,w2`);
  if (values.workload !== undefined) workloadNamed(values.workload);
  const restrictions = {
    workload: values.workload,
    layers: values.with === undefined ? undefined : layersOf(values.with),
    cuts: cutsOf(values.cuts),
    keep: values.keep?.split(','),
  };
  return { seed: values.seed ?? '1', restrictions, values };
}

function layersOf(text: string): Layer[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const layer = layers.find((each) => each === name);
    if (!layer) throw new Error(`--with: no layer ${name}: ${layers.join(', ')}`);
    return layer;
  });
}

/** Undefined: drawn, or all. */
function cutsOf(text: string | undefined): readonly Cut[] | undefined {
  if (text === undefined || text === 'all' || text === 'pairs') return undefined;
  if (text === 'none') return [];
  return text.split(',').map((word) => {
    if (/^\d+$/.test(word)) return Number(word);
    const match = /^(.+) (before|lost|torn|kept|scattered|after) (\d+)$/.exec(word);
    if (!match)
      throw new Error(`--cuts: '${word}' is no number and no name such as 'line 0200 after 1'`);
    return { act: match[1]!, moment: match[2] as Moment, ordinal: Number(match[3]) };
  });
}

/** One after another. */
export function* seedsOf({ seed, values: { seeds, runs, time } }: Options): Generator<string> {
  if (seeds !== undefined) {
    const [from = 0, to = 0] = seeds.split('..').map(Number);
    for (let each = from; each <= to; each++) yield String(each);
    return;
  }
  const count =
    runs === undefined ? (time === undefined ? 1 : Number.POSITIVE_INFINITY) : Number(runs);
  for (let index = 0; index < count; index++) {
    if (count === 1) yield seed;
    else yield /^\d{1,15}$/.test(seed) ? String(Number(seed) + index) : `${seed}/${index}`;
  }
}
