// SPDX-License-Identifier: Apache-2.0
//
// The journal as the page shows it, in virtual time: who has signed in, a chain that holds and one that does not, a cut in a write.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { FlashWatch } from '../../host-sim/web/flash-watch.ts';
import { journalOf, owesReversal } from '../../host-sim/web/journal.ts';
import { keysOf, shortcuts } from '../../host-sim/web/shortcuts.ts';

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

  test('knows when a refund is owed, and that an answer ends it: the rows of the menu are right before and after', async () => {
    const { simulation } = await terminal({ language: 'en' });
    const { acquirer } = simulation;
    const settlement = shortcuts.find(({ name }) => name === 'settlement')!;
    const row = () => keysOf(settlement, owesReversal(simulation)).at(-1);
    const refunds = (cents: string) => {
      const { rrn } = acquirer.ledger.entries[0]!;
      type(simulation, 'down', '4', ...cents, 'enter', ...rrn, 'enter', ...'1121', 'enter');
      tap(simulation);
    };
    type(simulation, ...'4200', 'enter');
    tap(simulation);
    type(simulation, 'cancel');
    assert.equal(row(), '6');
    for (const cents of ['1500', '9900']) {
      acquirer.behaveNext({ only: 'refund', lost: true });
      refunds(cents);
      simulation.network.up = false;
      pass(simulation, 70);
      assert.equal(row(), '7', 'nobody has answered');
      simulation.network.up = true;
      pass(simulation, 300);
      type(simulation, 'cancel');
      assert.equal(row(), '6', 'approved or declined, it is over');
    }
    assert.deepEqual(
      acquirer.ledger.entries.map(({ state }) => state),
      ['approved', 'approved', 'declined'],
    );
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

function tap(simulation: Simulation): void {
  simulation.present('quickpass-debit');
  pass(simulation, 1.2);
  simulation.remove('quickpass-debit');
  pass(simulation, 20);
}

function type(simulation: Simulation, ...keys: readonly string[]): void {
  for (const key of keys) {
    simulation.key(key, true);
    pass(simulation, 0.1);
    simulation.key(key, false);
    pass(simulation, 1);
  }
}
