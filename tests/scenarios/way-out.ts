// SPDX-License-Identifier: Apache-2.0
//
// A host that will never say what became of something, or never take a detail, does not block the terminal for good: somebody sets it
// aside. It is on a slip that says what to do, and on the next settlement slip.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const soldMinor = 4200;
const amountMinor = 1500;
const card = 'quickpass-debit';

/** Reference number of the sale. */
function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: soldMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'approved', amountMinor: soldMinor });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries()[0]!.rrn;
}

function refunds(t: Vocabulary, reference: string): void {
  t.clerk.types('down', '4', '1500', 'enter', reference, 'enter', '1121', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor, transaction: 'refund' });
  t.cardholder.taps(card);
}

/** From the menu; its last row. */
function opensWayOut(t: Vocabulary): void {
  t.clerk.types('menu', 'up', 'enter');
}

function asked(
  t: Vocabulary,
  sure: boolean,
  transaction: 'sale' | 'refund',
  what: 'owed' | 'detail',
) {
  const entry = t.acquirer.entries().at(transaction === 'refund' ? 1 : 0)!;
  const { stan: trace } = entry;
  return {
    kind: 'give-up',
    what,
    trace,
    amountMinor: entry.amountMinor,
    sure,
    transaction,
  } as const;
}

/** Until the terminal has asked often enough. */
function triesForGood(t: Vocabulary): void {
  t.waits(300_000);
}

for (const [says, code, trouble] of [
  ['a part of it was done', '10', 'partial'],
  ['it knows the trace number', '94', 'duplicate'],
] as const) {
  scenario(
    `a host that says for ever that ${says}: the refund is set aside, and sales go on`,
    { unprinted: 1 },
    (t) => {
      t.boots();
      const reference = sells(t);
      t.acquirer.behaves({ only: 'refund', fields: { 39: code } });
      t.acquirer.behavesNext({ only: 'refund', silent: true });
      refunds(t, reference);
      t.reaches({ kind: 'reversal-pending', trouble, transaction: 'refund' }, 400_000);
      triesForGood(t);
      t.reachesIdle(200_000);
      opensWayOut(t);
      t.reaches(asked(t, false, 'refund', 'owed'));
      t.clerk.types('enter');
      t.reaches(asked(t, true, 'refund', 'owed'));
      t.clerk.types('enter');
      t.reaches({ kind: 'printing', copy: 'unresolved' });
      t.reachesIdle();
      t.paper.shows('查询单', 1);
      t.paper.shows('未入账的才可重做', 1);
      t.paper.shows('退货', 1);
      // Nothing is owed, also for a terminal that has been off.
      t.power.off();
      t.waits(1000);
      t.boots();
      t.clerk.types('4200', 'enter');
      t.reaches({ kind: 'tap-card', amountMinor: soldMinor });
      t.clerk.types('cancel');
      t.reachesIdle();
      // The host has booked it after all: the totals differ, the details say so, and the slip names it.
      t.clerk.types('menu', '6');
      t.reaches({
        kind: 'settlement-totals',
        ...{ debitMinor: soldMinor, debitCount: 1, creditMinor: 0, creditCount: 0 },
      });
      t.clerk.types('enter');
      t.reaches({ kind: 'settled', isBalanced: false, amountMinor: soldMinor });
      t.clerk.types('enter');
      t.reachesIdle();
      t.paper.shows('未决交易 1 笔', 1);
      const { stan, batch } = t.acquirer.entries()[1]!;
      t.paper.shows(`${batch} ${stan}`, 1);
    },
  );
}

scenario('before the host was asked often enough there is no way out', (t) => {
  t.boots();
  const reference = sells(t);
  t.acquirer.behaves({ only: 'refund', silent: true });
  refunds(t, reference);
  t.reaches({ kind: 'unknown-result', transaction: 'refund' }, 100_000);
  t.acquirer.behaves({ only: 'refund', lost: true });
  t.line.down();
  t.reaches({ kind: 'reversal-pending', trouble: 'refused', transaction: 'refund' }, 400_000);
  t.clerk.types('cancel');
  t.reachesIdle(200_000);
  // The last row is no way out: it is the list of transactions.
  opensWayOut(t);
  t.waits(500);
  t.clerk.types('cancel');
  t.reachesIdle(200_000);
  t.line.up();
  t.acquirer.behaves({});
  t.reaches({ kind: 'approved', amountMinor, transaction: 'refund' }, 100_000);
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario(
  'a reversal that nobody confirms is set aside, too; back leaves it owed',
  { unprinted: 1 },
  (t) => {
    t.boots();
    t.acquirer.behaves({ only: 'reversal', lost: true });
    t.acquirer.behavesNext({ only: 'sale', silent: true });
    t.clerk.types('4200', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: soldMinor });
    t.cardholder.taps(card);
    t.reaches({ kind: 'reversal-pending', trouble: 'silent' }, 400_000);
    triesForGood(t);
    t.reachesIdle(200_000);
    opensWayOut(t);
    t.reaches(asked(t, false, 'sale', 'owed'));
    t.clerk.types('enter');
    t.reaches(asked(t, true, 'sale', 'owed'));
    t.clerk.types('cancel');
    t.reachesIdle(200_000);
    opensWayOut(t);
    t.reaches(asked(t, false, 'sale', 'owed'));
    t.waits(31_000);
    t.reachesIdle(200_000);
    t.paper.lacks('查询单');
    opensWayOut(t);
    t.reaches(asked(t, false, 'sale', 'owed'));
    t.clerk.types('enter');
    t.reaches(asked(t, true, 'sale', 'owed'));
    t.clerk.types('enter');
    t.reachesIdle(200_000);
    t.paper.shows('本笔未能确认冲正', 1);
    t.acquirer.behaves({});
    t.waits(120_000);
    // It is not reversed behind anybody's back.
    t.acquirer.shows({ state: 'approved', netMinor: soldMinor, reversals: 0 });
  },
);

scenario('a detail that the host never takes is skipped, and the batch ends without it', (t) => {
  t.boots();
  sells(t);
  sells(t);
  t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
  t.acquirer.behavesNext({ only: 'upload', decline: '12' });
  t.clerk.types('menu', '6', 'enter');
  t.reaches({ kind: 'settlement-notice', notice: 'refused', code: '12' });
  t.clerk.types('enter');
  const detail = asked(t, false, 'sale', 'detail');
  t.reaches(detail);
  t.clerk.types('enter');
  t.reaches({ ...detail, sure: true });
  t.clerk.types('enter');
  t.reaches({ kind: 'settled', isBalanced: false, amountMinor: 2 * soldMinor });
  t.clerk.types('enter');
  t.reachesIdle();
  t.paper.shows('收单机构不收其明细', 1);
  t.paper.shows('未决交易 1 笔', 1);
  const [batch] = t.sim.acquirer.settlements.batches;
  if (batch?.details.length !== 1 || batch.endedWith !== 1 || !batch.isClosed)
    t.fail(`the host has ${batch?.details.length} details, ended with ${batch?.endedWith}`);
});

scenario('a detail that is not skipped is asked for again', (t) => {
  t.boots();
  sells(t);
  t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
  t.acquirer.behavesNext({ only: 'upload', decline: '12' });
  t.clerk.types('menu', '6', 'enter');
  t.reaches({ kind: 'settlement-notice', notice: 'refused', code: '12' });
  t.clerk.types('enter');
  t.reaches(asked(t, false, 'sale', 'detail'));
  t.clerk.types('cancel');
  t.reachesIdle();
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settled', isBalanced: false, amountMinor: soldMinor });
  t.clerk.types('enter');
  t.reachesIdle();
  t.paper.lacks('未决');
});

scenario(
  'the slip of the last settlement once more, marked; before the first there is none',
  (t) => {
    t.boots();
    t.clerk.types('down', '7');
    t.reaches({ kind: 'nothing-to-reprint' });
    t.clerk.types('enter');
    t.reachesIdle();
    sells(t);
    t.clerk.types('menu', '6', 'enter');
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: soldMinor });
    t.clerk.types('enter');
    t.reachesIdle();
    t.paper.shows('对账平', 1);
    t.paper.lacks('重印');
    t.power.off();
    t.waits(1000);
    t.boots();
    t.clerk.types('down', '7');
    t.reaches({ kind: 'printing', copy: 'totals' });
    t.reachesIdle();
    t.paper.shows('对账平', 2);
    t.paper.shows('重印', 1);
  },
);
