// SPDX-License-Identifier: Apache-2.0
//
// Power that goes at a bad moment. The journal of this release lives in RAM: what it owes is lost with the power, and
// SECURITY.md says so; trace numbers are not.

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

scenario('trace numbers never repeat, however often the power fails', { unprinted: 4 }, (t) => {
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
