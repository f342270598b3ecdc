// SPDX-License-Identifier: Apache-2.0
//
// Power that goes at a bad moment. What the journal holds decides at the next boot what is owed and what stands.

import { scenario } from '../../host-sim/scenario/scenario.ts';

scenario('power fails at idle and comes back: idle again, signed in again, sales go on', (t) => {
  t.boots();
  t.waits(5000);
  t.power.off();
  t.waits(2000);
  t.boots();
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100 });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('trace numbers never repeat, however often the power fails', (t) => {
  const seen = new Set<string>();
  for (let i = 0; i < 4; i++) {
    t.boots();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'approved', amountMinor: 100 });
    t.power.off();
    t.waits(1000);
  }
  t.boots();
  for (const { stan, state } of t.acquirer.entries()) {
    if (seen.has(stan) || state !== 'approved') t.fail(`trace ${stan} ${state}`);
    seen.add(stan);
  }
  if (seen.size !== 4) t.fail(`${seen.size} sales`);
});

scenario('power fails while a card is read: nothing was sent', (t) => {
  t.boots();
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.presents('quickpass-debit');
  t.reaches({ kind: 'reading' });
  t.power.off();
  t.cardholder.removes('quickpass-debit');
  t.waits(1000);
  t.boots();
  t.acquirer.shows();
});

scenario(
  'power fails after the approval: the sale stands, and at the boot its slip comes out as a reprint',
  (t) => {
    t.boots();
    t.clerk.types('1250', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1250 });
    t.cardholder.taps('quickpass-credit');
    t.reaches({ kind: 'approved', amountMinor: 1250 });
    t.power.off();
    t.waits(1000);
    t.power.on();
    t.reaches({ kind: 'approved', amountMinor: 1250 });
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.paper.shows('重印 REPRINT');
    t.paper.shows('12.50');
    t.acquirer.shows({ state: 'approved', netMinor: 1250, reversals: 0 });
    t.power.off();
    t.waits(1000);
    t.boots();
    t.acquirer.shows({ state: 'approved', netMinor: 1250, reversals: 0 });
  },
);

scenario('power fails while the acquirer is asked: the sale is reversed at the next boot', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', slowMs: 5000 });
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('quickpass-credit');
  t.waits(1500);
  t.power.off();
  t.waits(10_000);
  t.power.on();
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
  t.paper.lacks('12.50');
});

scenario(
  'a reversal is owed through power cuts and dead lines, and no sale begins before it is done',
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', slowMs: 300_000 });
    t.clerk.types('1250', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1250 });
    t.cardholder.taps('quickpass-credit');
    t.waits(1500);
    t.power.off();
    t.line.down();
    for (let i = 0; i < 3; i++) {
      t.waits(1000);
      t.power.on();
      t.reaches({ kind: 'reversal-pending', trouble: 'refused' });
      t.clerk.types('enter');
      t.reachesIdle();
      t.clerk.types('500', 'enter');
      t.reaches({ kind: 'reversal-pending', trouble: 'refused' });
      t.power.off();
    }
    t.line.up();
    t.waits(1000);
    t.power.on();
    t.reaches({ kind: 'reversed' });
    t.reachesIdle();
    t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
  },
);

scenario('after a boot the last slip can still be printed once more', (t) => {
  t.boots();
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.power.off();
  t.waits(1000);
  t.boots();
  t.clerk.types('menu', 'down', 'enter');
  t.reachesIdle();
  t.paper.shows('重印 REPRINT');
  t.paper.shows('12.50', 2);
});
