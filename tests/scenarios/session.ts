// SPDX-License-Identifier: Apache-2.0
//
// The session with the acquirer: when keys are fetched anew, what a reversal says, what the host may set.

import type { Behaviour } from '../../host-sim/acquirer/behaviour.ts';
import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { declined } from './refusals.ts';
import { sells, untilTapped } from './small-sale.ts';

/** Counts the requests of that kind from now on. */
function counts(t: Vocabulary, what: string): () => number {
  let count = 0;
  t.sim.acquirer.onEvent((event) => {
    if (event.kind === 'request' && event.what === what) count++;
  });
  return () => count;
}

scenario('one sign-in serves many sales', (t) => {
  const signIns = counts(t, 'sign-in');
  t.boots();
  sells(t);
  sells(t);
  if (signIns() !== 1) t.fail(`${signIns()} sign-ins`);
});

/** Answers after which the working keys are not good any more. */
const stale: readonly (readonly [what: string, behaviour: Behaviour, code: string | undefined])[] =
  [
    ['asks for a sign-in in its header', { only: 'sale', processingRequest: '3' }, undefined],
    ['declines with 22', { only: 'sale', decline: '22' }, '22'],
  ];

for (const [what, behaviour, code] of stale) {
  scenario(`an answer that ${what} costs one sign-in, before the next sale`, (t) => {
    const signIns = counts(t, 'sign-in');
    t.boots();
    t.acquirer.behavesNext(behaviour);
    if (code === undefined) sells(t);
    else {
      untilTapped(t);
      t.reaches(declined(code));
      t.clerk.types('enter');
      t.reachesIdle();
    }
    if (signIns() !== 1) t.fail(`${signIns()} sign-ins before the next sale`);
    sells(t);
    sells(t);
    if (signIns() !== 2) t.fail(`${signIns()} sign-ins after it`);
  });
}

scenario('a sign-in answered with an impossible length: said in words', (t) => {
  t.acquirer.behavesNext({ only: 'sign-in', malformed: 'oversize' });
  t.power.on();
  t.reaches({ kind: 'line-failure', trouble: 'bad-answer' });
  t.reachesIdle();
  sells(t);
});

scenario('a sign-out that the host does not hear of says so', (t) => {
  t.boots();
  t.line.down();
  t.clerk.types('menu', '7');
  t.reaches({ kind: 'line-failure', trouble: 'refused' });
  t.clerk.types('enter');
  t.reachesIdle();
});

scenario('who cancels while the terminal signs in is asked for no card', (t) => {
  t.boots();
  t.clerk.types('menu', '7');
  t.reaches({ kind: 'settlement-notice', notice: 'signed-out' });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.behavesNext({ only: 'sign-in', slowMs: 4000 });
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'signing-in', elapsedS: 1 });
  // Another key is none of the ways out, and is not kept for later.
  t.clerk.types('7', 'cancel');
  t.reaches({ kind: 'cancelled' });
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('an answer without a date sets no clock', (t) => {
  t.boots();
  t.acquirer.behaves({ only: 'sale', fields: { 12: '235959', 13: '' } });
  sells(t);
  const { year, month, day, hour } = t.wallTime();
  const two = (value: number) => String(value).padStart(2, '0');
  t.paper.shows(`${year}/${two(month)}/${two(day)} ${two(hour)}:`);
  t.shows({
    kind: 'idle',
    merchant: t.settings.merchantName,
    test: true,
    now: t.wallTime(),
  });
});

/** Why a sale is reversed, as field 39 of the reversal says it. */
const causes: readonly (readonly [what: string, behaviour: Behaviour, cause: string])[] = [
  ['is silent', { only: 'sale', silent: true }, '98'],
  ['answers with a wrong MAC', { only: 'sale', badMac: true }, 'A0'],
  ['approves a part of the amount', { only: 'sale', fields: { 39: '10' } }, '06'],
  ['cannot check our MAC', { only: 'sale', decline: 'A0', noMac: true }, 'A0'],
  ['refuses without a MAC', { only: 'sale', decline: '51', noMac: true }, '06'],
];

for (const [what, behaviour, cause] of causes) {
  scenario(`the reversal of a sale whose acquirer ${what} says ${cause}`, (t) => {
    const said: (string | undefined)[] = [];
    t.sim.acquirer.onEvent((event) => {
      if (event.kind !== 'request' || event.what !== 'reversal') return;
      said.push(readMessage(event.bytes.subarray(2)).fields.get(39));
    });
    t.boots();
    t.acquirer.behavesNext(behaviour);
    untilTapped(t);
    t.reaches({ kind: 'reversed' });
    t.reachesIdle();
    if (said.join() !== cause) t.fail(`field 39 of the reversal: ${said.join()}`);
  });
}

scenario('an answer with a wrong MAC: new keys first, then the reversal', (t) => {
  const order: string[] = [];
  t.boots();
  t.sim.acquirer.onEvent((event) => {
    if (event.kind === 'request') order.push(event.what);
  });
  t.acquirer.behavesNext({ only: 'sale', badMac: true });
  untilTapped(t);
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  if (order.join() !== 'sale,sign-in,reversal') t.fail(order.join());
});

scenario('a refusal without a MAC is reversed at once, one with a MAC is not', (t) => {
  const reversals = counts(t, 'reversal');
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '51' });
  untilTapped(t);
  t.reaches(declined('51'));
  t.clerk.types('enter');
  t.reachesIdle(1000);
  t.acquirer.behavesNext({ only: 'sale', decline: '51', noMac: true });
  untilTapped(t);
  t.reaches(declined('51'));
  t.clerk.types('enter');
  t.reaches({ kind: 'reversed' }, 3000);
  t.reachesIdle();
  if (reversals() !== 1) t.fail(`${reversals()} reversals`);
});

scenario(
  'a reversal that is refused stays owed, and the screen says that the answer was bad',
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', badMac: true });
    t.acquirer.behaves({ only: 'reversal', decline: '96' });
    untilTapped(t);
    t.reaches({ kind: 'reversal-pending', trouble: 'bad-answer' });
    t.acquirer.behaves({});
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('menu', 'enter');
    t.reaches({ kind: 'reversed' });
    t.reachesIdle();
    t.acquirer.shows({ state: 'reversed', netMinor: 0 });
  },
);

scenario('the slip bears what the acquirer and the card gave, and how the card was read', (t) => {
  t.boots();
  sells(t);
  const [entry] = t.acquirer.entries();
  t.paper.shows(entry!.authorizationCode);
  t.paper.shows(entry!.rrn);
  t.paper.shows('01020000');
  t.paper.shows(' /C\n');
  t.paper.shows('\nARQC:');
});

scenario(
  'attempts to reverse that never left do not count: refused keys are still replaced',
  (t) => {
    const signIns = counts(t, 'sign-in');
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', slowMs: 5000 });
    untilTapped(t);
    t.waits(2500);
    t.line.down();
    t.line.resets();
    t.reaches({ kind: 'unknown-result' });
    t.reaches({ kind: 'reversal-pending', trouble: 'refused' });
    t.waits(130_000);
    t.acquirer.behavesNext({ only: 'reversal', decline: 'A0' });
    t.line.up();
    t.reaches({ kind: 'reversed' }, 70_000);
    t.reachesIdle();
    if (signIns() !== 2) t.fail(`${signIns()} sign-ins`);
    t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
  },
);
