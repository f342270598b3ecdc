// SPDX-License-Identifier: Apache-2.0
//
// Sales with a PIN. The cards' PINs have twelve digits, which the issuer knows; the oracle looks for them afterwards
// everywhere (host-sim/oracle/secrets.ts).

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { Screen } from '../../src/ui/screens.ts';
import { declined } from './refusals.ts';

const amountMinor = 123_400;
const card = 'quickpass-debit';

/** The PIN screen of that card with so many stars. */
function pinEntry(t: Vocabulary, digits = 0, name = card): Screen {
  const [, pan = ''] = t.sim.cardSecrets().find(([what]) => what === `the number of ${name}`) ?? [];
  const maskedPan = `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
  return { kind: 'pin-entry', amountMinor, maskedPan, digits, mayBypass: true };
}

/** From idle to the PIN screen. */
function untilPin(t: Vocabulary, name = card): void {
  t.clerk.types('123400', 'enter');
  tapsForPin(t, name);
}

function tapsForPin(t: Vocabulary, name = card): void {
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(name);
  t.reaches(pinEntry(t, 0, name));
}

/** From the approval back to idle. */
function takesSlip(t: Vocabulary): void {
  t.reaches({ kind: 'approved', amountMinor });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

/** The fields of the last sale on the line. */
function lastSale(t: Vocabulary): ReadonlyMap<number, string> {
  const sales = t.sim.wire.map(readMessage).filter(({ mti }) => mti === '0200');
  return sales.at(-1)?.fields ?? t.fail('no sale on the line');
}

/** Of that PIN another one of the same length. */
const wrong = (pin: string) => `${(Number(pin[0]) + 1) % 10}${pin.slice(1)}`;

function entersWrongPin(t: Vocabulary): void {
  t.cardholder.entersPin(card, wrong(t.sim.pinOf(card)));
}

scenario('above the PIN-free limit the right PIN sells, and the message says how', (t) => {
  t.boots();
  untilPin(t);
  t.cardholder.entersPin(card);
  takesSlip(t);
  t.acquirer.shows({ amountMinor, netMinor: amountMinor, state: 'approved' });
  const fields = lastSale(t);
  const told = [fields.get(22), fields.get(26), fields.get(53), fields.get(52)?.length];
  if (told.join() !== '071,12,2600000000000000,16') t.fail(`fields 22, 26, 53: ${told.join()}`);
  if (!/9F3403020000/.test(fields.get(55) ?? '')) t.fail('9F34 is not an online PIN');
  t.paper.lacks('免密');
});

scenario('up to the limit nobody is asked, even by a card that would ask', (t) => {
  t.boots();
  t.clerk.types('100000', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100_000 });
  t.cardholder.taps('asks-pin');
  t.reaches({ kind: 'approved', amountMinor: 100_000 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('a phone that has verified its holder needs no PIN at any amount', (t) => {
  t.boots();
  t.clerk.types('123400', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps('phone');
  takesSlip(t);
});

scenario(
  'with a limit of zero the PIN is asked for at any amount',
  { settings: { pinFreeLimitMinor: 0 } },
  (t) => {
    t.boots();
    untilPin(t, 'asks-pin');
    t.cardholder.entersPin('asks-pin');
    takesSlip(t);
  },
);

scenario('a wrong PIN, then the right one: another tap, another trace number, one sale', (t) => {
  t.boots();
  untilPin(t);
  entersWrongPin(t);
  t.reaches({ kind: 'wrong-pin', again: true });
  const first = lastSale(t);
  t.clerk.types('enter');
  tapsForPin(t);
  t.cardholder.entersPin(card);
  takesSlip(t);
  const second = lastSale(t);
  const atc = (fields: ReadonlyMap<number, string>) =>
    /9F3602(....)/.exec(fields.get(55) ?? '')?.[1];
  for (const [what, a, b] of [
    ['trace number', first.get(11), second.get(11)],
    ['ATC', atc(first), atc(second)],
    ['PIN block', first.get(52), second.get(52)],
  ]) {
    if (a === undefined || a === b)
      t.fail(`the same ${what} twice: ${what === 'PIN block' ? '' : a}`);
  }
  t.acquirer.shows(
    { code: '55', netMinor: 0, reversals: 0 },
    { code: '00', netMinor: amountMinor, reversals: 0 },
  );
});

scenario('after a wrong PIN the cardholder may give up, and nothing is owed', (t) => {
  t.boots();
  untilPin(t);
  entersWrongPin(t);
  t.reaches({ kind: 'wrong-pin', again: true });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ code: '55', reversals: 0 });
});

scenario('the third wrong PIN is one too many, and the words say so', (t) => {
  t.boots();
  untilPin(t);
  for (let tries = 1; tries < 3; tries++) {
    entersWrongPin(t);
    t.reaches({ kind: 'wrong-pin', again: true });
    t.clerk.types('enter');
    tapsForPin(t);
  }
  entersWrongPin(t);
  t.reaches(declined('75'));
  t.clerk.types('enter');
  t.reachesIdle();
});

scenario('after three wrong PINs of a host that goes on counting, the terminal stops', (t) => {
  t.boots();
  t.acquirer.behaves({ only: 'sale', decline: '55' });
  untilPin(t);
  for (let tries = 1; tries < 3; tries++) {
    entersWrongPin(t);
    t.reaches({ kind: 'wrong-pin', again: true });
    t.clerk.types('enter');
    tapsForPin(t);
  }
  entersWrongPin(t);
  t.reaches({ kind: 'wrong-pin', again: false });
  t.clerk.types('enter');
  t.reachesIdle();
});

for (const code of ['38', '75'] as const) {
  scenario(`the host says ${code}: words, and no other try`, (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', decline: code });
    untilPin(t);
    t.cardholder.entersPin(card);
    t.reaches(declined(code));
    t.clerk.types('enter');
    t.reachesIdle();
  });
}

scenario(
  '99, a PIN format that the host cannot read: words, and keys anew before the next sale',
  (t) => {
    let signIns = 0;
    t.sim.acquirer.onEvent((event) => {
      if (event.kind === 'request' && event.what === 'sign-in') signIns++;
    });
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', decline: '99' });
    untilPin(t);
    t.cardholder.entersPin(card);
    t.reaches(declined('99'));
    t.clerk.types('enter');
    t.reachesIdle();
    untilPin(t);
    t.cardholder.entersPin(card);
    takesSlip(t);
    if (signIns !== 2) t.fail(`${signIns} sign-ins`);
  },
);

scenario('a wrong PIN told without a MAC is reversed before another is asked for', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '55', noMac: true });
  untilPin(t);
  t.cardholder.entersPin(card);
  t.reaches({ kind: 'wrong-pin', again: true });
  t.clerk.types('enter');
  tapsForPin(t);
  t.cardholder.entersPin(card);
  takesSlip(t);
  t.acquirer.shows({ code: '55', reversals: 1 }, { code: '00', netMinor: amountMinor });
});

scenario('cancel ends it: nothing was sent', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types('1', '2', '3', 'cancel');
  t.reaches({ kind: 'pin-ended', why: 'cancelled' });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('half a minute without a key ends it: nothing was sent', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types('1', '2', '3');
  t.reaches(pinEntry(t, 3));
  t.waits(29_000);
  t.shows(pinEntry(t, 3));
  t.reaches({ kind: 'pin-ended', why: 'timed-out' }, 2000);
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('two minutes end it, though keys go on', (t) => {
  t.boots();
  untilPin(t);
  for (let s = 0; s < 110; s += 20) {
    t.clerk.types('1');
    t.waits(19_790);
  }
  t.reaches({ kind: 'pin-ended', why: 'timed-out' }, 10_000);
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('a key that is held when the time is up does not become an amount', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types('1', '2');
  t.waits(29_000);
  // It is looked at every 10 ms for as long as it is held.
  t.waits(600);
  t.clerk.holds('cancel');
  t.waits(100);
  t.clerk.holds('7');
  t.reaches({ kind: 'pin-ended', why: 'cancelled' });
  t.waits(500);
  t.clerk.releases('7');
  t.clerk.releases('cancel');
  t.reachesIdle();
});

scenario('clear takes the digits back, and the PIN is typed anew', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types('9', '9', '9');
  t.reaches(pinEntry(t, 3));
  t.clerk.types('clear');
  t.reaches(pinEntry(t, 0));
  t.cardholder.entersPin(card);
  takesSlip(t);
});

scenario('OK before the fourth digit does nothing, and a thirteenth digit neither', (t) => {
  t.boots();
  untilPin(t);
  const pin = t.sim.pinOf(card);
  t.clerk.types(...pin.slice(0, 3), 'enter');
  t.waits(500);
  t.shows(pinEntry(t, 3));
  t.clerk.types(...pin.slice(3), '5');
  t.shows(pinEntry(t, 12));
  t.clerk.types('enter');
  takesSlip(t);
});

scenario('two keys at once are none of the PIN', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.holds('1');
  t.clerk.holds('5');
  t.waits(100);
  t.clerk.releases('1');
  t.clerk.releases('5');
  t.waits(200);
  t.shows(pinEntry(t, 0));
  t.cardholder.entersPin(card);
  takesSlip(t);
});

scenario(
  'a cardholder without a PIN goes on with OK; the message says that none was entered',
  (t) => {
    t.boots();
    untilPin(t, 'no-pin');
    t.clerk.types('enter');
    takesSlip(t);
    const fields = lastSale(t);
    if (fields.get(22) !== '072' || fields.has(52) || fields.has(26)) t.fail('F22, F26 or F52');
    if (!/9F3403020001/.test(fields.get(55) ?? '')) t.fail('9F34 does not say that it failed');
    t.paper.shows('免密');
  },
);

scenario('a card with a PIN gets nothing without it', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types('enter');
  t.reaches({ kind: 'wrong-pin', again: true });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ code: '55', note: 'PIN missing', netMinor: 0 });
});

scenario('no answer after a PIN: the reversal has no PIN block, and says so nowhere', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', silent: true });
  untilPin(t);
  t.cardholder.entersPin(card);
  t.reaches({ kind: 'unknown-result' });
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
  const reversals = t.sim.wire.map(readMessage).filter(({ mti }) => mti === '0400');
  if (reversals.length !== 1 || reversals[0]!.fields.has(52)) t.fail('a PIN block in a reversal');
});

scenario('power fails while the PIN is typed: nothing was sent, and sales go on', (t) => {
  t.boots();
  untilPin(t);
  t.clerk.types(...t.sim.pinOf(card).slice(0, 7));
  t.power.off();
  t.boots();
  t.acquirer.shows();
  untilPin(t);
  t.cardholder.entersPin(card);
  takesSlip(t);
});

scenario('PINs come too fast for a fixed key: the terminal asks for patience', (t) => {
  t.boots();
  for (let sale = 0; sale < 5; sale++) {
    untilPin(t);
    t.cardholder.entersPin(card);
    takesSlip(t);
  }
  t.clerk.types('123400', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  const waits = Array.from(
    { length: 33 },
    (_, i) => ({ kind: 'pin-wait', seconds: i + 1 }) as const,
  );
  t.reaches(waits);
  t.reachesIdle();
  t.waits(33_000);
  untilPin(t);
  t.cardholder.entersPin(card);
  takesSlip(t);
});

scenario('with sounds: asked for at the tap, heard at the PIN, and there is more time', (t) => {
  t.boots();
  t.clerk.types('123400', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.clerk.types('help');
  t.reaches({ kind: 'tap-card', amountMinor, audible: true });
  t.cardholder.taps(card);
  t.reaches(pinEntry(t));
  t.waits(45_000);
  t.shows(pinEntry(t));
  const before = t.sim.board.buzzer.world.tones().length;
  t.cardholder.entersPin(card);
  const heard = t.sim.board.buzzer.world.tones().slice(before);
  if (heard.slice(0, 12).some(({ hz }) => hz !== 2700)) t.fail('a digit has a sound of its own');
  if (heard[12]?.hz !== 2000) t.fail('the end of the PIN cannot be heard');
  takesSlip(t);
});

scenario(
  'under the SM4 profile the PIN travels in field 59, and the issuer reads it',
  { settings: { hostProfile: 'unionpay-sm4' } },
  (t) => {
    t.boots();
    untilPin(t);
    entersWrongPin(t);
    t.reaches({ kind: 'wrong-pin', again: true });
    t.clerk.types('enter');
    tapsForPin(t);
    t.cardholder.entersPin(card);
    takesSlip(t);
    const fields = lastSale(t);
    if (fields.has(52) || !fields.get(59)?.startsWith('A1016'))
      t.fail('the PIN is not in field 59');
    if (fields.get(53) !== '2300000000000000') t.fail(`field 53: ${fields.get(53)}`);
    t.acquirer.shows({ code: '55' }, { code: '00', netMinor: amountMinor });
  },
);
