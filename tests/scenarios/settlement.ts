// SPDX-License-Identifier: Apache-2.0
//
// The end of a shop's day: the batch is settled, whatever the host says of the totals, and however often the power fails.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const cards = ['quickpass-debit', 'quickpass-credit'] as const;

function sells(t: Vocabulary, amountMinor: number, turn = 0): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(cards[turn % cards.length]!);
  t.reaches({ kind: 'approved', amountMinor });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

const totalsTitle = '结算单';
const nothing = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

/** Up to the totals on the screen. */
function asksToSettle(t: Vocabulary, debitMinor: number, debitCount: number): void {
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settlement-totals', ...nothing, debitMinor, debitCount });
  t.clerk.types('enter');
}

function settlements(t: Vocabulary) {
  return t.sim.acquirer.settlements.batches;
}

scenario(
  'a batch whose totals agree is settled, on paper, and the next sale is in the next batch',
  (t) => {
    t.boots();
    sells(t, 1250);
    sells(t, 700, 1);
    asksToSettle(t, 1950, 2);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1950 });
    t.reachesIdle();
    t.paper.shows('对账平');
    t.paper.shows('借记 2 笔');
    t.paper.shows('19.50');
    sells(t, 300);
    const [first, second, third] = t.acquirer.entries();
    if (first?.batch !== '000001' || second?.batch !== '000001') t.fail('the first batch');
    if (third?.batch !== '000002') t.fail(`the third sale is in batch ${third?.batch}`);
    const [settled, ...more] = settlements(t);
    if (!settled?.isClosed || settled.asked !== 1 || more.length > 0) t.fail('not settled once');
    asksToSettle(t, 300, 1);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 300 });
  },
);

scenario('a batch without transactions is not settled', (t) => {
  t.boots();
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settlement-notice', notice: 'nothing' });
  if (settlements(t).length > 0) t.fail('the host was asked');
});

scenario('a clerk who goes back from the totals settles nothing', (t) => {
  t.boots();
  sells(t, 1250);
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settlement-totals', ...nothing, debitMinor: 1250, debitCount: 1 });
  t.clerk.types('cancel');
  t.reachesIdle();
  sells(t, 700);
  if (settlements(t).length > 0) t.fail('the host was asked');
});

scenario(
  'where the host counts otherwise each transaction is sent once, and the end tells how many',
  (t) => {
    t.boots();
    for (let i = 0; i < 10; i++) sells(t, 100 + i, i);
    t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
    asksToSettle(t, 1045, 10);
    t.reaches({ kind: 'settled', isBalanced: false, amountMinor: 1045 });
    t.paper.shows('对账不平');
    const settled = settlements(t)[0] ?? t.fail('not settled');
    if (settled.details.length !== 10 || settled.detailMessages !== 10) t.fail('not ten details');
    if (settled.endedWith !== 10 || !settled.isClosed) t.fail('the end');
    for (const { stan, amountMinor } of t.acquirer.entries())
      if (!settled.details.some((each) => each.stan === stan && each.amountMinor === amountMinor))
        t.fail(`trace ${stan} was not sent`);
  },
);

scenario('a host that is silent is asked again, and sales wait until it has answered', (t) => {
  t.boots();
  sells(t, 1250);
  t.acquirer.behaves({ only: 'settlement', silent: true });
  asksToSettle(t, 1250, 1);
  t.reaches({ kind: 'line-failure', trouble: 'silent' }, 200_000);
  t.reachesIdle();
  t.clerk.types('7');
  t.reaches({ kind: 'settlement-notice', notice: 'unfinished' });
  t.acquirer.behaves({});
  t.clerk.types('enter');
  t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 });
  t.reachesIdle();
  sells(t, 700);
  if (settlements(t)[0]?.asked !== 3) t.fail('not asked three times');
});

scenario(
  'an answer with a wrong MAC settles nothing: new keys first, then the totals again',
  (t) => {
    const order: string[] = [];
    t.boots();
    sells(t, 1250);
    t.sim.acquirer.onEvent((event) => {
      if (event.kind === 'request') order.push(event.what);
    });
    t.acquirer.behavesNext({ only: 'settlement', badMac: true });
    asksToSettle(t, 1250, 1);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 });
    t.reachesIdle();
    if (order.join() !== 'settlement,sign-in,settlement') t.fail(order.join());
  },
);

scenario('a host that refuses is not believed to have settled', (t) => {
  t.boots();
  sells(t, 1250);
  t.acquirer.behavesNext({ only: 'settlement', decline: '96' });
  asksToSettle(t, 1250, 1);
  t.reaches({ kind: 'settlement-notice', notice: 'refused', code: '96' });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '3' });
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settlement-notice', notice: 'refused', code: '3' });
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 });
});

scenario(
  'a settlement that a cut interrupts goes on at the boot, before anybody presses a key',
  (t) => {
    t.boots();
    sells(t, 1250);
    t.acquirer.behaves({ only: 'settlement', silent: true });
    asksToSettle(t, 1250, 1);
    t.waits(5000);
    t.power.off();
    t.acquirer.behaves({});
    t.power.on();
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 });
    t.reachesIdle();
    t.paper.shows(totalsTitle);
    t.paper.lacks('重印 REPRINT');
  },
);

scenario('totals that may be on paper already come once more, marked', (t) => {
  t.boots();
  sells(t, 1250);
  asksToSettle(t, 1250, 1);
  for (let i = 0; i < 100 && !t.paper.text().includes(totalsTitle); i++) t.waits(50);
  t.power.off();
  t.power.on();
  t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 });
  t.reachesIdle();
  t.paper.shows(totalsTitle, 2);
  t.paper.shows('重印 REPRINT', 1);
});

scenario('signed out, the terminal signs in before the next sale', (t) => {
  t.boots();
  sells(t, 1250);
  t.clerk.types('menu', '7');
  t.reaches({ kind: 'settlement-notice', notice: 'signed-out' });
  t.reachesIdle();
  sells(t, 700);
});

scenario(
  'at the set time the batch settles by itself, once, and signs out',
  {
    settings: { settleAt: '1045', signOutAfterSettlement: true },
  },
  (t) => {
    t.boots();
    sells(t, 1250);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 }, 16 * 60_000);
    t.reaches({ kind: 'settlement-notice', notice: 'signed-out' });
    t.reachesIdle();
    const { hour, minute } = t.wallTime();
    if (hour !== 10 || minute !== 45) t.fail(`at ${hour}:${minute}`);
    sells(t, 700);
    t.waits(31 * 60_000);
    t.reachesIdle();
    if (settlements(t).length !== 1) t.fail('settled what came after the time');
  },
);

scenario(
  'a host that is silent at the set time is asked again a quarter of an hour later',
  {
    settings: { settleAt: '1045' },
  },
  (t) => {
    t.boots();
    sells(t, 1250);
    t.acquirer.behaves({ only: 'settlement', lost: true });
    t.reaches({ kind: 'line-failure', trouble: 'silent' }, 20 * 60_000);
    t.acquirer.behaves({});
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 }, 16 * 60_000);
    if (t.wallTime().hour !== 11) t.fail('not at the full hour');
  },
);

scenario(
  'where sales are switched off none begins',
  {
    settings: { functionBitmap: 'FB000000' },
  },
  (t) => {
    t.boots();
    t.clerk.types('7');
    t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows();
  },
);

scenario(
  'with nothing but sales switched on they go on',
  { settings: { functionBitmap: '04000000' } },
  (t) => {
    t.boots();
    sells(t, 700);
  },
);
