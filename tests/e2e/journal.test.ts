// SPDX-License-Identifier: Apache-2.0
//
// The journal as the page shows it, in virtual time: who has signed in, a chain that holds and one that does not, a cut in a write.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { FlashWatch } from '../../host-sim/web/flash-watch.ts';
import { journalOf } from '../../host-sim/web/journal.ts';

const secondUs = 1_000_000;
const password = '271828';

describe('the journal of the page', () => {
  test('names who has signed in, and nobody once the power was gone', async () => {
    const { simulation, watch } = await terminal({ operators: {} });
    const signedIn = () => journalOf(simulation, watch.poweredSince).signedIn;
    assert.equal(signedIn(), null);
    type(simulation, 'enter', ...password, 'enter', ...password, 'enter');
    assert.equal(signedIn(), '99');
    simulation.desk.powerOff();
    assert.equal(signedIn(), null);
    simulation.desk.powerOn();
    pass(simulation, 10);
    assert.equal(signedIn(), null);
    assert.equal(journalOf(simulation, undefined).chain, 'right');
    simulation.desk.powerOff();
  });

  test('holds after a cut in the middle of a write, which comes once', async () => {
    const { simulation, watch, cuts } = await terminal({});
    watch.armed = true;
    type(simulation, 'menu', '3');
    pass(simulation, 5);
    assert.equal(cuts.length, 1);
    assert.equal(simulation.desk.powered, false);
    simulation.desk.powerOn();
    pass(simulation, 10);
    assert.equal(simulation.desk.powered, true);
    assert.equal(journalOf(simulation, undefined).chain, 'right');
    assert.equal(cuts.length, 1);
    simulation.desk.powerOff();
  });
});

async function terminal(settings: object) {
  const simulation = new Simulation({ seed: 'journal', program: await firmware(), settings });
  const cuts: string[] = [];
  const watch = new FlashWatch(simulation, (partition) => cuts.push(partition));
  simulation.desk.powerOn();
  pass(simulation, 10);
  return { simulation, watch, cuts };
}

function pass({ desk, kernel }: Simulation, seconds: number): void {
  desk.advance(kernel.nowUs + seconds * secondUs);
}

function type(simulation: Simulation, ...keys: readonly string[]): void {
  for (const key of keys) {
    simulation.key(key, true);
    pass(simulation, 0.1);
    simulation.key(key, false);
    pass(simulation, 1);
  }
}
