// SPDX-License-Identifier: Apache-2.0
//
// The transactions of the batch: on the screen, newest first, a page at a time; one in full; and its slip once more.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { Screen, TransactionRow } from '../../src/ui/screen.ts';

const card = 'quickpass-debit';
const mark = '重印 REPRINT';
const openList = ['down', '2'] as const;

interface Sold extends TransactionRow {
  readonly maskedPan: string;
  /** About then. */
  readonly time: ReturnType<Vocabulary['wallTime']>;
}

function ends(t: Vocabulary, name: TransactionRow['name'], amountMinor: number): Sold {
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  const { stan: trace, maskedPan } = t.acquirer.entries().at(-1)!;
  return { name, trace, amountMinor, maskedPan, time: t.wallTime() };
}

function sells(t: Vocabulary, amountMinor: number): Sold {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  return ends(t, 'sale', amountMinor);
}

function voids(t: Vocabulary, { trace, amountMinor }: Sold): Sold {
  t.clerk.types('down', '1', trace.replace(/^0+/, ''), 'enter');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor, transaction: 'void' });
  t.cardholder.taps(card);
  return ends(t, 'void', amountMinor);
}

const page = (sold: readonly Sold[], selected: number): Screen => ({
  kind: 'transaction-list',
  rows: sold.map(({ name, trace, amountMinor }) => ({ name, trace, amountMinor })),
  selected,
});

/** The acquirer's mask and the terminal's need not have as many stars. */
function detail({ maskedPan, time, ...row }: Sold, isUndone = false): Screen[] {
  return [6, 7, 8, 9].flatMap((stars) =>
    [time.minute, time.minute - 1].map((minute) => ({
      ...({ kind: 'transaction-detail', ...row, isUndone, question: false } as const),
      maskedPan: maskedPan.replace(/\*+/, '*'.repeat(stars)),
      time: { ...time, minute, second: 0 },
    })),
  );
}

scenario('the list goes to and fro over its pages, and stays at either end', (t) => {
  t.boots();
  const amounts = [1000, 1100, 1200, 1300, 1400, 1500];
  const sold = amounts.map((amountMinor) => sells(t, amountMinor));
  sold.push(voids(t, sold[1]!));
  sold.reverse();
  const [first, second] = [sold.slice(0, 4), sold.slice(4)];
  t.clerk.types(...openList);
  t.reaches(page(first, 0));
  t.clerk.types('up');
  t.reaches(page(first, 0));
  t.clerk.types('down', 'down', 'down');
  t.reaches(page(first, 3));
  t.clerk.types('down');
  t.reaches(page(second, 0));
  t.clerk.types('down', 'down', 'down');
  t.reaches(page(second, 2));
  t.clerk.types('up', 'up', 'up');
  t.reaches(page(first, 3));
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('one of the list in full, by its row or by OK; what was voided says so', (t) => {
  t.boots();
  const [sale, other] = [sells(t, 1000), sells(t, 2000)];
  const undoing = voids(t, sale);
  const list = [undoing, other, sale];
  t.clerk.types(...openList, '3');
  t.reaches(detail(sale, true));
  t.clerk.types('cancel');
  t.reaches(page(list, 2));
  t.clerk.types('up', 'enter');
  t.reaches(detail(other));
  t.clerk.types('cancel', '1');
  t.reaches(detail(undoing));
  t.clerk.types('4');
  t.waits(500);
  t.shows(detail(undoing));
  t.clerk.types('cancel', 'cancel');
  t.reachesIdle();
});

scenario('any slip once more, marked: from the list, and by its number', (t) => {
  t.boots();
  const [sale, other] = [sells(t, 1000), sells(t, 2000)];
  t.paper.lacks(mark);
  t.clerk.types(...openList, '2');
  t.reaches(detail(sale));
  t.clerk.types('enter');
  t.reaches(page([other, sale], 1));
  t.clerk.types('cancel');
  t.reachesIdle();
  const byNumber = (trace: string) => t.clerk.types('down', '3', trace.replace(/^0+/, ''), 'enter');
  byNumber(other.trace);
  t.reaches(detail(other));
  t.clerk.types('enter');
  t.reachesIdle();
  byNumber('777');
  t.reaches({ kind: 'not-possible', why: 'unknown' });
  t.clerk.types('enter');
  t.reachesIdle();
  const slips = t.paper.text().split('[partial cut]').slice(0, -1);
  const expected = [sale, other, sale, other].map(({ trace }) => trace);
  const areThese = slips.every(
    (slip, i) => slip.includes(expected[i]!) && slip.includes(mark) === i >= 2,
  );
  if (slips.length !== expected.length || !areThese) t.fail(t.paper.text());
});

scenario('a batch without a transaction has no list', (t) => {
  t.boots();
  t.clerk.types(...openList);
  t.reaches({ kind: 'no-transactions' });
  t.clerk.types('enter');
  t.reachesIdle();
});
