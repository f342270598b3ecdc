// SPDX-License-Identifier: Apache-2.0
//
// A holder looks at the account: a card, a PIN, and the answer on the screen for a while. Nothing moves, so nothing is ever owed.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { responses } from '../../src/host/response-codes.ts';
import type { Screen } from '../../src/ui/screens.ts';

const card = 'quickpass-debit';
const transaction = 'balance';
const spendableMinor = 88_888_800;

function begins(t: Vocabulary): void {
  t.boots();
  t.clerk.types('down', '5');
  taps(t);
}

function taps(t: Vocabulary): void {
  t.reaches({ kind: 'tap-card', amountMinor: 0, transaction });
  t.cardholder.taps(card);
  t.reaches(pinEntry(t));
}

/** Without a PIN nobody looks. */
function pinEntry(t: Vocabulary): Screen {
  const [, pan = ''] = t.sim.cardSecrets().find(([what]) => what === `the number of ${card}`) ?? [];
  const maskedPan = `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
  return { kind: 'pin-entry', amountMinor: 0, maskedPan, digits: 0, mayBypass: false, transaction };
}

function asks(t: Vocabulary): void {
  begins(t);
  t.cardholder.entersPin(card);
}

function tells(t: Vocabulary, amountMinor = spendableMinor, isOverdrawn = false): void {
  t.reaches({ kind: 'balance', amountMinor, isOverdrawn, transaction });
  t.clerk.types('enter');
  t.reachesIdle();
}

scenario('what can be spent is on the screen, and neither in the book nor on paper', (t) => {
  asks(t);
  tells(t);
  t.acquirer.shows({ kind: 'balance', state: 'answered', netMinor: 0, reversals: 0 });
  if (t.paper.text() !== '') t.fail('something was printed');
});

scenario('a sale after the question is a sale', (t) => {
  asks(t);
  tells(t);
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 4200 });
  t.cardholder.taps(card);
  t.reaches({ kind: 'approved', amountMinor: 4200 });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ kind: 'balance' }, { kind: 'sale', netMinor: 4200 });
});

scenario('an account that is overdrawn: said so', (t) => {
  t.acquirer.behavesNext({ only: 'balance', fields: { 54: '1002156D000000001250' } });
  asks(t);
  tells(t, 1250, true);
});

scenario('the amount of another currency is not shown as ours', (t) => {
  const field54 = '1002840C0000000099991002156C000000001250';
  t.acquirer.behavesNext({ only: 'balance', fields: { 54: field54 } });
  asks(t);
  tells(t, 1250);
});

for (const [what, field54] of [
  ['without a balance', ''],
  ['with a balance that is none', '1002156X000000001250'],
  ['with half a balance', '1002156C00000000'],
  ['with a balance in another currency only', '1002840C000000009999'],
] as const) {
  scenario(`an answer ${what} is not valid, and leaves nothing owed`, (t) => {
    t.acquirer.behavesNext({ only: 'balance', fields: { 54: field54 } });
    asks(t);
    t.reaches({ kind: 'line-failure', trouble: 'bad-answer', transaction });
    t.reachesIdle();
    t.acquirer.shows({ kind: 'balance', reversals: 0 });
  });
}

for (const [what, behaviour, trouble] of [
  ['is silent', { only: 'balance', silent: true }, 'silent'],
  ['answers with a wrong MAC', { only: 'balance', badMac: true }, 'bad-answer'],
  ['hangs up half-way', { only: 'balance', hangUpAtByte: 40 }, 'lost'],
] as const) {
  scenario(`an acquirer that ${what}: nothing is owed, and a sale is possible at once`, (t) => {
    t.acquirer.behavesNext(behaviour);
    asks(t);
    t.reaches({ kind: 'line-failure', trouble, transaction }, 100_000);
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.acquirer.shows({ kind: 'balance', reversals: 0 });
  });
}

scenario('a phone that has verified its holder needs no PIN', (t) => {
  t.boots();
  t.clerk.types('down', '5');
  t.reaches({ kind: 'tap-card', amountMinor: 0, transaction });
  t.cardholder.taps('phone');
  tells(t);
});

scenario('power goes while it is asked for: nothing is owed at the boot', (t) => {
  t.acquirer.behavesNext({ only: 'balance', slowMs: 3000 });
  asks(t);
  t.waits(1500);
  t.power.off();
  t.waits(1000);
  t.boots();
  t.acquirer.shows({ kind: 'balance', reversals: 0 });
});

scenario('a part of a balance is none: declined, in words', (t) => {
  t.acquirer.behavesNext({ only: 'balance', fields: { 39: '10' } });
  asks(t);
  t.reaches({ kind: 'declined', reason: responses['10'].zh, code: '10', transaction });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows({ kind: 'balance', reversals: 0 });
});

scenario('a wrong PIN may be tried again', (t) => {
  begins(t);
  const pin = t.sim.pinOf(card);
  t.cardholder.entersPin(card, `${(Number(pin[0]) + 1) % 10}${pin.slice(1)}`);
  t.reaches({ kind: 'wrong-pin', again: true, transaction });
  t.clerk.types('enter');
  taps(t);
  t.cardholder.entersPin(card);
  tells(t);
});

scenario(
  'a terminal without the function says so',
  { settings: { functionBitmap: '7FFFFFFF' } },
  (t) => {
    t.boots();
    t.clerk.types('down', '5');
    t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows();
  },
);
