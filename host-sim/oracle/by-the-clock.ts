// SPDX-License-Identifier: Apache-2.0
//
// Where a shop has set a time, what was taken before it is settled, at the latest two attempts later. Asked of the host's clock; nothing is
// said of a run whose clock was wrong, or is not set even by the host.

import { faultNamed } from '../explore/faults/index.ts';
import { only, type Seen } from '../explore/seen.ts';
import type { World } from '../scenario/world.ts';
import { keysGone } from './case.ts';
import type { Oracle } from './oracle.ts';

const minuteUs = 60e6;
/** An attempt each quarter of an hour, and what it takes. */
const patienceMinutes = 17;
/** Between the time of a sale and its entry in the book. */
const slackMinutes = 2;

export const byTheClock: Oracle = {
  name: 'by the clock',
  kind: 'correctness',
  claim: 'what was taken before the set time is settled',
  findings: ({ seen, world, isIdle }) => {
    const { settings, board, acquirer } = world.sim;
    const { settleAt } = settings as { settleAt?: string };
    const { valid: isSet } = board.rtc.snapshot() as { valid: boolean };
    if (settleAt === undefined || !isSet || !isIdle) return [];
    if (hadWrongClock(seen) || keysGone(seen)) return [];
    const minutes = minutesSince(world, settleAt);
    if (minutes < patienceMinutes) return [];
    const untilUs = world.sim.kernel.nowUs - (minutes + slackMinutes) * minuteUs;
    return acquirer.ledger.entries
      .filter(
        ({ atUs, netMinor, terminalId, batch }) =>
          atUs < untilUs && netMinor !== 0 && !acquirer.settlements.isClosed(terminalId, batch),
      )
      .map(({ stan, batch }) => `trace ${stan} of batch ${batch} is not settled since ${settleAt}`);
  },
};

/** Since the host's clock last showed it. */
function minutesSince({ sim }: World, hhmm: string): number {
  const { hour, minute } = sim.wallTime();
  const set = Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(2));
  return (hour * 60 + minute - set + 24 * 60) % (24 * 60);
}

function hadWrongClock(seen: readonly Seen[]): boolean {
  return only(seen, 'fault').some(({ name }) => faultNamed(name).layer === 'clock');
}
