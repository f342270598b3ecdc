// SPDX-License-Identifier: Apache-2.0
//
// Where the program died: the same run once more on the debug engine, whose errors have file and line, as far as the first death.
// Byte codes are charged as in the run before, so the same things happen at the same moments.

import { mapStack, type Program } from '../engine/bundle.ts';
import { type Report, run, type Tools } from './run.ts';

/** The stack of the first death; undefined when the program did not die. `program`: the one that ran, with its lines. */
export function stackOf({ plan, deaths, meter }: Report, tools: Tools, program: Program) {
  if (deaths.length === 0) return undefined;
  const [first] = run(plan, {
    ...tools,
    program,
    engine: undefined,
    variant: 'debug',
    replayMeter: meter,
    untilDeath: true,
  }).deaths;
  return mapStack(program, first ?? 'it does not die there');
}
