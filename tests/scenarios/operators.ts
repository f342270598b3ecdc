// SPDX-License-Identifier: Apache-2.0
//
// People who sign in: the first administrator, a cashier with a check digit, mistakes, locks, what the supervisor allows. Afterwards the
// oracle of typed secrets looks for every password, everywhere.

import { deliveryImage } from '../../host-sim/boards/key-image.ts';
import { readErrors } from '../../host-sim/journal/errors.ts';
import { readJournal } from '../../host-sim/journal/image.ts';
import { describeRecord } from '../../host-sim/journal/records.ts';
import { deviceCardText } from '../../host-sim/keys/device-card.ts';
import { typedSecretsStayHome } from '../../host-sim/oracle/custodians.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { OperatorNotice, PasswordAsk, Role } from '../../src/ui/screen.ts';

const names = { '01': '老张' } as const;
const operators = { lockAfterS: 120, names };
const withOperators = { settings: { operators } } as const;

const roles: Readonly<Record<string, Role>> = { '00': 'supervisor', '99': 'administrator' };

function person(number: string) {
  const name = (names as Readonly<Record<string, string>>)[number.slice(0, 2)];
  const role: Role = roles[number.slice(0, 2)] ?? 'cashier';
  return { number, role, ...(name !== undefined && { name }) };
}

const notice = (notice: OperatorNotice) => ({ kind: 'operator-notice', notice }) as const;
const entry = (number: string, ask: PasswordAsk, digits = 0) =>
  ({ kind: 'password-entry', ...person(number), ask, digits }) as const;
const asksWho = { kind: 'number-entry', what: 'operator', typed: '', size: 2 } as const;

/** Digits that are no pattern: the oracle looks for them afterwards. */
function passwordOf(t: Vocabulary, number: string): string {
  const random = t.sim.kernel.random(`operator ${number}`);
  const password = Array.from({ length: 12 }, () => random.below(10)).join('');
  t.sim.noteTyped(`the password of operator ${number}`, password);
  return password;
}

function types(t: Vocabulary, number: string, ask: PasswordAsk): void {
  t.reaches(entry(number, ask));
  t.clerk.types(passwordOf(t, number), 'enter');
}

function makesPassword(t: Vocabulary, number: string): void {
  types(t, number, 'new');
  types(t, number, 'again');
}

/** A new terminal: the administrator makes a password. */
function begins(t: Vocabulary): void {
  t.power.on();
  t.reaches(notice('first'));
  t.clerk.types('enter');
  makesPassword(t, '99');
  t.reachesIdle();
}

/** From the menu: a row of "operators", counted from 1. */
function opens(t: Vocabulary, row: number): void {
  t.clerk.types('menu', '9');
  t.waits(300);
  t.clerk.types(String(row));
}

/** By the administrator, whom nobody has to watch yet. */
function adds(t: Vocabulary, number: string): void {
  t.clerk.types('1');
  t.reaches({ kind: 'number-entry', what: 'new-operator', typed: '', size: 2 });
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: true });
  t.clerk.types('enter');
  makesPassword(t, number);
  t.reaches(notice('saved'));
  t.clerk.types('enter');
}

function signsIn(t: Vocabulary, number: string): void {
  t.reaches(asksWho);
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: false });
  t.clerk.types('enter');
  types(t, number, 'sign-in');
  t.reachesIdle();
}

function leaves(t: Vocabulary): void {
  opens(t, 1);
  t.reaches(asksWho);
}

/** Administrator, supervisor, cashier; nobody is signed in. */
function opensShop(t: Vocabulary): void {
  begins(t);
  opens(t, 4);
  for (const number of ['01', '00']) adds(t, number);
  t.clerk.types('cancel');
  t.reachesIdle();
  leaves(t);
}

function sells(t: Vocabulary): string {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 4200 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  return t.acquirer.entries().at(-1)!.stan;
}

/** What the journal has, read by the tool that was written from its page. */
function recordsOf(t: Vocabulary) {
  const image = Buffer.from(t.sim.board.flash.world.image());
  return readJournal(image)!.entries.map(({ type, version, payload }) =>
    describeRecord(type, version, payload),
  );
}

function isOver(t: Vocabulary): void {
  typedSecretsStayHome(t, true);
}

scenario(
  'a new terminal has no password: the first one makes the administrator’s, adds a cashier, and the cashier sells',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    sells(t);
    t.paper.shows('操作员号');
    t.paper.shows('01');
    isOver(t);
  },
);

scenario(
  'a terminal with check digits takes no number with a wrong one',
  { settings: { operators: { checkDigit: true } } },
  (t) => {
    t.power.on();
    t.reaches(notice('first'));
    t.clerk.types('enter');
    const shown = { number: '990', role: 'administrator' } as const;
    for (const ask of ['new', 'again'] as const) {
      t.reaches({ kind: 'password-entry', ...shown, ask, digits: 0 });
      t.clerk.types(passwordOf(t, '99'), 'enter');
    }
    t.reachesIdle();
    opens(t, 1);
    const asks = (typed: string) =>
      ({ kind: 'number-entry', what: 'checked-operator', typed, size: 3 }) as const;
    t.reaches(asks(''));
    t.clerk.types('991', 'enter');
    t.reaches({ ...asks('991'), complaint: true });
    t.clerk.types('clear', '0', 'enter');
    t.reaches({ kind: 'operator-confirm', ...shown, isNew: false });
    t.clerk.types('enter');
    t.reaches({ kind: 'password-entry', ...shown, ask: 'sign-in', digits: 0 });
    t.clerk.types(passwordOf(t, '99'), 'enter');
    t.reachesIdle();
    isOver(t);
  },
);

scenario(
  'a number of nobody is told at once, and the host hears of nothing',
  withOperators,
  (t) => {
    opensShop(t);
    const heard = t.sim.wire.length;
    t.clerk.types('4', '2', 'enter');
    t.reaches(notice('unknown'));
    t.clerk.types('enter');
    t.reaches(asksWho);
    t.clerk.types('0', '1', 'enter');
    t.reaches({ kind: 'operator-confirm', ...person('01'), isNew: false });
    t.clerk.types('cancel');
    t.reaches(asksWho);
    if (t.sim.wire.length !== heard) t.fail('the host has heard of it');
    signsIn(t, '01');
    t.paper.lacks('42');
  },
);

function errs(t: Vocabulary, number: string, ask: PasswordAsk): void {
  t.reaches(entry(number, ask));
  t.clerk.types('135792', 'enter');
}

function triesAgain(t: Vocabulary, number: string): void {
  t.reaches(asksWho);
  t.clerk.types(...number, 'enter');
  t.reaches({ kind: 'operator-confirm', ...person(number), isNew: false });
  t.clerk.types('enter');
}

/** Five wrong passwords, with the waits that they cost; the power goes before the last. */
function locksOut(t: Vocabulary, number: string): void {
  triesAgain(t, number);
  for (const nth of [1, 2, 3]) {
    errs(t, number, 'sign-in');
    t.reaches(notice('wrong'));
    if (nth === 3) t.waits(10_000);
    t.clerk.types('enter');
  }
  t.reaches(asksWho);
  triesAgain(t, number);
  errs(t, number, 'sign-in');
  t.reaches(notice('wrong'));
  // The next one costs twenty seconds, and as many again after a power cut.
  t.clerk.types('enter');
  t.reaches({ kind: 'operator-notice', notice: 'wait', value: 20 });
  t.power.off();
  t.waits(60_000);
  t.power.on();
  triesAgain(t, number);
  t.reaches(
    [...Array(20).keys()].map(
      (value) => ({ kind: 'operator-notice', notice: 'wait', value }) as const,
    ),
  );
  t.waits(20_000);
  triesAgain(t, number);
  errs(t, number, 'sign-in');
  t.reaches(notice('now-locked'));
  t.clerk.types('enter');
}

scenario(
  'wrong passwords cost ever more time, then lock, which no power cut forgives; the supervisor unlocks',
  withOperators,
  (t) => {
    opensShop(t);
    locksOut(t, '01');
    t.power.off();
    t.waits(3_600_000);
    t.power.on();
    triesAgain(t, '01');
    t.reaches(notice('locked'));
    t.clerk.types('enter');
    signsIn(t, '00');
    opens(t, 3);
    t.reaches({
      kind: 'operator-list',
      rows: [{ ...person('01'), isLocked: true }],
      mayAdd: false,
      selected: 0,
    });
    t.clerk.types('enter');
    t.reaches(notice('unlocked'));
    t.clerk.types('enter');
    t.reachesIdle();
    leaves(t);
    signsIn(t, '01');
    isOver(t);
  },
);

scenario(
  'the terminal locks itself in the middle of an amount or at a question about it, and keeps it for its operator',
  { settings: { operators, largeAmountMinor: 50_000 } },
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    t.clerk.types('420');
    t.waits(60_000);
    const locked = { kind: 'operator-locked', ...person('01'), draft: true } as const;
    t.reaches(locked);
    t.clerk.types('7', 'enter');
    errs(t, '01', 'unlock');
    t.reaches(notice('wrong'));
    t.clerk.types('enter');
    types(t, '01', 'unlock');
    t.clerk.types('0', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 4200 });
    t.clerk.types('cancel', 'enter');
    t.reachesIdle();
    t.clerk.types('50000', 'enter');
    const asked = {
      kind: 'amount-check',
      amountMinor: 50_000,
      doubt: 'large',
      sure: false,
    } as const;
    t.reaches(asked);
    t.reaches(locked, 120_000);
    t.clerk.types('enter');
    types(t, '01', 'unlock');
    t.reaches(asked);
    t.clerk.types('cancel');
    t.reachesIdle();
    // Somebody else gets nothing of it.
    t.clerk.types('420');
    t.reaches(locked, 120_000);
    t.clerk.types('cancel');
    signsIn(t, '00');
    t.acquirer.shows();
    isOver(t);
  },
);

scenario('nobody at idle for a while: locked, and back with the password', withOperators, (t) => {
  opensShop(t);
  signsIn(t, '01');
  t.waits(110_000);
  t.reaches({ kind: 'operator-locked', ...person('01'), draft: false }, 30_000);
  t.clerk.types('enter');
  types(t, '01', 'unlock');
  t.reachesIdle();
  sells(t);
  isOver(t);
});

/** The void of the last sale, from idle to the card. */
function voids(t: Vocabulary, stan: string): void {
  const transaction = 'void';
  t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6, transaction });
  t.clerk.types(...stan.replace(/^0+/, ''), 'enter');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor: 4200, transaction });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

scenario(
  'a cashier voids with the supervisor’s password, the record names both; refused without it',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    const stan = sells(t);
    t.clerk.types('down', '1');
    t.reaches(entry('00', 'approval'));
    t.clerk.types('cancel');
    t.reachesIdle();
    t.clerk.types('down', '1');
    types(t, '00', 'approval');
    voids(t, stan);
    t.acquirer.shows({ kind: 'sale' }, { kind: 'void', state: 'approved' });
    const records = recordsOf(t);
    const voided = records.filter(({ name }) => name === 'saleApproved').at(-1)!.fields;
    if (voided.operator !== '01' || voided.approver !== 1) t.fail(JSON.stringify(voided));
    const allowed = records.filter(
      ({ name, fields }) => name === 'operatorActed' && fields.act === 8,
    );
    if (allowed.length !== 1 || allowed[0]!.fields.what !== 'void')
      t.fail('no record of the consent');
    // Once: the next wants it again.
    t.clerk.types('down', '4');
    t.reaches(entry('00', 'approval'));
    t.clerk.types('cancel');
    t.reachesIdle();
    isOver(t);
  },
);

/** Who has set something aside, by the journal, and how often the supervisor has agreed. */
function isSetAsideBy(t: Vocabulary, record: 'givenUp' | 'detailSkipped', number: string): void {
  const records = recordsOf(t);
  const whose = records.find(({ name }) => name === record)?.fields.operator;
  const consents = records.filter(
    ({ name, fields }) => name === 'operatorActed' && fields.act === 8 && fields.what === 'give-up',
  );
  const by = consents.at(-1)?.fields;
  if (whose !== number || by?.operator !== number || by.subject !== '00')
    t.fail(`${record} of ${whose}, allowed: ${JSON.stringify(consents)}`);
}

scenario(
  'what the host will not settle a cashier sets aside with the supervisor’s password only; by the clock, while nobody is there, nobody does',
  { settings: { operators: { ...operators, lockAfterS: 600 } }, unprinted: 1 },
  (t) => {
    begins(t);
    opens(t, 4);
    for (const number of ['02', '00']) adds(t, number);
    t.clerk.types('cancel');
    t.reachesIdle();
    leaves(t);
    signsIn(t, '02');
    const trace = sells(t);
    t.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
    t.acquirer.behaves({ only: 'upload', decline: '12' });
    const refused = { kind: 'settlement-notice', notice: 'refused', code: '12' } as const;
    t.clerk.types('menu', '6', 'enter');
    t.reaches(refused);
    t.clerk.types('enter');
    t.reaches(entry('00', 'approval'));
    t.clerk.types('cancel');
    t.reachesIdle();
    const locked = { kind: 'operator-locked', ...person('02'), draft: false } as const;
    t.reaches(locked, 1_200_000);
    t.reaches(refused, 1_200_000);
    t.clerk.types('enter');
    t.reaches(locked);
    t.clerk.types('enter');
    types(t, '02', 'unlock');
    t.reachesIdle();
    t.clerk.types('menu', '6');
    t.reaches(refused);
    t.clerk.types('enter');
    types(t, '00', 'approval');
    const what = { kind: 'give-up', trace, amountMinor: 4200, transaction: 'sale' } as const;
    t.reaches({ ...what, what: 'detail', sure: false });
    t.clerk.types('enter');
    t.reaches({ ...what, what: 'detail', sure: true });
    t.clerk.types('enter');
    t.reaches({ kind: 'settled', isBalanced: false, amountMinor: 4200 });
    t.clerk.types('enter');
    t.reachesIdle();
    isSetAsideBy(t, 'detailSkipped', '02');
    t.acquirer.behaves({ only: 'reversal', lost: true });
    t.acquirer.behavesNext({ only: 'sale', silent: true });
    t.clerk.types('4200', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 4200 });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'reversal-pending', trouble: 'silent' }, 400_000);
    t.waits(300_000);
    t.reachesIdle(200_000);
    t.clerk.types('menu', 'up', 'enter');
    types(t, '00', 'approval');
    const owed = { ...what, what: 'owed', trace: t.acquirer.entries().at(-1)!.stan } as const;
    t.reaches({ ...owed, sure: false });
    t.clerk.types('enter');
    t.reaches({ ...owed, sure: true });
    t.clerk.types('enter');
    t.reachesIdle();
    isSetAsideBy(t, 'givenUp', '02');
    t.paper.shows('查询单', 2);
    isOver(t);
  },
);

scenario(
  'a cashier’s errors bear that number; they are cleared with the supervisor’s password, on paper first, and who allowed it stays',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    t.clerk.types('9999', '9999', '9', 'cancel');
    t.reachesIdle();
    const opensErrors = () => {
      t.clerk.types('menu', 'up', 'enter');
      t.waits(500);
    };
    opensErrors();
    t.clerk.types('4');
    t.reaches(entry('00', 'approval'));
    t.clerk.types('cancel');
    t.reachesIdle();
    opensErrors();
    t.clerk.types('4');
    types(t, '00', 'approval');
    t.reaches({ kind: 'error-notice', notice: 'cleared' });
    t.clerk.types('enter');
    t.reachesIdle();
    t.paper.shows('错误报告');
    opensErrors();
    t.clerk.types('1');
    t.reaches({ kind: 'error-notice', notice: 'none' });
    t.clerk.types('enter');
    t.reachesIdle();
    const { flash, wiring } = t.sim.board;
    const found = readErrors(Buffer.from(flash.world.image()), Buffer.from(wiring.deviceSecret));
    const fieldsOf = (wanted: string) =>
      found?.lines.find(({ name }) => name === wanted)?.fields ?? t.fail(`no record ${wanted}`);
    const { operator: whose } = fieldsOf('seen');
    const { operator, approver } = fieldsOf('cleared');
    if (whose !== '01' || operator !== '01' || approver !== '00')
      t.fail(`an error of ${whose}, cleared by ${operator}, allowed by ${approver}`);
    isOver(t);
  },
);

scenario(
  'the administrator sells nothing, and manages operators only before a second person’s eyes',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '99');
    t.clerk.types('1');
    t.reaches(notice('not-allowed'));
    t.clerk.types('enter');
    t.reachesIdle();
    // By either way the list, and nothing that moves money.
    for (const way of [['down'], ['menu', '8']] as const) {
      t.clerk.types(...way);
      t.waits(300);
      t.clerk.types('2');
      t.reaches({ kind: 'no-transactions' });
      t.clerk.types('enter');
      t.reachesIdle();
      t.clerk.types(...way);
      t.waits(300);
      t.clerk.types('1');
      t.reaches(notice('not-allowed'));
      t.clerk.types('enter');
      t.reachesIdle();
    }
    opens(t, 4);
    t.reaches(notice('second-person'));
    t.clerk.types('enter');
    t.reaches(asksWho);
    t.clerk.types('0', '1', 'enter');
    t.reaches(notice('not-second'));
    t.clerk.types('enter');
    t.reachesIdle();
    opens(t, 4);
    t.reaches(notice('second-person'));
    t.clerk.types('enter');
    t.reaches(asksWho);
    t.clerk.types('0', '0', 'enter');
    types(t, '00', 'present');
    const rows = ['00', '01', '99'].map((number) => ({ ...person(number), isLocked: false }));
    t.reaches({ kind: 'operator-list', rows, mayAdd: true, selected: 0 });
    t.clerk.types('3');
    const choices = ['password', 'unlock', 'remove'] as const;
    t.reaches({ kind: 'operator-action', ...person('01'), choices, selected: 0 });
    t.clerk.types('3');
    t.reaches(notice('removed'));
    t.clerk.types('enter', 'cancel');
    t.reachesIdle();
    leaves(t);
    t.clerk.types('0', '1', 'enter');
    t.reaches(notice('unknown'));
    t.clerk.types('enter');
    signsIn(t, '00');
    isOver(t);
  },
);

scenario(
  'keys are erased before a second person’s eyes only; a new delivery begins with a first administrator, as if nobody had been there',
  withOperators,
  (t) => {
    opensShop(t);
    signsIn(t, '01');
    t.clerk.types('menu', '5');
    t.reaches(notice('not-allowed'));
    t.clerk.types('enter');
    t.reachesIdle();
    leaves(t);
    signsIn(t, '99');
    t.clerk.types('menu', '5');
    t.waits(500);
    t.clerk.types('clear');
    t.reaches(notice('second-person'));
    t.clerk.types('enter');
    t.reaches(asksWho);
    t.clerk.types('9', '9', 'enter');
    t.reaches(notice('same-person'));
    t.clerk.types('enter', 'clear');
    t.reaches(notice('second-person'));
    t.clerk.types('enter');
    t.reaches(asksWho);
    t.clerk.types('0', '0', 'enter');
    types(t, '00', 'present');
    t.reaches({ kind: 'erase-keys', sure: false });
    t.clerk.types('enter');
    t.reaches({ kind: 'erase-keys', sure: true });
    t.clerk.types('enter');
    t.reaches({ kind: 'keys-erased' });
    t.power.off();
    const { deviceSecret, counter } = t.sim.board.wiring;
    const delivery = {
      masterKey: t.sim.masterKey,
      masterAlgorithm: 'TDES' as const,
      count: counter!.count,
      authority: t.sim.keyAuthority.fingerprint,
    };
    const nonce = t.sim.kernel.random('another delivery').bytes(16);
    t.sim.board.flash.world.load('keys', deliveryImage(deviceSecret, nonce, delivery));
    begins(t);
    leaves(t);
    t.clerk.types('0', '1', 'enter');
    t.reaches(notice('unknown'));
    t.clerk.types('enter');
    signsIn(t, '99');
    isOver(t);
  },
);

scenario(
  'an image of operators that is gone is missed: nobody begins anew',
  { ...withOperators, endsOff: true },
  (t) => {
    opensShop(t);
    t.power.off();
    t.sim.board.flash.world.load('operators', new Uint8Array(4 * 4096).fill(0xff));
    t.power.on();
    t.reaches(notice('lost'));
    t.clerk.types('enter');
    t.reaches(notice('lost'));
  },
);

scenario(
  'an image of operators that is gone does not open the page of keys to whoever is there: nothing is erased',
  { ...withOperators, withoutMasterKey: true, endsOff: true },
  (t) => {
    const keys = () =>
      ({ kind: 'keys', deviceId: deviceCardText(t.sim.readKeyload()), master: undefined }) as const;
    t.power.on();
    t.waits(5000);
    t.shows(keys());
    t.clerk.types('clear');
    // Nobody has ever begun here.
    t.reaches({ kind: 'erase-keys', sure: false });
    t.power.off();
    t.sim.board.flash.world.load('operators', new Uint8Array(4 * 4096).fill(0xff));
    t.power.on();
    t.waits(5000);
    t.clerk.types('clear');
    t.reaches(notice('lost'));
    t.clerk.types('enter');
    t.reaches(keys());
  },
);
