// SPDX-License-Identifier: Apache-2.0
//
// Somebody opens the case: the keys are gone before anything else happens, and stay gone. Whether flash still has them is asked
// by the oracle of secrets, as always, and here by switching on again.

import { scenario } from '../../host-sim/scenario/scenario.ts';

const erased = { kind: 'keys-erased' } as const;

scenario(
  'the case is opened at idle: the keys are gone, the terminal says that it must be serviced, and says so after each boot',
  { deaths: 1, endsOff: true },
  (t) => {
    t.boots();
    t.case.opens();
    t.reaches(erased, 10_000);
    t.case.closes();
    // There is nothing left to stop for.
    t.case.opens();
    t.waits(2000);
    t.case.closes();
    for (let i = 0; i < 2; i++) {
      t.power.off();
      t.waits(1000);
      t.power.on();
      t.reaches(erased, 10_000);
    }
    t.clerk.types('100', 'enter');
    t.shows(erased);
    t.acquirer.shows();
  },
);

scenario(
  'the case is opened while the power is off: no key is used at the next boot, nor after it is shut',
  { endsOff: true },
  (t) => {
    t.boots();
    t.power.off();
    t.case.opens();
    t.waits(5000);
    t.power.on();
    t.reaches(erased, 10_000);
    t.power.off();
    t.case.closes();
    t.waits(1000);
    t.power.on();
    t.reaches(erased, 10_000);
  },
);

scenario(
  'the case is opened on a terminal that has lost its settings: the keys are gone all the same',
  { deaths: 1, endsOff: true },
  (t) => {
    t.sim.board.flash.world.load('settings', new Uint8Array(32));
    t.power.on();
    t.reaches({ kind: 'device-failure', failed: ['storage'], abilities: [] });
    t.case.opens();
    t.reaches(erased, 10_000);
  },
);

scenario(
  'the case is opened while a sale is with the acquirer: the terminal stops at once and prints no approval',
  { deaths: 1, endsOff: true, unsettled: true, unprinted: 1 },
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', slowMs: 5000 });
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps('quickpass-debit');
    t.waits(1000);
    t.case.opens();
    t.reaches(erased, 10_000);
    t.waits(10_000);
    t.shows(erased);
    t.paper.lacks('1.00');
  },
);

scenario(
  'the power goes while the keys are being erased: at the next boot they are gone all the same',
  { endsOff: true },
  (t) => {
    t.boots();
    // The mark is in flash after the erase of a sector (45 ms) and some units; then the delivered keys are erased.
    t.sim.kernel.schedule(60_000, () => t.sim.desk.powerOff());
    t.case.opens();
    t.waits(1000);
    t.case.closes();
    t.power.on();
    t.reaches(erased, 10_000);
  },
);

scenario('a terminal whose case is open from the start never has a key', { endsOff: true }, (t) => {
  t.case.opens();
  t.power.on();
  t.reaches(erased, 10_000);
  t.acquirer.shows();
});

scenario(
  'the case is opened on a terminal whose flash takes nothing any more: no image of the keys stays',
  { deaths: 1, endsOff: true },
  (t) => {
    t.boots();
    const { flash } = t.sim.board;
    flash.faults.wearOut('vault');
    t.case.opens();
    // Without a mark the next boot finds a terminal that never had keys.
    t.reaches({ kind: 'device-failure', failed: ['keys'], abilities: [] }, 10_000);
    for (const partition of ['vault', 'keys'])
      if (flash.world.cells(partition).some((cell) => cell !== 0xff))
        t.fail(`${partition}: not erased`);
  },
);
