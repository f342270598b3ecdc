// SPDX-License-Identifier: Apache-2.0
//
// The power goes at every program and erase of a terminal's operators: while it gets its first image and pepper, while the administrator
// makes a password, while somebody tries one. Whatever the flash keeps: nobody is lost, a password is there whole or not at all, and
// a wrong try whose verdict anybody has seen is counted.
//
// The one thing a reader would get wrong: the cuts are found by a run without one, as in power-cuts.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import type { Screen } from '../../src/ui/screens.ts';
import { fuzz } from '../codec/support/fuzz.ts';

const program = await firmware();
const screens = await ScreenReader.create();
const isLong = fuzz(1).numRuns > 1;
const fates = ['torn', 'kept', 'lost'] as const;
type Fate = (typeof fates)[number];

const password = '246813';
const first = { kind: 'operator-notice', notice: 'first' } as const;
const asksWho = { kind: 'number-entry', what: 'operator', typed: '', size: 2 } as const;
const wrong = { kind: 'operator-notice', notice: 'wrong' } as const;
const who = { number: '99', role: 'administrator' } as const;
const entry = (ask: 'new' | 'again' | 'sign-in') =>
  ({ kind: 'password-entry', ...who, ask, digits: 0 }) as const;

interface Work {
  readonly atUs: number;
  readonly what: string;
}

type Story = (t: World) => void;

const boots: Story = (t) => {
  t.power.on();
  t.reaches([first, asksWho], 10_000);
};

const setsPassword: Story = (t) => {
  boots(t);
  t.clerk.types('enter');
  for (const ask of ['new', 'again'] as const) {
    t.reaches(entry(ask));
    t.clerk.types(password, 'enter');
  }
  t.reachesIdle();
};

function tries(t: World, typed: string, end: Screen): void {
  t.clerk.types('99', 'enter');
  t.reaches({ kind: 'operator-confirm', ...who, isNew: false });
  t.clerk.types('enter');
  t.reaches(entry('sign-in'));
  t.clerk.types(typed, 'enter');
  t.reaches(end);
}

const triesWrong: Story = (t) => {
  restarts(t);
  tries(t, '135792', wrong);
};

function restarts(t: World): void {
  t.power.off();
  t.waits(1000);
  boots(t);
}

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
    const atUs = t.sim.kernel.nowUs;
    const tookUs = run();
    if (label === 'operators' || label === 'vault')
      works.push({ atUs: atUs + Math.floor(tookUs / 2), what: `${what} ${label}` });
    return tookUs;
  };
  flash.bus.write = (label, offset, bytes) =>
    note('write', label, () => write(label, offset, bytes));
  flash.bus.erase = (label, block) => note('erase', label, () => erase(label, block));
  story(t);
  return works;
}

class Cut extends Error {}

/** The terminal after a cut in the middle of that work, switched on again. */
function cut(before: readonly Story[], story: Story, work: Work, fate: Fate): World {
  const t = newWorld();
  for (const each of before) each(t);
  t.sim.board.flash.faults.nextCut(fate);
  t.sim.kernel.schedule(work.atUs - t.sim.kernel.nowUs, () => {
    t.sim.desk.powerOff();
    throw new Cut();
  });
  try {
    story(t);
    assert.fail(`the power did not go during ${work.what}`);
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
  t.waits(1000);
  boots(t);
  return t;
}

function eachCut(
  before: readonly Story[],
  story: Story,
  least: number,
  judge: (t: World, when: string) => void,
): void {
  const works = worksOf(before, story);
  assert.ok(works.length >= least, works.map(({ what }) => what).join());
  works.forEach((work, i) => {
    for (const fate of isLong ? fates : [fates[i % fates.length]!])
      judge(cut(before, story, work, fate), `${fate}, ${work.what}`);
  });
}

describe('a power cut', () => {
  test('while a terminal becomes one with operators: it asks for its first administrator', () => {
    eachCut([], boots, 4, (t, when) => {
      t.shows(first);
      assert.deepEqual(t.sim.desk.deaths, [], when);
    });
  });

  test('while the administrator makes a password: it is there, or asked for again', () => {
    eachCut([boots], (t) => {
      t.power.off();
      setsPassword(t);
    }, 1, (t, when) => {
      const isThere = showsNow(t, asksWho);
      if (isThere) {
        tries(t, password, idleOf(t));
      } else t.shows(first);
      assert.deepEqual(t.sim.desk.deaths, [], when);
    });
  });
});
