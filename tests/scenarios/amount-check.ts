// SPDX-License-Identifier: Apache-2.0
//
// Amounts that are asked for again, the three checks, and what to do after a failure: each an option of the settings.

import { readJournal } from '../../host-sim/journal/image.ts';
import { describeRecord } from '../../host-sim/journal/records.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const limitMinor = 99_999_999;
const card = 'quickpass-credit';

function sells(t: Vocabulary, amountMinor: number): void {
  t.clerk.types(String(amountMinor).padStart(3, '0'), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
}

/** Names of the records of a sort in the journal, with their fields. */
function journalled(t: Vocabulary, name: string) {
  const journal = readJournal(Buffer.from(t.sim.board.flash.world.image()));
  return (journal?.entries ?? [])
    .map(({ type, version, payload }) => describeRecord(type, version, payload))
    .filter((record) => record.name === name)
    .map(({ fields }) => fields);
}

const large = { settings: { largeAmountMinor: 50_000 } };

scenario('an amount below the limit for large ones is not asked for again', large, (t) => {
  t.boots();
  sells(t, 49_999);
  t.reachesIdle();
});

scenario('a large amount is confirmed twice, each time with a key of its own', large, (t) => {
  t.boots();
  const amountMinor = 50_000;
  t.clerk.types('50000', 'enter');
  t.reaches({ kind: 'amount-check', amountMinor, doubt: 'large', sure: false });
  t.clerk.types('enter');
  t.reaches({ kind: 'amount-check', amountMinor, doubt: 'large', sure: true });
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ amountMinor, state: 'approved' });
});

scenario('a large amount can be corrected, and can be given up at either question', large, (t) => {
  t.boots();
  t.clerk.types('120000', 'enter');
  t.reaches({ kind: 'amount-check', amountMinor: 120_000, doubt: 'large', sure: false });
  t.clerk.types('clear');
  t.reaches({ kind: 'amount-entry', amountMinor: 120_000, limitMinor });
  t.clerk.types('clear', 'clear', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1200 });
  t.clerk.types('cancel');
  t.reaches({ kind: 'cancelled' });
  t.clerk.types('120000', 'enter', 'cancel');
  t.reachesIdle(1000);
  t.clerk.types('120000', 'enter');
  t.reaches({ kind: 'amount-check', amountMinor: 120_000, doubt: 'large', sure: false });
  t.clerk.types('enter');
  t.reaches({ kind: 'amount-check', amountMinor: 120_000, doubt: 'large', sure: true });
  t.clerk.types('cancel');
  t.reachesIdle(1000);
  t.acquirer.shows();
});

scenario(
  'two zeros too many or too few are asked about, from the shop’s own sales, and one key goes on',
  { settings: { checksUnusualAmounts: true } },
  (t) => {
    t.boots();
    for (const amountMinor of [900, 1200, 1500, 800, 2500, 1100, 1350]) sells(t, amountMinor);
    t.reachesIdle();
    // Seven are not enough to judge by.
    t.clerk.types('90000', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 90_000 });
    t.clerk.types('cancel');
    t.reaches({ kind: 'cancelled' });
    sells(t, 1250);
    t.reachesIdle();
    t.power.off();
    t.power.on();
    t.reachesIdle();
    t.clerk.types('90000', 'enter');
    t.reaches({ kind: 'amount-check', amountMinor: 90_000, doubt: 'unusually-large', sure: false });
    t.clerk.types('enter');
    t.reaches({ kind: 'tap-card', amountMinor: 90_000 });
    t.clerk.types('cancel');
    t.reaches({ kind: 'cancelled' });
    t.clerk.types('1', '2', 'enter');
    t.reaches({ kind: 'amount-check', amountMinor: 12, doubt: 'unusually-small', sure: false });
    t.clerk.types('clear');
    t.reaches({ kind: 'amount-entry', amountMinor: 12, limitMinor });
    t.clerk.types('00', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1200 });
    t.clerk.types('cancel');
    t.reaches({ kind: 'cancelled' });
    t.reachesIdle();
  },
);

const guarded = { settings: { duplicateGuardS: 60 } };

/** Until the card has been read; then the question, if there is one. */
function taps(t: Vocabulary, amountMinor: number, shown = card): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(shown);
}

function ends(t: Vocabulary): void {
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

scenario(
  'the same card and amount a moment after they were paid: asked before anything is sent, also after a power cut; one key pays again',
  guarded,
  (t) => {
    t.boots();
    const amountMinor = 1250;
    taps(t, amountMinor);
    ends(t);
    const asked = { kind: 'same-again', trace: '000002', amountMinor } as const;
    taps(t, amountMinor);
    t.reaches(asked);
    t.clerk.types('cancel');
    t.reaches({ kind: 'cancelled' });
    t.reachesIdle();
    t.power.off();
    t.boots();
    taps(t, amountMinor);
    t.reaches(asked);
    t.acquirer.shows({ amountMinor, state: 'approved' });
    if (journalled(t, 'saleConfirmed').length !== 1) t.fail('a trace of money that nobody wanted');
    t.clerk.types('enter');
    ends(t);
    t.acquirer.shows({ amountMinor, state: 'approved' }, { amountMinor, state: 'approved' });
  },
);

scenario(
  'another card, another amount, a minute later, or a sale that was voided: nothing is asked',
  guarded,
  (t) => {
    t.boots();
    taps(t, 1250);
    ends(t);
    taps(t, 1250, 'quickpass-debit');
    ends(t);
    taps(t, 1251);
    ends(t);
    t.waits(61_000);
    taps(t, 1250);
    ends(t);
    const { stan } = t.acquirer.entries().at(-1)!;
    t.clerk.types('down', '1');
    t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6, transaction: 'void' });
    t.clerk.types(...stan.replace(/^0+/, ''), 'enter');
    t.waits(1000);
    t.clerk.types('enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1250, transaction: 'void' });
    t.cardholder.taps(card);
    ends(t);
    taps(t, 1250);
    ends(t);
  },
);

const checked = { settings: { threeCheck: true } };
const check = { kind: 'three-check', operator: '01', amountMinor: 1250, signed: false } as const;

scenario(
  'a sale is not finished before three ticks, whatever else is pressed and however long it takes',
  checked,
  (t) => {
    t.boots();
    sells(t, 1250);
    t.reaches({ ...check, done: 0 });
    t.clerk.types('5', '00', 'menu', 'up', 'clear');
    t.waits(65_000);
    t.shows({ ...check, done: 0 });
    if (journalled(t, 'slipPrinted').length > 0) t.fail('finished before the checks');
    t.clerk.types('enter');
    t.reaches({ ...check, done: 1 });
    t.clerk.types('enter');
    t.reaches({ ...check, done: 2 });
    t.clerk.types('enter');
    t.reachesIdle();
    const [{ answers, stan } = {}] = journalled(t, 'threeChecked');
    if (answers !== 7 || stan !== '000002') t.fail(`answers ${answers} of ${stan}`);
  },
);

scenario(
  'the power goes between two checks: after it the slip is a reprint, and all three are asked again',
  checked,
  (t) => {
    t.boots();
    sells(t, 1250);
    t.reaches({ ...check, done: 0 });
    t.clerk.types('enter');
    t.reaches({ ...check, done: 1 });
    t.power.off();
    t.power.on();
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reaches({ ...check, done: 0 });
    t.clerk.types('enter', 'enter', 'enter');
    t.reachesIdle();
    if (journalled(t, 'threeChecked').length !== 1) t.fail('not one record of the checks');
  },
);

scenario('a check that is not right is recorded, and the way to a void is free', checked, (t) => {
  t.boots();
  sells(t, 1250);
  t.reaches({ ...check, done: 0 });
  t.clerk.types('enter', 'cancel', 'enter');
  t.reachesIdle();
  const [{ answers } = {}] = journalled(t, 'threeChecked');
  if (answers !== 0x25) t.fail(`answers ${answers}`);
  t.clerk.types('down', '1');
  t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6, transaction: 'void' });
  t.clerk.types('cancel');
  t.reachesIdle();
});

const guided = { settings: { guidedRecovery: true, serviceContact: '400-820-0000' } };

scenario(
  'a sale that the line has stopped is tried again with one key, or somebody is called',
  guided,
  (t) => {
    t.boots();
    t.line.down();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps(card);
    t.reaches({ kind: 'line-failure', trouble: 'refused' });
    t.reaches({ kind: 'recovery', amountMinor: 100 });
    t.clerk.types('clear');
    t.reaches({ kind: 'service-contact', contact: '400-820-0000' });
    t.line.up();
    t.clerk.types('enter');
    t.reaches({ kind: 'recovery', amountMinor: 100 });
    t.clerk.types('enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps(card);
    t.reaches({ kind: 'approved', amountMinor: 100 });
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.acquirer.shows({ amountMinor: 100, netMinor: 100, state: 'approved' });
  },
);

scenario('recovery can be declined, and a decline by the bank does not offer it', guided, (t) => {
  t.boots();
  t.line.down();
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps(card);
  t.reaches({ kind: 'recovery', amountMinor: 100 });
  t.clerk.types('cancel');
  t.reachesIdle(1000);
  t.line.up();
  t.acquirer.behavesNext({ only: 'sale', decline: '51' });
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps(card);
  t.waits(15_000);
  t.reachesIdle(1000);
});
