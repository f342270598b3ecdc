// SPDX-License-Identifier: Apache-2.0
//
// The power goes at every program and every erase while a terminal takes a key-loading file, or becomes somebody for the first
// time. Whatever the flash keeps of it: at the next boot the terminal has its keys, and its card lies where the file was.
//
// The one thing a reader would get wrong: the cuts are found by a run without one. A seed gives the same run each time, so the
// moments of its flash work are those of every run until the cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { masterKeyEntry } from '../../host-sim/keys/authority.ts';
import { findDeviceCard } from '../../host-sim/keys/device-card.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';

const program = await firmware();
const fates = ['torn', 'kept', 'lost'] as const;
const bootMs = 6000;

interface Work {
  readonly startUs: number;
  readonly tookUs: number;
  readonly what: string;
}

/** A terminal without keys, in a world of its own. */
class Bench {
  readonly sim = new Simulation({ seed: 'cuts', program, withoutMasterKey: true });

  /** Notes each program and erase from now on. */
  watch(): Work[] {
    const works: Work[] = [];
    const { flash } = this.sim.board;
    const note = (what: string, start: () => number) => {
      const startUs = this.sim.kernel.nowUs;
      const tookUs = start();
      works.push({ startUs, tookUs, what });
      return tookUs;
    };
    const { write, erase } = flash.bus;
    flash.bus.write = (label, offset, bytes) =>
      note(`write ${label}`, () => write(label, offset, bytes));
    flash.bus.erase = (label, block) => note(`erase ${label}`, () => erase(label, block));
    return works;
  }

  boots(): void {
    this.sim.desk.powerOn();
    this.passes(bootMs);
  }

  passes(ms: number): void {
    this.sim.desk.advance(this.sim.kernel.nowUs + ms * 1000);
  }

  offAndOn(): void {
    this.sim.desk.powerOff();
    this.passes(1000);
    this.boots();
  }

  takesFile(): void {
    const card = findDeviceCard(this.sim.readKeyload());
    assert.ok(card, 'no card');
    this.sim.flashKeyFile(this.sim.keyAuthority.fileFor(card, masterKeyEntry(this.sim.masterKey)));
  }

  /** The master key is the acquirer's, or there would be no sign-in; and the file is gone. */
  assertLoaded(when: string): void {
    for (let i = 0; i < 3; i++) {
      this.sim.key('enter', true);
      this.passes(100);
      this.sim.key('enter', false);
      this.passes(2000);
    }
    assert.ok(this.sim.acquirer.workingKeys.length > 0, `no sign-in after a cut ${when}`);
    assert.ok(findDeviceCard(this.sim.readKeyload()), `no card after a cut ${when}`);
    assert.deepEqual(this.sim.desk.deaths, [], when);
  }
}

/** Runs `story` until the work with that number, which is cut in its middle. */
function cut(prepare: (bench: Bench) => void, work: Work, fate: (typeof fates)[number]): Bench {
  const bench = new Bench();
  prepare(bench);
  const { sim } = bench;
  sim.board.flash.faults.nextCut(fate);
  const atUs = work.startUs + Math.floor(work.tookUs / 2);
  sim.kernel.schedule(atUs - sim.kernel.nowUs, () => sim.desk.powerOff());
  bench.boots();
  assert.equal(sim.desk.powered, false, `the power did not go during ${work.what}`);
  bench.passes(1000);
  return bench;
}

describe('a power cut at any moment', () => {
  const fresh = () => {};
  const withFile = (bench: Bench) => {
    bench.boots();
    bench.sim.desk.powerOff();
    bench.passes(1000);
    bench.takesFile();
  };

  function worksOf(prepare: (bench: Bench) => void): Work[] {
    const bench = new Bench();
    prepare(bench);
    const works = bench.watch();
    bench.boots();
    return works;
  }

  test('while a file is taken: it is taken at the next boot, or was', () => {
    const works = worksOf(withFile);
    const what = works.map((work) => work.what);
    const last = (name: string) => what.lastIndexOf(name);
    assert.ok(last('write vault') >= 0 && last('write vault') < last('write custody'), `${what}`);
    assert.ok(last('write custody') < what.indexOf('erase keyload'), `${what}`);
    for (const work of works)
      for (const fate of fates) {
        const bench = cut(withFile, work, fate);
        bench.boots();
        bench.assertLoaded(`${fate} during ${work.what}`);
      }
  });

  test('while a terminal gets its identity: at the next boot it has one, and takes files', () => {
    const works = worksOf(fresh).filter(({ what }) => /custody|vault|keyload/.test(what));
    assert.ok(works.length >= 6, works.map(({ what }) => what).join());
    for (const work of works) {
      const bench = cut(fresh, work, 'torn');
      bench.boots();
      bench.takesFile();
      bench.offAndOn();
      bench.assertLoaded(`during ${work.what}`);
    }
  });
});
