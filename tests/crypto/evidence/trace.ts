// SPDX-License-Identifier: Apache-2.0
//
// Which functions the groups of the evidence programs really enter: both programs are built once more with hooks at every
// function's start (crypto/ct/trace.c).
//
// The one thing a reader would get wrong: this is about coverage only. The programs that give the evidence have no hooks.

import { join } from 'node:path';
import { build, root, run } from '../core.ts';
import { ctSources } from './memcheck.ts';

const traced = ['-Os', '-g', '-no-pie', '-fno-pie', '-finstrument-functions', '-DJIAOZI_CT_TRACE'];
const ct = (name: string) => join(root, 'crypto/ct', name);

/** Names of functions by the group that enters them. */
export type Entered = ReadonlyMap<string, ReadonlySet<string>>;

export function enteredByMemcheck(): Entered {
  const program = build({
    name: 'memcheck-traced',
    flags: [...traced, '-DJIAOZI_CT_MEMCHECK'],
    sources: [...ctSources('memcheck'), ct('trace.c')],
  });
  return parse(program, run('valgrind', ['--quiet', program]));
}

export function enteredByCounts(): Entered {
  const program = build({
    name: 'counts-traced',
    flags: [...traced, '-DCOUNT_RUNS=1', '-DCOUNT_RUNS_LONG=1'],
    sources: [...['count.c', 'host.c', 'trace.c'].map(ct), ...ctSources('operations_')],
  });
  return parse(program, run(program, []));
}

function parse(program: string, output: string): Entered {
  const names = new Map<string, string>();
  for (const line of run('nm', [program]).split('\n')) {
    const [address, , name] = line.split(' ');
    if (name) names.set(address!.replace(/^0+/, ''), name);
  }
  const entered = new Map<string, Set<string>>();
  for (const line of output.split('\n')) {
    const [mark, group, ...addresses] = line.split('\t');
    if (mark !== 'entered' || group === 'prepare') continue;
    entered.set(group!, new Set(addresses.map((address) => names.get(address) ?? address)));
  }
  return entered;
}
