// SPDX-License-Identifier: Apache-2.0
//
// A case that somebody opens: the terminal notices, erases its keys, and no money moves afterwards, whatever is switched, cut or
// shut. What it cannot notice, because the case was shut again before the power came, is nobody's fault.

import { faultNamed } from '../explore/faults/index.ts';
import { only, type Seen } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

/** From power-on to the question whether the case is open, with time to spare. */
const noticesWithinUs = 8_000_000;
const calmScreens: ReadonlySet<string> = new Set(['boot', 'dark', 'keys-erased']);

/** The moment from which on there are no keys: the terminal stops of it, or says so after a boot. Undefined: it has them. */
export function keysGone(seen: readonly Seen[]): Seen | undefined {
  return seen.find((each, index) => {
    if (each.what === 'screen') return each.kind === 'keys-erased' && wasOpened(seen, index);
    return (
      each.what === 'death' && each.report.includes('the case was opened') && wasOpened(seen, index)
    );
  });
}

function isOpening(each: Seen): boolean {
  return each.what === 'fault' && each.begins && faultNamed(each.name).layer === 'case';
}

function wasOpened(seen: readonly Seen[], before: number): boolean {
  return seen.slice(0, before).some(isOpening);
}

export const openedCase: Oracle = {
  name: 'case',
  kind: 'correctness',
  claim: 'an opened case is noticed, and no money moves afterwards',
  findings: ({ seen }) => {
    const gone = keysGone(seen);
    if (!gone) {
      const erased = only(seen, 'screen').some(({ kind }) => kind === 'keys-erased');
      return [
        ...(erased ? ['the keys were erased though nobody opened the case'] : []),
        ...(wasLongOpen(seen) ? ['the case was open, and the terminal went on'] : []),
      ];
    }
    return seen.slice(seen.indexOf(gone) + 1).flatMap((each) => {
      if (each.what === 'act' && !each.done && /^(line|card)/.test(each.name))
        return [`${each.name} after the keys were erased`];
      if (each.what === 'screen' && !calmScreens.has(each.kind))
        return [`${each.kind} came after the keys were erased`];
      return [];
    });
  },
};

/** Open with the power on, for so long that it must have been noticed. */
function wasLongOpen(seen: readonly Seen[]): boolean {
  let [isOpen, isOn] = [false, false];
  let sinceUs: number | undefined;
  for (const each of seen) {
    if (sinceUs !== undefined && each.atUs - sinceUs > noticesWithinUs) return true;
    if (each.what === 'power') isOn = each.on;
    else if (isOpening(each)) isOpen = true;
    // While off it is opened for good.
    else if (each.what === 'fault' && each.name === 'case opened') isOpen = each.begins;
    else continue;
    sinceUs = isOpen && isOn ? (sinceUs ?? each.atUs) : undefined;
  }
  return false;
}
