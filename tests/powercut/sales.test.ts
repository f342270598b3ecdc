// SPDX-License-Identifier: Apache-2.0
//
// Whole sales with the power cut at every write and erase of flash (before it, and within it with every fate), around each message to
// and from the acquirer, and on a grid of time; then cuts in the recovery. The long run has more of the grid and more pairs.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import type { Tools } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { fuzz } from '../runner/fuzz.ts';
import { type Acts, type Cut, day, type Story } from './support/cut-world.ts';

const isLong = fuzz(1).numRuns > 1;
const fates = ['before', 'kept', 'lost', 'torn', 'scattered'] as const;
/** Before an answer can have come, when it is there, and when the terminal has read it. */
const delaysUs = [0, 3000, 30_000];

const stories: readonly Story[] = [
  { name: 'a sale that is approved' },
  { name: 'a sale that is booked and not answered', behaviour: { only: 'sale', silent: true } },
  { name: 'a sale that is declined', behaviour: { only: 'sale', decline: '51' } },
  { name: 'a sale that is answered with a wrong MAC', behaviour: { only: 'sale', badMac: true } },
];

let tools: Tools;
before(async () => {
  tools = { program: await firmware(), screens: await ScreenReader.create(), seed: 'cuts' };
});

function cutsOf({ flash, line, us }: Acts, gridUs: number): Cut[] {
  const cuts: Cut[] = [];
  for (let act = 1; act <= flash; act++)
    for (const fate of fates) cuts.push({ at: 'flash', act, fate });
  for (let act = 1; act <= line; act++)
    for (const delayUs of delaysUs) cuts.push({ at: 'line', act, delayUs });
  for (let at = gridUs; at < Math.min(us, 20_000_000); at += gridUs)
    cuts.push({ at: 'time', us: at });
  return cuts;
}

function judged(story: Story, cuts: readonly Cut[]): Acts[] {
  try {
    return day(tools, story, cuts);
  } catch (error) {
    throw new Error(`${story.name}, cuts ${JSON.stringify(cuts)}: ${(error as Error).message}`);
  }
}

for (const story of stories)
  describe(story.name, () => {
    test('wherever the power goes, book and paper agree and the terminal sells on', () => {
      const [whole] = judged(story, []);
      assert.ok(whole!.flash >= 7 && whole!.line >= 3, JSON.stringify(whole));
      const all = cutsOf(whole!, isLong ? 150_000 : 700_000);
      // A number that has no factor with the number of fates: each act is cut, now so, now so.
      const cuts = all.filter((_, i) => isLong || i % 4 === 1);
      for (const cut of cuts) judged(story, [cut]);
      assert.ok(cuts.length >= (isLong ? 150 : 12), `${cuts.length}`);
    });

    test('and wherever it goes once more in the recovery', () => {
      const [whole] = judged(story, []);
      const firsts = cutsOf(whole!, 5_000_000).filter((_, i) => isLong || i % 12 === 7);
      let turn = 0;
      let pairs = 0;
      for (const first of firsts) {
        const [, recovery] = judged(story, [first]);
        for (const second of cutsOf(recovery!, 1_000_000)) {
          if (turn++ % (isLong ? 24 : 31) !== 0) continue;
          judged(story, [first, second]);
          pairs++;
        }
      }
      assert.ok(pairs >= (isLong ? 30 : 2), `${pairs}`);
    });
  });
