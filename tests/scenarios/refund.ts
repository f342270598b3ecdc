// SPDX-License-Identifier: Apache-2.0
//
// Money goes back to a card. A refund has no reversal: when nobody knows what became of it, the same message is sent until it is
// answered, and it counts once.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { declined } from './refusals.ts';

const soldMinor = 4200;
const amountMinor = 1500;
const card = 'quickpass-debit';
const transaction = 'refund';

/** Reference number of the sale. */
function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: soldMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries()[0]!.rrn;
}

function refunds(t: Vocabulary, reference: string, shown = card): void {
  t.clerk.types('down', '4');
  t.reaches({ kind: 'amount-entry', amountMinor: 0, limitMinor: 99_999_999, transaction });
  t.clerk.types('1500', 'enter');
  t.reaches({ kind: 'number-entry', what: 'reference', typed: '', size: 12, transaction });
  t.clerk.types(reference, 'enter');
  t.reaches({ kind: 'number-entry', what: 'date', typed: '', size: 4, transaction });
  t.clerk.types('1121', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor, transaction });
  t.cardholder.taps(shown);
}

function ends(t: Vocabulary): void {
  t.reaches({ kind: 'approved', amountMinor, transaction });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function isRefundedOnce(t: Vocabulary): void {
  t.acquirer.shows(
    { kind: 'sale', netMinor: soldMinor },
    { kind: 'refund', state: 'approved', netMinor: -amountMinor, reversals: 0 },
  );
}

scenario('a part of a sale is refunded: the book and a slip say so', (t) => {
  t.boots();
  refunds(t, sells(t));
  ends(t);
  isRefundedOnce(t);
  t.paper.shows('退货', 1);
  t.paper.shows('RMB -15.00', 1);
});

scenario('more than the sale, or to another card, is declined', (t) => {
  t.boots();
  const reference = sells(t);
  for (let i = 0; i < 2; i++) {
    refunds(t, reference);
    ends(t);
  }
  for (const [shown, code] of [
    [card, '64'],
    ['quickpass-credit', '14'],
  ] as const) {
    refunds(t, reference, shown);
    t.reaches({ ...declined(code), transaction });
    t.clerk.types('enter');
    t.reachesIdle();
  }
  const net = t.acquirer.entries().reduce((sum, { netMinor }) => sum + netMinor, 0);
  if (net !== soldMinor - 2 * amountMinor) t.fail(`${net}`);
});

scenario('a day that no calendar has is not taken', (t) => {
  t.boots();
  t.clerk.types('down', '4', '1500', 'enter', '000000000002', 'enter', '0230', 'enter');
  t.reaches({
    kind: 'number-entry',
    what: 'date',
    typed: '0230',
    size: 4,
    complaint: true,
    transaction,
  });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows();
});

for (const [what, behaviour] of [
  ['is silent after it has booked', { only: 'refund', silent: true }],
  ['never gets it', { only: 'refund', lost: true }],
  ['answers with a wrong MAC', { only: 'refund', badMac: true }],
] as const) {
  scenario(`an acquirer that ${what}: the refund is sent again, and counts once`, (t) => {
    t.boots();
    const reference = sells(t);
    t.acquirer.behavesNext(behaviour);
    refunds(t, reference);
    t.reaches({ kind: 'unknown-result', transaction });
    ends(t);
    isRefundedOnce(t);
  });
}

scenario(
  'power goes while the refund is under way: it is sent again at the boot, and counts once',
  (t) => {
    t.boots();
    const reference = sells(t);
    t.acquirer.behavesNext({ only: 'refund', slowMs: 3000 });
    refunds(t, reference);
    t.waits(1500);
    t.power.off();
    t.waits(1000);
    t.power.on();
    ends(t);
    isRefundedOnce(t);
  },
);

scenario('while a refund is not answered nothing new begins; power may go meanwhile', (t) => {
  t.boots();
  const reference = sells(t);
  t.acquirer.behaves({ only: 'refund', silent: true });
  refunds(t, reference);
  t.reaches({ kind: 'reversal-pending', trouble: 'silent', transaction }, 400_000);
  t.power.off();
  t.waits(1000);
  t.power.on();
  t.reaches({ kind: 'reversal-pending', trouble: 'silent', transaction }, 400_000);
  t.acquirer.behaves({});
  t.reachesIdle();
  t.clerk.types('100', 'enter');
  ends(t);
  t.clerk.types('cancel');
  isRefundedOnce(t);
});

for (const [says, code, trouble] of [
  ['a part of it was done', '10', 'partial'],
  ['it knows the trace number', '94', 'duplicate'],
  // Each of the repeats that are counted, and then one more: how often it was asked makes no refusal of it.
  ['it wants other keys', '77', 'bad-answer'],
] as const) {
  scenario(
    `an acquirer that only says that ${says}: neither approved nor declined, said in words`,
    (t) => {
      t.boots();
      const reference = sells(t);
      t.acquirer.behaves({ only: 'refund', fields: { 39: code } });
      t.acquirer.behavesNext({ only: 'refund', silent: true });
      refunds(t, reference);
      t.reaches({ kind: 'unknown-result', transaction }, 100_000);
      t.reaches({ kind: 'reversal-pending', trouble, transaction }, 400_000);
      t.power.off();
      t.waits(1000);
      t.power.on();
      t.reaches({ kind: 'reversal-pending', trouble, transaction }, 400_000);
      t.paper.shows('退货', 0);
      t.acquirer.behaves({});
      t.reachesIdle();
      t.clerk.types('100', 'enter');
      ends(t);
      t.clerk.types('cancel');
      isRefundedOnce(t);
      t.paper.shows('退货', 1);
    },
  );
}

scenario('a part approved at the first answer is no refund: it is sent again', (t) => {
  t.boots();
  const reference = sells(t);
  t.acquirer.behavesNext({ only: 'refund', fields: { 39: '10' } });
  refunds(t, reference);
  t.reaches({ kind: 'unknown-result', isPart: true, transaction });
  ends(t);
  isRefundedOnce(t);
});
