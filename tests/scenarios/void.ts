// SPDX-License-Identifier: Apache-2.0
//
// A sale is voided: by the number on its slip, with the same card, or without one where the profile says so. What the acquirer's book
// nets to is the proof.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { Hindrance } from '../../src/ui/screen.ts';
import { declined as refused } from './refusals.ts';

const amountMinor = 4200;
const card = 'quickpass-debit';
const transaction = 'void';
const entry = (typed: string) =>
  ({ kind: 'number-entry', what: 'trace', typed, size: 6, transaction }) as const;

/** Trace number of the sale. */
function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries().at(-1)!.stan;
}

function asksFor(t: Vocabulary, trace: string): void {
  t.clerk.types('down', '1');
  t.reaches(entry(''));
  t.clerk.types(...trace.replace(/^0+/, ''), 'enter');
}

/** From idle to the card. */
function untilTapped(t: Vocabulary, trace: string, shown = card): void {
  asksFor(t, trace);
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor, transaction });
  t.cardholder.taps(shown);
}

function isVoided(t: Vocabulary): void {
  const [first] = t.acquirer.entries();
  t.acquirer.shows(
    { kind: 'sale', state: 'approved', netMinor: amountMinor },
    { kind: 'void', state: 'approved', netMinor: -amountMinor, original: first!.rrn },
  );
}

function refuses(t: Vocabulary, trace: string, why: Hindrance): void {
  asksFor(t, trace);
  t.reaches({ kind: 'not-possible', why, transaction });
  t.clerk.types('enter');
  t.reachesIdle();
}

scenario('a sale is voided with its card: the book nets to nothing, and a slip says so', (t) => {
  t.boots();
  const trace = sells(t);
  untilTapped(t, trace);
  t.reaches({ kind: 'approved', amountMinor, transaction });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('enter');
  t.reachesIdle();
  isVoided(t);
  t.paper.shows('消费撤销', 2);
  t.paper.shows('RMB -42.00', 2);
  t.paper.shows('原交易号', 2);
  t.paper.shows('持卡人签名', 1);
});

scenario(
  'the original is shown before anything is asked of the card, and cancel leaves it',
  (t) => {
    t.boots();
    const trace = sells(t);
    const { maskedPan } = t.acquirer.entries()[0]!;
    asksFor(t, trace);
    const wall = t.wallTime();
    const detail = (minute: number, stars: number) =>
      ({
        kind: 'transaction-detail',
        trace,
        name: 'sale',
        amountMinor,
        maskedPan: maskedPan.replace(/\*+/, '*'.repeat(stars)),
        time: { ...wall, minute, second: 0 },
        isUndone: false,
        question: true,
        transaction,
      }) as const;
    const stars = [6, 7, 8, 9];
    t.reaches(stars.flatMap((n) => [detail(wall.minute, n), detail(wall.minute - 1, n)]));
    t.clerk.types('cancel');
    t.reachesIdle();
    t.acquirer.shows({ kind: 'sale', netMinor: amountMinor });
  },
);

scenario(
  'without a card, where the profile wants none',
  { settings: { hostProfile: 'unionpay-sm4' } },
  (t) => {
    t.boots();
    const trace = sells(t);
    asksFor(t, trace);
    t.waits(1000);
    t.clerk.types('enter');
    t.reaches({ kind: 'approved', amountMinor, transaction });
    t.clerk.types('cancel');
    t.reachesIdle();
    isVoided(t);
  },
);

scenario('another card voids nothing, and nothing is sent', (t) => {
  t.boots();
  const trace = sells(t);
  untilTapped(t, trace, 'quickpass-credit');
  t.reaches({ kind: 'not-possible', why: 'other-card', transaction });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows({ kind: 'sale', netMinor: amountMinor });
});

scenario('what is not in the batch, is a void, or was voided, cannot be voided', (t) => {
  t.boots();
  const trace = sells(t);
  refuses(t, '777', 'unknown');
  untilTapped(t, trace);
  t.reaches({ kind: 'approved', amountMinor, transaction });
  t.clerk.types('cancel');
  t.reachesIdle();
  refuses(t, trace, 'undone');
  refuses(t, t.acquirer.entries()[1]!.stan, 'other-kind');
  isVoided(t);
});

scenario('no number, zero and cancel at the number do nothing', (t) => {
  t.boots();
  t.clerk.types('down', 'enter');
  t.reaches(entry(''));
  t.clerk.types('enter');
  t.reaches({ ...entry(''), complaint: true });
  t.clerk.types('0', 'enter');
  t.reaches({ ...entry('0'), complaint: true });
  t.clerk.types('clear', '1', '2', '00', '3', '4', '5');
  t.reaches(entry('120034'));
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('a declined void leaves the sale, and it can be tried again', (t) => {
  t.boots();
  const trace = sells(t);
  t.acquirer.behavesNext({ only: 'void', decline: '58' });
  untilTapped(t, trace);
  t.reaches({ ...refused('58'), transaction });
  t.clerk.types('enter');
  t.reachesIdle();
  untilTapped(t, trace);
  t.reaches({ kind: 'approved', amountMinor, transaction });
  t.clerk.types('cancel');
  t.reachesIdle();
  const [, declined, done] = t.acquirer.entries();
  if (declined?.state !== 'declined' || done?.netMinor !== -amountMinor) t.fail('the book');
});

for (const [what, behaviour] of [
  ['is silent after it has booked', { only: 'void', silent: true }],
  ['never gets it', { only: 'void', lost: true }],
  ['answers with a wrong MAC', { only: 'void', badMac: true }],
] as const) {
  scenario(`an acquirer that ${what}: the void is reversed, and the sale stands`, (t) => {
    t.boots();
    const trace = sells(t);
    t.acquirer.behavesNext(behaviour);
    untilTapped(t, trace);
    t.reaches({ kind: 'unknown-result', transaction });
    t.reaches({ kind: 'reversed', transaction });
    t.reachesIdle();
    t.acquirer.shows({ kind: 'sale', netMinor: amountMinor }, { netMinor: 0, reversals: 1 });
    t.paper.lacks('-42.00');
    untilTapped(t, trace);
    t.reaches({ kind: 'approved', amountMinor, transaction });
    t.clerk.types('cancel');
    t.reachesIdle();
  });
}

scenario(
  'power goes while the void is under way: it is reversed at the boot, the sale stands',
  (t) => {
    t.boots();
    const trace = sells(t);
    t.acquirer.behavesNext({ only: 'void', slowMs: 3000 });
    untilTapped(t, trace);
    t.waits(1500);
    t.power.off();
    t.waits(1000);
    t.power.on();
    t.reaches({ kind: 'reversed', transaction });
    t.reachesIdle();
    t.acquirer.shows(
      { kind: 'sale', netMinor: amountMinor },
      { kind: 'void', state: 'reversed', netMinor: 0 },
    );
  },
);

scenario(
  'power goes after the void was approved: it stands, and its slip comes as a reprint',
  (t) => {
    t.boots();
    const trace = sells(t);
    untilTapped(t, trace);
    t.reaches({ kind: 'approved', amountMinor, transaction });
    t.power.off();
    t.waits(1000);
    t.power.on();
    t.reaches({ kind: 'approved', amountMinor, transaction });
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reachesIdle();
    isVoided(t);
    t.paper.shows('重印', 1);
    refuses(t, trace, 'undone');
  },
);
