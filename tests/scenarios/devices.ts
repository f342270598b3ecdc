// SPDX-License-Identifier: Apache-2.0
//
// Parts that are broken or were delivered empty: which one, and what still works.

import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage, wholeUnits } from '../../host-sim/parameters/parameter-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';

scenario(
  'the reader does not answer at boot: named, the menu still works, a sale says why not',
  (t) => {
    t.sim.board.reader.faults.silent(true);
    t.power.on();
    t.reaches({ kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] });
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] });
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('menu', 'cancel');
    t.reachesIdle();
    t.acquirer.shows();
  },
);

scenario(
  'the reader falls silent while waiting for a card: named, nothing charged, next time it works',
  (t) => {
    t.boots();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.sim.board.reader.faults.silent(true);
    t.reaches({ kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] });
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows();
  },
);

scenario(
  'the printer does not answer at boot: sales go on without paper',
  { unprinted: 1 },
  (t) => {
    t.sim.board.printer.faults.mute(true);
    t.power.on();
    t.reaches(
      { kind: 'device-failure', failed: ['printer'], abilities: ['sale-without-paper', 'menu'] },
      30_000,
    );
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('300', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 300 });
    t.cardholder.taps('phone');
    t.reaches({ kind: 'approved', amountMinor: 300 });
    t.reaches({ kind: 'printer-trouble', trouble: 'silent' });
    t.reachesIdle();
    t.acquirer.shows({ state: 'approved', netMinor: 300 });
  },
);

scenario('reader and printer are both broken: only the menu is left', (t) => {
  t.sim.board.reader.faults.silent(true);
  t.sim.board.printer.faults.mute(true);
  t.power.on();
  t.reaches({ kind: 'device-failure', failed: ['printer', 'reader'], abilities: ['menu'] }, 30_000);
  t.reachesIdle();
});

scenario('the clock stops answering while the acquirer answers: the sale stands', (t) => {
  t.boots();
  t.clerk.types('800', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 800 });
  t.acquirer.behavesNext({ only: 'sale', slowMs: 3000 });
  t.cardholder.taps('quickpass-debit');
  t.sim.board.rtc.faults.nackNext(1000);
  t.reaches({ kind: 'approved', amountMinor: 800 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.sim.board.rtc.faults.nackNext(0);
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: 800 });
});

scenario('the clock does not answer: the terminal works without one', (t) => {
  t.sim.board.rtc.faults.nackNext(1_000_000);
  t.power.on();
  t.reaches({ kind: 'device-failure', failed: ['clock'], abilities: ['sale', 'reprint', 'menu'] });
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('300', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 300 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 300 });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario(
  'a key image for another terminal: no keys, no sale, and the screen says so',
  { endsOff: true },
  (t) => {
    t.sim.board.flash.faults.flipBit('keys', 40, 3);
    t.power.on();
    t.reaches({ kind: 'device-failure', failed: ['keys'], abilities: [] });
    t.clerk.types('100', 'enter');
    t.shows({ kind: 'device-failure', failed: ['keys'], abilities: [] });
  },
);

scenario('a terminal without settings says that its storage has failed', { endsOff: true }, (t) => {
  t.sim.board.flash.world.load('settings', new Uint8Array(32));
  t.power.on();
  t.reaches({ kind: 'device-failure', failed: ['storage'], abilities: [] });
});

scenario('settings that are no JSON, or out of range, are refused', { endsOff: true }, (t) => {
  const text = new TextEncoder().encode('{"terminalId":"short"}');
  const image = new Uint8Array(64);
  image[0] = text.length;
  image.set(text, 2);
  t.sim.board.flash.world.load('settings', image);
  t.power.on();
  t.reaches({ kind: 'device-failure', failed: ['storage'], abilities: [] });
});

scenario('a key stuck down is ignored, the others work', (t) => {
  t.boots();
  t.sim.board.keys.faults.stick(1, 0);
  t.waits(40_000);
  t.sim.board.keys.faults.free(1, 0);
  t.waits(500);
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('menu: sign in again, information, language, and the way back', (t) => {
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
  t.clerk.types('up', 'up', 'up', 'up');
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
    selected: 5,
  });
  t.clerk.types('up', 'up', 'enter');
  t.reaches({
    kind: 'information',
    terminal: '10000019',
    merchant: '850100082410002',
    batch: '000001',
    version: '0.1.0',
  });
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('menu', '2');
  t.reaches({ kind: 'nothing-to-reprint' });
  t.clerk.types('enter');
  t.reachesIdle();
  const keys = t.sim.acquirer.workingKeys.length;
  t.clerk.types('menu', '3');
  t.reachesIdle();
  if (t.sim.acquirer.workingKeys.length <= keys) t.fail('the menu did not sign in');
  t.clerk.types('menu', '1');
  t.language = 'en';
  t.reachesIdle();
  t.clerk.types('menu', 'lang');
  t.language = 'zh';
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
  t.clerk.types('menu');
  t.reachesIdle();
  t.clerk.types('help', 'enter');
  t.reachesIdle();
  t.clerk.types('menu');
  t.waits(31_000);
  t.reachesIdle();
  t.clerk.types('up');
  t.reachesIdle();
});

const withoutParameters = {
  kind: 'device-failure',
  failed: ['parameters'],
  abilities: ['reprint', 'menu'],
} as const;

const testParameters = parameterImage(parameterFileNamed('test'));

scenario('damaged card parameters: named, no card is taken, the menu still works', (t) => {
  const damaged = testParameters.slice();
  damaged[200]! ^= 1;
  t.sim.board.flash.world.load('params', wholeUnits(damaged));
  t.power.on();
  t.reaches(withoutParameters);
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('100', 'enter');
  t.reaches(withoutParameters);
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('menu', 'cancel');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('card parameters that are none at all are not those of the program', (t) => {
  t.sim.board.flash.world.load('params', new Uint8Array(64));
  t.power.on();
  t.reaches(withoutParameters);
  t.clerk.types('enter');
  t.reachesIdle();
});

scenario(
  'a live terminal refuses card parameters for tests',
  { parameters: testParameters, settings: { test: false }, endsOff: true },
  (t) => {
    t.power.on();
    t.reaches(withoutParameters);
  },
);

scenario(
  'card parameters in flash count instead of the program’s',
  { parameters: testParameters },
  (t) => {
    t.boots();
    t.clerk.types('300', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 300 });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'approved', amountMinor: 300 });
    t.reachesIdle();
    t.acquirer.shows({ state: 'approved', netMinor: 300 });
  },
);
