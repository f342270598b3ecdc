// SPDX-License-Identifier: Apache-2.0
//
// The power goes at every program and erase of a terminal's operators: while it gets its first image and pepper, while the administrator
// makes a password, while one is tried. Whatever the flash keeps: nobody is lost, a password is there whole or not at all, and a wrong
// try that flash has is counted.
//
// The one thing a reader would get wrong: the cuts are found by a run without one, as in power-cuts.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliversAnew } from '../../host-sim/keys/another-delivery.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { ScenarioFailure } from '../../host-sim/scenario/vocabulary.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { fuzz } from '../runner/fuzz.ts';

const program = await firmware();
const screens = await ScreenReader.create();
const isLong = fuzz(1).numRuns > 1;
const fates = ['torn', 'kept', 'lost'] as const;
type Fate = (typeof fates)[number];

const password = '246813';
const first = { kind: 'operator-notice', notice: 'first' } as const;
const asksWho = { kind: 'number-entry', what: 'operator', typed: '', size: 2 } as const;
const wrong = { kind: 'operator-notice', notice: 'wrong' } as const;
/** From ten seconds down. */
const waits = [...Array(11).keys()].map(
  (value) => ({ kind: 'operator-notice', notice: 'wait', value }) as const,
);
const who = { number: '99', role: 'administrator' } as const;
const entry = (ask: 'new' | 'again' | 'sign-in') =>
  ({ kind: 'password-entry', ...who, ask, digits: 0 }) as const;

interface Work {
  readonly fromUs: number;
  readonly tookUs: number;
  readonly what: string;
}

type Story = (t: World) => void;

const boots: Story = (t) => {
  t.power.on();
  t.reaches([first, asksWho], 10_000);
};

const makesPassword: Story = (t) => {
  t.clerk.types('enter');
  for (const ask of ['new', 'again'] as const) {
    t.reaches(entry(ask));
    t.clerk.types(password, 'enter');
  }
};

function begins(t: World): void {
  t.reaches(asksWho);
  t.clerk.types('9', '9', 'enter');
  t.reaches({ kind: 'operator-confirm', ...who, isNew: false });
  t.clerk.types('enter');
}

function signsIn(t: World, typed: string): void {
  begins(t);
  t.reaches(entry('sign-in'));
  t.clerk.types(typed, 'enter');
}

const signsInAtOnce: Story = (t) => {
  signsIn(t, password);
  t.reachesIdle();
};

const restarts: Story = (t) => {
  t.reachesIdle();
  t.power.off();
  t.waits(1000);
  boots(t);
};

function newWorld(): World {
  return new World({ program, screens, seed: 'people' }, { settings: { operators: {} } });
}

/** Each program and erase of these partitions, when nothing is cut. */
function worksOf(before: readonly Story[], story: Story): Work[] {
  const t = newWorld();
  for (const each of before) each(t);
  const works: Work[] = [];
  const { flash } = t.sim.board;
  const { write, erase } = flash.bus;
  const note = (what: string, label: string, run: () => number) => {
    const fromUs = t.sim.kernel.nowUs;
    const tookUs = run();
    if (label === 'operators' || label === 'vault')
      works.push({ fromUs, tookUs, what: `${what} ${label}` });
    return tookUs;
  };
  flash.bus.write = (label, offset, bytes) =>
    note('write', label, () => write(label, offset, bytes));
  flash.bus.erase = (label, block) => note('erase', label, () => erase(label, block));
  story(t);
  return works;
}

/** The terminal after a cut in that work, switched on again: all of it is kept, or its first half and no more than that. */
function cut(before: readonly Story[], story: Story, work: Work, fate: Fate): World {
  const t = newWorld();
  for (const each of before) each(t);
  t.sim.board.flash.faults.nextCut(fate);
  const doneUs = fate === 'kept' ? work.tookUs - 1 : Math.floor(work.tookUs / 2);
  const atUs = work.fromUs + doneUs;
  t.sim.kernel.schedule(atUs - t.sim.kernel.nowUs, () => t.sim.desk.powerOff());
  // Nothing comes any more on a glass that is dark.
  assert.throws(() => story(t), ScenarioFailure, `the power did not go during ${work.what}`);
  assert.equal(t.sim.desk.powered, false);
  boots(t);
  return t;
}

function eachCut(
  before: readonly Story[],
  story: Story,
  least: number,
  judge: (t: World, fate: Fate) => void,
): void {
  const works = worksOf(before, story);
  assert.ok(works.length >= least, works.map(({ what }) => what).join());
  // In the short run each work has one fate, and each fate a work.
  const each = isLong || works.length < fates.length;
  works.forEach((work, i) => {
    for (const fate of each ? fates : [fates[i % fates.length]!]) {
      const t = cut(before, story, work, fate);
      judge(t, fate);
      assert.deepEqual(t.sim.desk.deaths, [], `${fate}, ${work.what}`);
    }
  });
}

/** Which of the two the glass shows. */
function isAsked(t: World): boolean {
  try {
    t.shows(asksWho);
    return true;
  } catch {
    t.shows(first);
    return false;
  }
}

describe('a power cut', () => {
  test('while a terminal becomes one with operators: it asks for its first administrator', () => {
    eachCut([], boots, 4, (t) => t.shows(first));
  });

  test('while the first administrator makes a password: it holds, or is asked for again', () => {
    const makes: Story = (t) => {
      makesPassword(t);
      t.reachesIdle();
    };
    eachCut([boots], makes, 1, (t, fate) => {
      const isThere = isAsked(t);
      if (fate === 'kept') assert.equal(isThere, true);
      if (isThere) signsIn(t, password);
      else makesPassword(t);
      t.reachesIdle();
    });
  });

  test('while a wrong password is charged: kept, it is counted; the right one holds in any case', () => {
    const wrongs: Story = (t) => {
      for (const _ of [1, 2]) {
        signsIn(t, '135792');
        t.reaches(wrong);
        t.clerk.types('enter', 'cancel');
        t.reaches(asksWho);
      }
    };
    const third: Story = (t) => {
      signsIn(t, '135792');
      t.reaches(wrong);
    };
    const before: readonly Story[] = [boots, makesPassword, restarts, wrongs];
    eachCut(before, third, 1, (t, fate) => {
      if (fate === 'kept') {
        begins(t);
        t.reaches(waits, 3000);
        t.waits(10_000);
      }
      signsIn(t, password);
      t.reachesIdle();
    });
  });

  test('while a terminal whose keys were erased comes back: it asks for a first administrator, and nobody is lost', () => {
    const isErased: Story = (t) => {
      t.clerk.types('menu', '5');
      t.waits(500);
      t.clerk.types('clear');
      t.reaches({ kind: 'erase-keys', sure: false });
      t.clerk.types('enter');
      t.reaches({ kind: 'erase-keys', sure: true });
      t.clerk.types('enter');
      t.reaches({ kind: 'keys-erased' });
      t.power.off();
      deliversAnew(t.sim);
      t.waits(1000);
    };
    const before: readonly Story[] = [boots, makesPassword, restarts, signsInAtOnce, isErased];
    eachCut(before, boots, 5, (t) => t.shows(first));
  });

  test('while the right one takes the charge back: it holds', () => {
    eachCut([boots, makesPassword, restarts], signsInAtOnce, 2, (t) => {
      signsIn(t, password);
      t.reachesIdle();
    });
  });
});
