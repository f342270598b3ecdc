// SPDX-License-Identifier: Apache-2.0
//
// People sign in: the first administrator, a cashier with a check digit, mistakes, locks, and an image of operators that is gone. Afterwards
// the oracle of typed secrets looks for every password, everywhere. Who may do what: operators-roles.ts.

import { deviceCardText } from '../../host-sim/keys/device-card.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { PasswordAsk } from '../../src/ui/screen.ts';
import {
  asksWho,
  entry,
  isOver,
  leaves,
  notice,
  opens,
  opensShop,
  operators,
  passwordOf,
  person,
  sells,
  signsIn,
  types,
  withOperators,
} from './operator-steps.ts';

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
