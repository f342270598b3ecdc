// SPDX-License-Identifier: Apache-2.0
//
// A batch in which money went both ways: what was voided and refunded is on the credit side, here and in the acquirer's book.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const soldMinor = 4200;
const refundedMinor = 1500;
const card = 'quickpass-debit';

function isDone(t: Vocabulary): void {
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function sells(t: Vocabulary): void {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: soldMinor });
  t.cardholder.taps(card);
  isDone(t);
}

/** Two sales, the first voided, a part of the second refunded; the answer to the refund is lost once. */
function worksBothWays(t: Vocabulary): void {
  sells(t);
  sells(t);
  const [first, second] = t.acquirer.entries();
  const trace = first!.stan.replace(/^0+/, '');
  t.clerk.types('down', '1', ...trace, 'enter');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor: soldMinor, transaction: 'void' });
  t.cardholder.taps(card);
  isDone(t);
  t.acquirer.behavesNext({ only: 'refund', silent: true });
  t.clerk.types('down', '4', '1500', 'enter', second!.rrn, 'enter', '1121', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: refundedMinor, transaction: 'refund' });
  t.cardholder.taps(card);
  t.reaches({ kind: 'unknown-result', transaction: 'refund' }, 100_000);
  isDone(t);
}

function settles(t: Vocabulary, isBalanced: boolean): void {
  t.clerk.types('menu', '6');
  t.reaches({
    kind: 'settlement-totals',
    debitMinor: 2 * soldMinor,
    debitCount: 2,
    creditMinor: soldMinor + refundedMinor,
    creditCount: 2,
  });
  t.clerk.types('enter');
  t.reaches({ kind: 'settled', isBalanced, amountMinor: 2 * soldMinor });
}

scenario('a batch with a void and a refund has the totals that the acquirer has', (t) => {
  t.boots();
  worksBothWays(t);
  settles(t, true);
  t.paper.shows('贷记 2 笔');
  t.paper.shows('27.00');
  t.reachesIdle();
  t.clerk.types('down', '2');
  t.reaches({ kind: 'no-transactions' });
});

scenario('where the host counts otherwise the void and the refund are sent, too', (t) => {
  t.boots();
  worksBothWays(t);
  t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
  settles(t, false);
  const [settled] = t.sim.acquirer.settlements.batches;
  const sent = settled?.details.map(({ stan, amountMinor }) => `${stan} ${amountMinor}`).join();
  const booked = t.acquirer.entries().map((each) => `${each.stan} ${each.amountMinor}`);
  if (sent !== booked.join()) t.fail(`${sent}`);
});

for (const [name, key, functionBitmap] of [
  ['void', '1', '05000000'],
  ['refund', '4', '06000000'],
] as const) {
  scenario(`where ${name} is switched off none begins`, { settings: { functionBitmap } }, (t) => {
    t.boots();
    t.clerk.types('down', key);
    t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
    // Whoever goes on typing means no sale.
    t.clerk.types('8');
    t.shows({ kind: 'settlement-notice', notice: 'switched-off' });
    t.clerk.types('enter');
    t.reachesIdle();
  });
}

scenario('while a settlement waits for the host nothing is voided or refunded', (t) => {
  t.boots();
  sells(t);
  t.acquirer.behaves({ only: 'settlement', silent: true });
  t.clerk.types('menu', '6');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'line-failure', trouble: 'silent' }, 200_000);
  t.reachesIdle();
  for (const key of ['1', '4']) {
    t.clerk.types('down', key);
    t.reaches({ kind: 'settlement-notice', notice: 'unfinished' });
    t.clerk.types('cancel');
    t.reachesIdle();
  }
});
