// SPDX-License-Identifier: Apache-2.0
//
// What keys do to screens that ask nothing, and what the terminal shows and sounds meanwhile.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { Screen } from '../../src/ui/screens.ts';

const limitMinor = 99_999_999;
const cancelled: Screen = { kind: 'cancelled' };
const alertHz = 750;

function alerts(t: Vocabulary): number {
  return t.sim.board.buzzer.world.tones().filter(({ hz }) => hz === alertHz).length;
}

for (const key of ['enter', 'cancel'] as const) {
  scenario(`a notice ends with ${key} and with no other key that is no digit`, (t) => {
    t.boots();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.clerk.types('cancel');
    t.reaches(cancelled);
    t.clerk.types('up', 'menu', '00', 'lang');
    t.waits(1000);
    t.shows(cancelled);
    t.clerk.types(key);
    t.reachesIdle(500);
  });
}

scenario('a digit too many sounds the alert, a good one does not', (t) => {
  t.boots();
  t.clerk.types('9999', '9999');
  t.waits(1000);
  if (alerts(t) !== 0) t.fail('an alert for a good amount');
  t.clerk.types('9');
  t.waits(1000);
  if (alerts(t) === 0) t.fail('no alert for a digit too many');
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('a key works when it goes down, and once, however long it is held', (t) => {
  t.boots();
  t.clerk.holds('5');
  t.reaches({ kind: 'amount-entry', amountMinor: 5, limitMinor }, 200);
  t.waits(3000);
  t.shows({ kind: 'amount-entry', amountMinor: 5, limitMinor });
  t.clerk.releases('5');
  t.waits(500);
  t.shows({ kind: 'amount-entry', amountMinor: 5, limitMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('the language changes while the terminal waits for a card, and only with its key', (t) => {
  t.boots();
  t.clerk.types('250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 250 });
  t.clerk.types('up');
  t.waits(300);
  t.shows({ kind: 'tap-card', amountMinor: 250 });
  t.clerk.types('lang');
  t.language = 'en';
  t.reaches({ kind: 'tap-card', amountMinor: 250 }, 500);
  t.clerk.types('cancel');
  t.reaches({ kind: 'cancelled' });
  t.reachesIdle();
});

for (const key of ['menu', 'cancel'] as const) {
  scenario(`the menu is left with ${key}`, (t) => {
    t.boots();
    t.clerk.types('menu');
    t.reaches({
      kind: 'menu',
      entries: [
        'language',
        'reprint',
        'sign-in',
        'information',
        'keys',
        'settlement',
        'sign-out',
        'transactions',
        'errors',
      ],
      selected: 0,
    });
    t.clerk.types(key);
    t.reachesIdle(500);
  });
}

scenario('the idle screen shows date and time, and the next minute when it comes', (t) => {
  t.boots();
  const idle = { kind: 'idle', merchant: t.settings.merchantName, test: true } as const;
  t.shows({ ...idle, now: t.wallTime() });
  t.waits(60_000);
  t.reaches({ ...idle, now: t.wallTime() }, 1000);
});

scenario(
  'help at idle shows whose terminal it is; a key without a meaning there does nothing',
  (t) => {
    t.boots();
    t.clerk.types('up', '.');
    t.waits(300);
    t.reachesIdle(0);
    t.clerk.types('help');
    const information = {
      kind: 'information',
      terminal: t.settings.terminalId,
      merchant: t.settings.merchantId,
      batch: '000001',
      version: '0.1.0',
    } as const;
    t.reaches(information, 500);
    t.clerk.types('enter');
    t.reachesIdle(500);
  },
);

/** The card stays in the field after it was refused. */
function refused(t: Vocabulary): void {
  t.boots();
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.presents('phone-locked');
  t.reaches({ kind: 'try-again', trouble: 'see-phone' });
}

scenario('after a card that has to be shown again, removing it is enough', (t) => {
  refused(t);
  // The phone gets no power for a while, also when the notice is cut short.
  t.clerk.types('up');
  t.waits(1000);
  if (t.sim.board.reader.snapshot().field) t.fail('the field is on');
  t.waits(3000);
  t.shows({ kind: 'try-again', trouble: 'see-phone' });
  t.clerk.types('down');
  t.waits(500);
  t.shows({ kind: 'try-again', trouble: 'see-phone' });
  t.cardholder.removes('phone-locked');
  t.reaches({ kind: 'tap-card', amountMinor: 100 }, 1500);
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100 });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('cancel ends the sale while a card that has to be shown again is still there', (t) => {
  refused(t);
  t.waits(4000);
  t.clerk.types('cancel');
  t.reachesIdle(1500);
  t.acquirer.shows();
});

scenario('a card that has to be shown again and is never removed is asked for again', (t) => {
  refused(t);
  t.waits(10_000);
  t.shows({ kind: 'try-again', trouble: 'see-phone' });
  t.reaches({ kind: 'reading' }, 5000);
  t.reaches({ kind: 'try-again', trouble: 'see-phone' });
  t.clerk.types('cancel');
  t.reachesIdle(1500);
});

scenario('the reader breaks while it reads a card: named, and nothing was sent', (t) => {
  t.boots();
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.presents('slow');
  t.reaches({ kind: 'reading' });
  t.sim.board.reader.faults.corruptNext(1000);
  t.reaches({ kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] }, 20_000);
  t.cardholder.removes('slow');
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows();
});
