// SPDX-License-Identifier: Apache-2.0
//
// A settlement with the power cut at every write and erase of flash and around each message, then cuts in the recovery. The long run
// has every single cut of the short stories, a fifth of the long one's, and a sample of the second cuts.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import type { Tools } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { fuzz } from '../runner/fuzz.ts';
import type { Acts, Cut } from './support/cut-world.ts';
import { type SettlingStory, settlingDay } from './support/settling.ts';

const isLong = fuzz(1).numRuns > 1;
const fates = ['before', 'kept', 'lost', 'torn', 'scattered'] as const;
const delaysUs = [0, 3000, 30_000];

const stories: readonly SettlingStory[] = [
  { name: 'a batch whose totals agree', sales: 2 },
  {
    name: 'a batch whose details are sent',
    sales: 9,
    behaviour: { only: 'settlement', settlementDigit: '2' },
  },
  {
    name: 'a batch that the host has settled without an answer',
    sales: 1,
    behaviour: { only: 'settlement', silent: true },
  },
];

let tools: Tools;
before(async () => {
  tools = { program: await firmware(), screens: await ScreenReader.create(), seed: 'settling' };
});

function cutsOf({ flash, line, us }: Acts): Cut[] {
  const cuts: Cut[] = [];
  for (let act = 1; act <= flash; act++)
    for (const fate of fates) cuts.push({ at: 'flash', act, fate });
  for (let act = 1; act <= line; act++)
    for (const delayUs of delaysUs) cuts.push({ at: 'line', act, delayUs });
  // Paper moves, and nothing else happens.
  for (let at = 250_000; at < Math.min(us, 6_000_000); at += isLong ? 50_000 : 500_000)
    cuts.push({ at: 'time', us: at });
  return cuts;
}

function judged(story: SettlingStory, cuts: readonly Cut[]): Acts[] {
  try {
    return settlingDay(tools, story, cuts);
  } catch (error) {
    throw new Error(`${story.name}, cuts ${JSON.stringify(cuts)}: ${(error as Error).message}`);
  }
}

for (const story of stories)
  describe(story.name, () => {
    test('is settled once, wherever the power goes, and once more in the recovery', () => {
      const [whole] = judged(story, []);
      assert.ok(whole!.flash >= 3 && whole!.line >= 2, JSON.stringify(whole));
      // A number that has no factor with the number of fates: each act is cut, now so, now so.
      const isShort = story.sales <= 2;
      const step = isLong ? (isShort ? 1 : 5) : isShort ? 4 : 12;
      const cuts = cutsOf(whole!).filter((_, i) => i % step === 1 % step);
      let turn = 0;
      for (const cut of cuts) {
        const [, recovery] = judged(story, [cut]);
        for (const second of cutsOf(recovery!)) if (turn++ % 97 === 8) judged(story, [cut, second]);
      }
      assert.ok(cuts.length >= (isLong ? 30 : 5), `${cuts.length}`);
      assert.ok(turn > 0);
    });
  });
