// SPDX-License-Identifier: Apache-2.0
//
// In a shop that wants it, nobody pays the same with the same card twice without having been asked, and who says no does not pay.
// What a reader would get wrong: the time is the terminal's, so nothing is said of a run whose clock was wrong, or is not set even by the host.

import { faultNamed } from '../explore/faults/index.ts';
import { only, type Seen, type SeenOf } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

/** Between the terminal's word for the time of a sale, and its request. */
const slackS = 60;

export const sameAgain: Oracle = {
  name: 'same again',
  kind: 'correctness',
  claim: 'who pays the same again is asked, and who says no does not pay',
  findings: ({ seen, world }) => {
    const { settings, board } = world.sim;
    const { duplicateGuardS = 0 } = settings as { duplicateGuardS?: number };
    const { valid: isSet } = board.rtc.snapshot() as { valid: boolean };
    const hadFault = (layer: string) =>
      only(seen, 'fault').some(({ name }) => faultNamed(name).layer === layer);
    return [
      ...(!isSet || hadFault('clock') ? [] : notAsked(seen, duplicateGuardS - slackS)),
      ...(hadFault('finger') ? [] : notHeard(seen)),
    ];
  },
};

type Request = SeenOf<'request'>;

/** In the same batch, and the first one had been called approved before the second began. */
function notAsked(seen: readonly Seen[], withinS: number): string[] {
  const sales = only(seen, 'request').filter(({ message }) => message === 'sale');
  return sales.flatMap((sale, index) => {
    const before = seen.slice(0, seen.indexOf(sale));
    const tap = only(before, 'tap').at(-1);
    const wasAsked = only(tap ? before.slice(before.indexOf(tap)) : [], 'screen').some(
      ({ kind }) => kind === 'same-again',
    );
    const other = sales.slice(0, index).find((each) => isSame(each, sale, withinS));
    if (!other || wasAsked || !wasApproved(seen, other)) return [];
    return [`trace ${sale.stan} pays again what ${other.stan} did, and nobody was asked`];
  });
}

function isSame(one: Request, other: Request, withinS: number): boolean {
  return (
    one.card === other.card &&
    one.amountMinor === other.amountMinor &&
    one.batch === other.batch &&
    other.atUs - one.atUs < withinS * 1e6
  );
}

/** That was the next word, and nothing has followed that may have undone it. */
function wasApproved(seen: readonly Seen[], sale: Request): boolean {
  const after = seen.slice(seen.indexOf(sale) + 1);
  const next = after.find(
    (each) => each.what === 'request' || (each.what === 'screen' && each.kind === 'approved'),
  );
  const undoes = ['void', 'refund', 'reversal', 'settlement'];
  return (
    next?.what === 'screen' &&
    !only(after, 'request').some(({ message }) => undoes.includes(message))
  );
}

/** The first key in front of the question was no, and a sale was sent before another card came. */
function notHeard(seen: readonly Seen[]): string[] {
  let state: 'nothing' | 'asked' | 'no' = 'nothing';
  const found: string[] = [];
  for (const each of seen) {
    if (each.what === 'screen' && each.kind === 'same-again') state = 'asked';
    else if (each.what === 'key' && state === 'asked')
      state = each.name === 'cancel' ? 'no' : 'nothing';
    else if (each.what === 'tap') state = 'nothing';
    else if (each.what === 'request' && each.message === 'sale' && state === 'no')
      found.push(`trace ${each.stan} was sent, though nobody wanted to pay again`);
  }
  return found;
}
