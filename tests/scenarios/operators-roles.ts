// SPDX-License-Identifier: Apache-2.0
//
// Who may do what: what the supervisor approves of, what takes a second person, whose number is in the records. Signing in: operators-sign-in.ts.

import { readErrors } from '../../host-sim/journal/errors.ts';
import { deliversAnew } from '../../host-sim/keys/another-delivery.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import {
  adds,
  asksWho,
  begins,
  entry,
  isOver,
  leaves,
  notice,
  opens,
  opensShop,
  operators,
  person,
  recordsOf,
  sells,
  signsIn,
  types,
  withOperators,
} from './operator-steps.ts';

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

/** Dual control: somebody else is called, and says who. */
function bringsSecond(t: Vocabulary, number: string): void {
  t.reaches(notice('second-person'));
  t.clerk.types('enter');
  t.reaches(asksWho);
  t.clerk.types(...number, 'enter');
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
    bringsSecond(t, '01');
    t.reaches(notice('not-second'));
    t.clerk.types('enter');
    t.reachesIdle();
    opens(t, 4);
    bringsSecond(t, '00');
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

scenario('without a supervisor any other person is the second', withOperators, (t) => {
  begins(t);
  opens(t, 4);
  for (const number of ['02', '03']) adds(t, number);
  t.clerk.types('cancel');
  t.reachesIdle();
  opens(t, 4);
  bringsSecond(t, '03');
  types(t, '03', 'present');
  const rows = ['02', '03', '99'].map((number) => ({ ...person(number), isLocked: false }));
  t.reaches({ kind: 'operator-list', rows, mayAdd: true, selected: 0 });
  t.clerk.types('cancel');
  t.reachesIdle();
  isOver(t);
});

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
    bringsSecond(t, '99');
    t.reaches(notice('same-person'));
    t.clerk.types('enter', 'clear');
    bringsSecond(t, '00');
    types(t, '00', 'present');
    t.reaches({ kind: 'erase-keys', sure: false });
    t.clerk.types('enter');
    t.reaches({ kind: 'erase-keys', sure: true });
    t.clerk.types('enter');
    t.reaches({ kind: 'keys-erased' });
    t.power.off();
    deliversAnew(t.sim);
    begins(t);
    leaves(t);
    t.clerk.types('0', '1', 'enter');
    t.reaches(notice('unknown'));
    t.clerk.types('enter');
    signsIn(t, '99');
    isOver(t);
  },
);
