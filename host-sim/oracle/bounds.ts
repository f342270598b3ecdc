// SPDX-License-Identifier: Apache-2.0
//
// What is bounded stays within its bounds: a table. (Memory, stack and turns of the machine have limits of their own, and the
// machine dies of them.)

import { only, type Seen, type SeenOf } from '../explore/seen.ts';
import type { Evidence, Oracle } from './oracle.ts';

interface Bound {
  readonly name: string;
  readonly most: number;
  readonly value: (evidence: Evidence) => number;
}

const minuteUs = 60_000_000;
/** So long after a key a request may be what somebody has asked for. */
const askedUs = 5_000_000;

const bounds: readonly Bound[] = [
  {
    // A sign-in, a sale and two reversals, each with a new sign-in, and some more.
    name: 'requests within a minute that nobody has just asked for',
    most: 30,
    value: ({ seen }) => mostWithin(minuteUs, unasked(seen)),
  },
  {
    name: 'reversals of one trace that nobody has just asked for',
    most: 40,
    value: ({ seen }) => {
      const counts = new Map<string, number>();
      for (const { message, stan } of unasked(seen))
        if (message === 'reversal') counts.set(stan, (counts.get(stan) ?? 0) + 1);
      return Math.max(0, ...counts.values());
    },
  },
  {
    name: 'erases for each time that the power comes on',
    most: 8,
    // Each password that is tried is counted on flash.
    value: ({ seen }) => {
      const erases = erasesIn(seen).filter(({ name }) => name !== operatorsErase);
      const boots = only(seen, 'power').filter(({ on }) => on);
      return Math.ceil(erases.length / Math.max(1, boots.length));
    },
  },
  {
    name: 'erases for the passwords of operators',
    most: 30,
    value: ({ seen }) => erasesIn(seen).filter(({ name }) => name === operatorsErase).length,
  },
  {
    // The devices of the board for life, its partitions, one socket; and one that is about to be closed.
    name: 'IO objects that are open at once',
    most: 24,
    value: ({ world }) => world.sim.desk.link.openedMost,
  },
];

const operatorsErase = 'flash operators erase';

function erasesIn(seen: readonly Seen[]) {
  return only(seen, 'act').filter(({ name, done }) => done && name.endsWith('erase'));
}

/** Whoever tries again every three seconds gets what they ask for, and that is no fault of the program's. */
function unasked(seen: readonly Seen[]): SeenOf<'request'>[] {
  let keyUs = Number.NEGATIVE_INFINITY;
  return seen.filter((each): each is SeenOf<'request'> => {
    if (each.what === 'key') keyUs = each.atUs;
    return each.what === 'request' && each.atUs > keyUs + askedUs;
  });
}

export const boundsHold: Oracle = {
  name: 'bounds',
  kind: 'breakdown',
  claim: 'requests, retries, erases and open objects stay below their maxima',
  findings: (evidence) =>
    bounds.flatMap(({ name, most, value }) => {
      const found = value(evidence);
      return found > most ? [`${name}: ${found}, at most ${most}`] : [];
    }),
};

function mostWithin(us: number, events: readonly Seen[]): number {
  let first = 0;
  return events.reduce((most, { atUs }, index) => {
    while (events[first]!.atUs < atUs - us) first++;
    return Math.max(most, index - first + 1);
  }, 0);
}
