// SPDX-License-Identifier: Apache-2.0
//
// Once faults are over and people are content, everything drains: the terminal is idle, by itself. That nothing is owed then
// and that what was said adds up to the book is what money.ts asks, of the book as it is at rest.

import { faultNamed } from '../explore/faults/index.ts';
import { only, type Seen } from '../explore/seen.ts';
import { keysGone } from './case.ts';
import type { Oracle } from './oracle.ts';

export const liveness: Oracle = {
  name: 'liveness',
  kind: 'liveness',
  claim: 'without faults the terminal comes to rest, idle, within minutes',
  findings: ({ isAtRest, seen }) => {
    const last = only(seen, 'screen').at(-1)?.kind ?? 'dark';
    return [
      ...only(seen, 'switch')
        .filter(({ atUs }) => !keysWereBad(seen, atUs))
        .map(({ kind }) => `stuck: only the switch helped against ${kind}`),
      ...(isAtRest ? [] : [`never came to rest: the glass shows ${last}`]),
    ];
  },
};

/** A key that sticks makes the others useless: it did for a while since the screen came, so people lost patience with less. */
function keysWereBad(seen: readonly Seen[], atUs: number): boolean {
  const sinceUs =
    only(seen, 'screen')
      .filter((screen) => screen.atUs < atUs)
      .at(-1)?.atUs ?? 0;
  const under = new Set<string>();
  for (const { name, begins, atUs: changedUs } of only(seen, 'fault')) {
    if (changedUs > atUs) break;
    if (begins) under.add(name);
    else if (changedUs < sinceUs) under.delete(name);
  }
  return [...under].some((name) => faultNamed(name).layer === 'finger');
}

export const survival: Oracle = {
  name: 'survival',
  kind: 'breakdown',
  claim: 'the program never dies but of a lost power, and once of an opened case',
  findings: ({ seen }) => {
    const gone = keysGone(seen);
    return only(seen, 'death')
      .filter((death) => death !== gone)
      .map(({ name, report }) => `${name}: ${report}`);
  },
};
