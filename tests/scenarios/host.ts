// SPDX-License-Identifier: Apache-2.0
//
// Acquirers and lines that do not do what one hopes. Unknown is not failed: it is reversed, and nobody is told otherwise.

import type { Behaviour } from '../../host-sim/acquirer/behaviour.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { responses } from '../../src/host/response-codes.ts';
import type { LineTrouble } from '../../src/ui/screen.ts';
import { declined } from './refusals.ts';

const amountMinor = 4200;

function untilTapped(t: Vocabulary): void {
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps('quickpass-debit');
}

/** Seconds that the display may count. */
function authorising(): { kind: 'authorising'; amountMinor: number; elapsedS: number }[] {
  return Array.from({ length: 70 }, (_, elapsedS) => ({
    kind: 'authorising',
    amountMinor,
    elapsedS,
  }));
}

/** One of each thing to do, and some with which there is nothing to do. */
const refusals = ['51', '61', '05', 'ZZ', '01', '04', '13', '14', '22', '77', '96', '97', '99'];

for (const code of refusals) {
  scenario(`the acquirer declines with ${code}: the reason in words, and no slip`, (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', decline: code });
    untilTapped(t);
    t.reaches(declined(code));
    t.clerk.types('enter');
    t.reachesIdle();
    t.paper.lacks('42.00');
    t.acquirer.shows({ state: 'declined', netMinor: 0, code });
  });
}

scenario('a card that is to be kept: the words stay until somebody has read them', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '43' });
  untilTapped(t);
  t.reaches(declined('43'));
  t.waits(50_000);
  t.shows(declined('43'));
  t.clerk.types('enter');
  t.reachesIdle();
});

scenario('a part of the amount is none: the words say so, and it is reversed', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', fields: { 39: '10' } });
  untilTapped(t);
  t.reaches({ kind: 'unknown-result', isPart: true });
  t.clerk.types('enter');
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  t.paper.lacks('42.00');
  t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
});

for (const code of ['A2', 'A6'] as const) {
  scenario(`approved with ${code}: it stands, and then the words are said`, (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', fields: { 39: code } });
    untilTapped(t);
    t.reaches({ kind: 'approved', amountMinor });
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reaches({ kind: 'message', tone: 'attention', text: responses[code].zh });
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
  });
}

scenario('a refusal without a MAC is shown in words and reversed all the same', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '51', noMac: true });
  untilTapped(t);
  t.reaches(declined('51'));
  t.clerk.types('enter');
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  t.acquirer.shows({ state: 'declined', netMinor: 0 });
});

scenario('a digit typed on the "declined" screen begins the next sale', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '51' });
  untilTapped(t);
  t.reaches(declined('51'));
  t.clerk.types('up', '1234');
  t.reaches({ kind: 'amount-entry', amountMinor: 1234, limitMinor: 99_999_999 });
  t.clerk.types('cancel');
  t.reachesIdle();
});

/** Answers that leave the result unknown; the reversal that follows is answered well. */
const unknown: readonly (readonly [what: string, behaviour: Behaviour, booked: boolean])[] = [
  ['is silent after booking', { only: 'sale', silent: true }, true],
  ['never gets the request', { only: 'sale', lost: true }, false],
  ['answers with a wrong MAC', { only: 'sale', badMac: true }, true],
  ['approves without a MAC', { only: 'sale', noMac: true }, true],
  ['hangs up half-way through the answer', { only: 'sale', hangUpAtByte: 40 }, true],
  ['hangs up before the answer', { only: 'sale', hangUpAtByte: 0 }, true],
  ['answers for another trace number', { only: 'sale', otherTrace: true }, true],
  ['answers for another terminal', { only: 'sale', fields: { 41: '99999999' } }, true],
  ['answers with another amount', { only: 'sale', fields: { 4: '000000000001' } }, true],
  ['answers with something that is no digit', { only: 'sale', malformed: 'digit' }, true],
  ['answers with a cut message', { only: 'sale', malformed: 'cut' }, true],
  ['answers with bytes too many', { only: 'sale', malformed: 'trailing' }, true],
  ['answers with an impossible length', { only: 'sale', malformed: 'oversize' }, true],
  ['answers with an empty message', { only: 'sale', malformed: 'empty' }, true],
  ['answers after the terminal has given up', { only: 'sale', slowMs: 90_000 }, true],
];

for (const [what, behaviour, booked] of unknown) {
  scenario(`an acquirer that ${what}: result unknown, then reversed`, (t) => {
    t.boots();
    t.acquirer.behavesNext(behaviour);
    untilTapped(t);
    const isPart = behaviour.fields?.[39] === '10';
    t.reaches({ kind: 'unknown-result', ...(isPart && { isPart }) });
    t.reaches({ kind: 'reversed' });
    t.reachesIdle();
    t.paper.lacks('42.00');
    const state = booked ? 'reversed' : 'reversed-before-seen';
    t.acquirer.shows({ state, netMinor: 0, reversals: 1 });
    t.waits(120_000);
    t.acquirer.shows({ state, netMinor: 0, reversals: 1 });
  });
}

scenario('keys mashed while the acquirer is slow do nothing, and nothing is sent twice', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', slowMs: 8000 });
  untilTapped(t);
  t.reaches(authorising());
  t.clerk.types('enter', '5', '00', 'cancel', 'clear', 'menu', 'enter', 'enter');
  t.cardholder.presents('quickpass-credit');
  t.waits(500);
  t.cardholder.removes('quickpass-credit');
  t.reaches({ kind: 'approved', amountMinor });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

scenario('a reversal that finds nobody is owed: no new sale until it is done', (t) => {
  t.boots();
  t.acquirer.behaves({ silent: true });
  untilTapped(t);
  t.reaches({ kind: 'unknown-result' });
  t.reaches({ kind: 'reversal-pending', trouble: 'silent' }, 200_000);
  t.clerk.types('enter');
  t.reachesIdle(200_000);
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'reversal-pending', trouble: 'silent' }, 200_000);
  t.acquirer.behaves({});
  t.clerk.types('enter');
  t.reachesIdle();
  t.reaches({ kind: 'reversed' }, 70_000);
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0 });
});

scenario('an owed reversal can be sent from the menu', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', silent: true });
  t.acquirer.behavesNext({ only: 'reversal', lost: true });
  t.acquirer.behavesNext({ only: 'reversal', lost: true });
  untilTapped(t);
  t.reaches({ kind: 'reversal-pending', trouble: 'silent' }, 250_000);
  t.clerk.types('enter');
  t.reachesIdle();
  t.clerk.types('menu', 'enter');
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0 });
});

scenario('a reversal whose answer has a wrong MAC is sent again with new keys', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', silent: true });
  t.acquirer.behavesNext({ only: 'reversal', badMac: true });
  untilTapped(t);
  t.reaches({ kind: 'reversed' }, 200_000);
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0 });
});

scenario(
  'a reversal that no keys make right is tried once with fresh ones, and not again at once',
  (t) => {
    const asked: string[] = [];
    t.boots();
    t.acquirer.behaves({ only: 'reversal', badMac: true });
    t.acquirer.behavesNext({ only: 'sale', silent: true });
    t.sim.acquirer.onEvent((event) => {
      if (event.kind === 'request') asked.push(event.what);
    });
    untilTapped(t);
    t.reaches({ kind: 'reversal-pending', trouble: 'bad-answer' }, 200_000);
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('menu', 'enter');
    t.reaches({ kind: 'reversal-pending', trouble: 'bad-answer' });
    const wanted = 'sale,reversal,sign-in,reversal,sign-in,reversal';
    if (asked.join() !== wanted) t.fail(asked.join());
    t.acquirer.behaves({});
    t.reaches({ kind: 'reversed' }, 200_000);
    t.reachesIdle();
    t.acquirer.shows({ state: 'reversed', netMinor: 0 });
  },
);

scenario('the line is down: nothing was sent, and nothing is owed', (t) => {
  t.boots();
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.line.down();
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'line-failure', trouble: 'refused' });
  t.reachesIdle();
  t.line.up();
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

scenario('a line that is lost while the acquirer thinks: unknown, then reversed', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', slowMs: 5000 });
  untilTapped(t);
  t.reaches(authorising());
  t.waits(1500);
  t.line.resets();
  t.reaches({ kind: 'unknown-result' });
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0 });
});

scenario('a slow line is only slow', (t) => {
  t.line.slow(2500);
  t.boots();
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

/** Sign-ins that fail at boot; the first sale tries again. */
const signIns: readonly (readonly [what: string, behaviour: Behaviour, trouble: LineTrouble])[] = [
  ['is silent', { only: 'sign-in', silent: true }, 'silent'],
  ['hangs up', { only: 'sign-in', hangUpAtByte: 0 }, 'lost'],
  ['sends keys that are cut', { only: 'sign-in', malformed: 'cut' }, 'bad-answer'],
  [
    'sends keys with wrong check values',
    { only: 'sign-in', fields: { 62: '00'.repeat(40) } },
    'bad-answer',
  ],
];

for (const [what, behaviour, trouble] of signIns) {
  scenario(
    `an acquirer that ${what} at sign-in: said in words, and the first sale signs in`,
    (t) => {
      t.acquirer.behavesNext(behaviour);
      t.power.on();
      t.reaches({ kind: 'line-failure', trouble });
      t.reachesIdle();
      untilTapped(t);
      t.reaches({ kind: 'approved', amountMinor });
      t.clerk.types('cancel');
      t.reachesIdle();
      t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
    },
  );
}

scenario('a sign-in that is refused says why, and no sale is possible', (t) => {
  t.acquirer.behaves({ only: 'sign-in', decline: '97' });
  t.power.on();
  t.reaches(declined('97'));
  t.reachesIdle();
  t.clerk.types('100', 'enter');
  t.reaches(declined('97'));
  t.reachesIdle();
  t.acquirer.shows();
});

scenario(
  'A0 has no MAC: shown in words, reversed with new keys, and the next sale is approved',
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', decline: 'A0', noMac: true });
    untilTapped(t);
    t.reaches(declined('A0'));
    t.clerk.types('enter');
    t.reaches({ kind: 'reversed' });
    t.reachesIdle();
    untilTapped(t);
    t.reaches({ kind: 'approved', amountMinor });
    t.clerk.types('cancel');
    t.reachesIdle();
  },
);

scenario('94: a duplicate trace number is left behind, and the next sale is approved', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '94' });
  untilTapped(t);
  t.reaches(declined('94'));
  t.clerk.types('enter');
  t.reachesIdle();
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  const stans = t.acquirer.entries().map(({ stan }) => Number(stan));
  if (stans[1]! - stans[0]! < 50) t.fail(`trace numbers ${stans.join(', ')}`);
});

scenario('an answer that asks for a sign-in gets one before the next sale', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', processingRequest: '3' });
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('working keys older than a day are replaced before a sale', (t) => {
  t.boots();
  const keys = t.sim.acquirer.workingKeys.length;
  t.waits(25 * 60 * 60 * 1000);
  untilTapped(t);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  if (t.sim.acquirer.workingKeys.length <= keys) t.fail('no new keys');
});

scenario(
  'the clock is set from the host; a clock that was never set gets date and year',
  { rtcTime: null },
  (t) => {
    t.boots();
    untilTapped(t);
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.paper.shows('2026/11/21 10:30');
    t.clerk.types('cancel');
    t.reachesIdle();
  },
);
