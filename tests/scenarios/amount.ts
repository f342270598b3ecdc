// SPDX-License-Identifier: Apache-2.0
//
// Typing the amount.

import { scenario } from '../../host-sim/scenario/scenario.ts';

const limitMinor = 99_999_999;

scenario('clear takes digits back one by one, and from an empty amount leads back to idle', (t) => {
  t.boots();
  t.clerk.types('125', 'clear');
  t.reaches({ kind: 'amount-entry', amountMinor: 12, limitMinor });
  t.clerk.types('clear', 'clear');
  t.reaches({ kind: 'amount-entry', amountMinor: 0, limitMinor });
  t.clerk.types('clear');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('cancel leaves the amount entry', (t) => {
  t.boots();
  t.clerk.types('500', 'cancel');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('an amount of zero is refused in words', (t) => {
  t.boots();
  t.clerk.types('0', 'enter');
  t.reaches({ kind: 'amount-entry', amountMinor: 0, limitMinor, complaint: 'zero' });
  t.clerk.types('5', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 5 });
  t.clerk.types('cancel');
  t.reaches({ kind: 'cancelled' });
  t.reachesIdle();
});

scenario('a digit too many is refused and the amount stays', (t) => {
  t.boots();
  t.clerk.types('99999999', '9');
  t.reaches({ kind: 'amount-entry', amountMinor: 99_999_999, limitMinor, complaint: 'over-limit' });
  t.clerk.types('00');
  t.reaches({ kind: 'amount-entry', amountMinor: 99_999_999, limitMinor, complaint: 'over-limit' });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('double zero and the point: two zeros, and nothing', (t) => {
  t.boots();
  t.clerk.types('5', '00', '.');
  t.reaches({ kind: 'amount-entry', amountMinor: 500, limitMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('enter at idle opens an empty amount', (t) => {
  t.boots();
  t.clerk.types('enter');
  t.reaches({ kind: 'amount-entry', amountMinor: 0, limitMinor, complaint: 'zero' });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('one fen above the PIN-free limit a PIN is asked for', (t) => {
  t.boots();
  t.clerk.types('100001', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100_001 });
  t.cardholder.taps('quickpass-debit');
  t.waits(1500);
  t.cardholder.entersPin('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100_001 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('the PIN-free limit itself needs no PIN', (t) => {
  t.boots();
  t.clerk.types('100000', 'enter');
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100_000 });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: 100_000 });
});

scenario('an amount left alone is forgotten after a minute', (t) => {
  t.boots();
  t.clerk.types('777');
  t.waits(59_000);
  t.shows({ kind: 'amount-entry', amountMinor: 777, limitMinor });
  t.waits(3_000);
  t.reachesIdle();
});

scenario('the language changes at run time, in the middle of an amount too', (t) => {
  t.boots();
  t.clerk.types('lang');
  t.language = 'en';
  t.reachesIdle();
  t.clerk.types('250', 'lang');
  t.language = 'zh';
  t.reaches({ kind: 'amount-entry', amountMinor: 250, limitMinor });
  t.clerk.types('lang', 'enter');
  t.language = 'en';
  t.reaches({ kind: 'tap-card', amountMinor: 250 });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'approved', amountMinor: 250 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.paper.shows('MERCHANT COPY');
  t.paper.shows('NO PIN, NO SIGNATURE REQUIRED');
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('two keys at once type nothing twice', (t) => {
  t.boots();
  t.clerk.holds('1');
  t.waits(60);
  t.clerk.holds('2');
  t.waits(60);
  t.clerk.releases('1');
  t.clerk.releases('2');
  t.waits(200);
  t.reaches({ kind: 'amount-entry', amountMinor: 12, limitMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('a digit where no number is asked for comes to nobody: it makes no sound', (t) => {
  const pressed = (key: string) => {
    const before = t.sim.board.buzzer.world.tones().length;
    t.clerk.types(key);
    return t.sim.board.buzzer.world.tones().length > before;
  };
  t.boots();
  if (!pressed('1')) t.fail('idle takes no digit');
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1 });
  if (pressed('7')) t.fail('a digit is heard while a card is waited for');
  if (!pressed('cancel')) t.fail('cancel is not heard');
  t.reaches({ kind: 'cancelled' });
  if (!pressed('7')) t.fail('no amount can be begun where a sale has ended');
  t.clerk.types('cancel');
  t.reachesIdle();
  t.clerk.types('menu', '5');
  t.waits(500);
  if (pressed('7')) t.fail('a digit is heard on the page of keys');
  t.clerk.types('cancel');
  t.reachesIdle();
});
