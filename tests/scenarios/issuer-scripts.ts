// SPDX-License-Identifier: Apache-2.0
//
// Issuers that change their card after the answer: the card is asked for once more, the sale stands whatever comes, and the issuer hears
// what its scripts came to. docs/adr/0068-issuer-scripts.md

import type { Behaviour } from '../../host-sim/acquirer/behaviour.ts';
import type { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

/** Their TTQ says that issuers may. */
const parameters = parameterImage(parameterFileNamed('test'));
const amountMinor = 1250;
const minuteMs = 60_000;
const scripted = 'unionpay-issuer-script';

const putData = { instruction: 'DA9F79', data: '000000010000' };
const block = { instruction: '1E0000' };
const forged = { ...putData, isForged: true };
const one: Behaviour = { only: 'sale', scripts: [{ commands: [putData] }] };

function pays(t: Vocabulary, card: string, behaviour: Behaviour): void {
  t.boots();
  t.acquirer.behavesNext(behaviour);
  buys(t, card);
}

function buys(t: Vocabulary, card: string): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
}

function comesBack(t: Vocabulary, card: string, step: 'done' | 'not-done'): void {
  t.cardholder.presents(card);
  t.reaches({ kind: 'card-update', step });
  t.cardholder.removes(card);
}

const again = { kind: 'present-again', isApproved: true } as const;

function stands(t: Vocabulary): void {
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor, reversals: 0 });
  t.paper.shows('12.50');
}

function reported(t: Vocabulary, ...results: readonly (readonly string[])[]): void {
  const found = JSON.stringify(t.sim.acquirer.scripts.results.map((row) => row.results));
  if (found !== JSON.stringify(results)) t.fail(`the issuer heard ${found}`);
}

function isBlocked(t: Vocabulary, card: string): boolean {
  return (t.sim.card(card) as PaymentCard).isBlocked;
}

for (const card of [scripted, 'visa-issuer-script']) {
  scenario(
    `${card} is presented again, takes its script, and the issuer hears of it`,
    { parameters },
    (t) => {
      pays(t, card, one);
      t.reaches(again);
      comesBack(t, card, 'done');
      t.reachesIdle();
      stands(t);
      reported(t, ['20']);
    },
  );
}

scenario('a script that blocks the card does, and the next tap shows it', { parameters }, (t) => {
  pays(t, scripted, { only: 'sale', scripts: [{ template: '72', commands: [putData, block] }] });
  t.reaches(again);
  comesBack(t, scripted, 'done');
  t.reachesIdle();
  reported(t, ['20']);
  if (!isBlocked(t, scripted)) t.fail('the card is not blocked');
});

scenario(
  'a script that the card refuses ends at that command; the next one is run',
  { parameters },
  (t) => {
    const scripts = [{ commands: [putData, forged, block] }, { commands: [putData] }];
    pays(t, scripted, { only: 'sale', scripts });
    t.reaches(again);
    comesBack(t, scripted, 'not-done');
    t.reachesIdle();
    stands(t);
    reported(t, ['12', '20']);
    if (isBlocked(t, scripted)) t.fail('a command after the refused one was sent');
  },
);

scenario('a card that is not presented again costs the sale nothing', { parameters }, (t) => {
  pays(t, scripted, one);
  t.reaches(again);
  t.reaches({ kind: 'card-update', step: 'not-done' }, 25_000);
  t.reachesIdle();
  stands(t);
  reported(t, ['00']);
});

scenario('cancel ends the wait for the card at once', { parameters }, (t) => {
  pays(t, scripted, one);
  t.reaches(again);
  t.clerk.types('cancel');
  t.reaches({ kind: 'card-update', step: 'not-done' }, 2000);
  t.reachesIdle();
  stands(t);
  reported(t, ['00']);
});

scenario(
  'a card of another scheme gets nothing; the right one still may come',
  { parameters },
  (t) => {
    pays(t, scripted, one);
    t.reaches(again);
    t.cardholder.presents('visa-issuer-script');
    t.reaches({ kind: 'card-update', step: 'busy' });
    t.reaches(again);
    t.cardholder.removes('visa-issuer-script');
    comesBack(t, scripted, 'done');
    t.reachesIdle();
    reported(t, ['20']);
  },
);

scenario(
  'another card of the issuer does not believe the answer and gets no script',
  { parameters },
  (t) => {
    pays(t, scripted, { only: 'sale', scripts: [{ commands: [block] }] });
    t.reaches(again);
    comesBack(t, 'unionpay-online', 'not-done');
    t.reachesIdle();
    stands(t);
    reported(t, ['00']);
  },
);

scenario(
  'a refusal with a script: the card is asked for after the refusal was told',
  { parameters },
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', decline: '43', scripts: [{ commands: [block] }] });
    t.clerk.types(String(amountMinor), 'enter');
    t.reaches({ kind: 'tap-card', amountMinor });
    t.cardholder.taps(scripted);
    t.reaches({ kind: 'present-again', isApproved: false });
    comesBack(t, scripted, 'done');
    t.reachesIdle();
    t.acquirer.shows({ state: 'declined', netMinor: 0 });
    reported(t, ['20']);
    if (!isBlocked(t, scripted)) t.fail('the card is not blocked');
  },
);

scenario(
  'a card that cannot be changed is not asked for; the issuer hears that nothing was done',
  { parameters },
  (t) => {
    pays(t, 'unionpay-online', one);
    t.reachesIdle();
    stands(t);
    reported(t, ['00']);
  },
);

scenario('parameters that do not allow it: the scripts are passed over', (t) => {
  pays(t, 'quickpass-debit', one);
  t.reachesIdle();
  stands(t);
  reported(t);
});

scenario('scripts in an answer without a MAC bring nobody’s card back', { parameters }, (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', decline: '51', noMac: true, scripts: one.scripts! });
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(scripted);
  t.reaches({ kind: 'reversed' });
  t.reachesIdle();
  reported(t);
});

scenario(
  'a report that is not answered is sent again before the next sale, and counts once',
  { parameters },
  (t) => {
    pays(t, scripted, one);
    t.acquirer.behavesNext({ only: 'script-result', silent: true });
    t.reaches(again);
    comesBack(t, scripted, 'done');
    t.reaches({ kind: 'card-update', step: 'reporting' });
    t.reachesIdle();
    reported(t, ['20']);
    t.clerk.types(String(amountMinor), 'enter');
    t.reaches({ kind: 'card-update', step: 'reporting' });
    t.reaches({ kind: 'tap-card', amountMinor });
    t.clerk.types('cancel');
    t.reaches({ kind: 'cancelled' });
    t.reachesIdle();
    reported(t, ['20']);
  },
);

scenario('a report that never arrives is given up, and sales go on', { parameters }, (t) => {
  pays(t, scripted, one);
  t.acquirer.behaves({ only: 'script-result', lost: true });
  t.reaches(again);
  comesBack(t, scripted, 'done');
  t.reachesIdle();
  t.waits(15 * minuteMs);
  t.acquirer.behaves({});
  buys(t, 'unionpay-online');
  t.reachesIdle();
  reported(t);
});

scenario(
  'the power goes while the card is waited for: nothing was run, and the issuer hears so',
  { parameters },
  (t) => {
    pays(t, scripted, one);
    t.reaches(again);
    t.power.off();
    t.waits(1000);
    t.boots();
    t.waits(2 * minuteMs);
    stands(t);
    reported(t, ['00']);
  },
);

scenario('the power goes after the card has taken it: the issuer hears so', { parameters }, (t) => {
  pays(t, scripted, one);
  t.reaches(again);
  comesBack(t, scripted, 'done');
  t.power.off();
  t.waits(1000);
  t.boots();
  t.waits(2 * minuteMs);
  stands(t);
  reported(t, ['20']);
});

scenario(
  'a card that leaves in the middle of a script: the command in the air counts as failed',
  { parameters },
  (t) => {
    const long = { commands: Array.from({ length: 6 }, () => putData) };
    pays(t, scripted, { only: 'sale', scripts: [long, { commands: [block] }] });
    t.reaches(again);
    t.cardholder.presents(scripted);
    t.reaches({ kind: 'card-update', step: 'busy' });
    t.waits(150);
    t.cardholder.removes(scripted);
    t.reaches({ kind: 'card-update', step: 'not-done' });
    t.reachesIdle();
    stands(t);
    const [heard] = t.sim.acquirer.scripts.results;
    if (!/^1[1-6],00$/.test(String(heard?.results))) t.fail(`the issuer heard ${heard?.results}`);
    if (isBlocked(t, scripted)) t.fail('the second script was run');
  },
);

/** After the card was shown: before SELECT, before and after the answer, in the script, behind it. */
const cutsMs = [10, 50, 75, 100, 125, 160];

for (const cutMs of cutsMs) {
  scenario(
    `the power goes ${cutMs} ms after the card came back: the issuer hears once, and no lie`,
    { parameters },
    (t) => {
      pays(t, scripted, { only: 'sale', scripts: [{ commands: [putData, block] }] });
      t.reaches(again);
      t.cardholder.presents(scripted);
      t.waits(cutMs);
      t.power.off();
      t.cardholder.removes(scripted);
      t.waits(1000);
      t.boots();
      t.waits(2 * minuteMs);
      stands(t);
      const heard = t.sim.acquirer.scripts.results.map(({ results }) => results.join()).join(' ');
      const truths = isBlocked(t, scripted) ? ['10', '20'] : ['00', '10'];
      if (!truths.includes(heard)) t.fail(`the issuer heard ${heard}`);
    },
  );
}

scenario(
  'the power goes when the approval is shown: nothing was run, and the issuer hears so',
  { parameters },
  (t) => {
    t.boots();
    t.acquirer.behavesNext(one);
    t.clerk.types(String(amountMinor), 'enter');
    t.reaches({ kind: 'tap-card', amountMinor });
    t.cardholder.taps(scripted);
    t.reaches({ kind: 'approved', amountMinor });
    t.power.off();
    t.waits(1000);
    t.boots();
    t.waits(2 * minuteMs);
    stands(t);
    reported(t, ['00']);
  },
);
