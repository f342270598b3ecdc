// SPDX-License-Identifier: Apache-2.0
//
// Cards and phones that do not do what one hopes. Whatever they do: no entry at the acquirer, and back to idle.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { CardTrouble, ReadTrouble } from '../../src/ui/screen.ts';

const amountMinor = 2050;

function untilTap(t: Vocabulary): void {
  t.boots();
  t.clerk.types('2050', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
}

/** Cards after which the terminal asks for a card again. */
const again: readonly (readonly [card: string, trouble: ReadTrouble])[] = [
  ['leaves-at-ppse', 'gone'],
  ['leaves-at-gpo', 'gone'],
  ['leaves-mid-record', 'gone'],
  ['mute-at-gpo', 'unreadable'],
  ['phone-locked', 'see-phone'],
  ['one-byte', 'unreadable'],
];

for (const [card, trouble] of again) {
  scenario(`a card that ${card}: try again, and the next card pays`, (t) => {
    untilTap(t);
    t.cardholder.presents(card);
    t.reaches({ kind: 'try-again', trouble }, 15_000);
    t.waits(500);
    t.cardholder.removes(card);
    t.reaches({ kind: 'tap-card', amountMinor });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'approved', amountMinor });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
  });
}

/** Cards that end the sale. */
const refused: readonly (readonly [card: string, trouble: CardTrouble])[] = [
  ['transit', 'no-application'],
  ['expired', 'expired'],
  ['declines', 'refused-by-card'],
  ['refuses-select', 'no-application'],
  ['refuses-gpo', 'no-application'],
  ['other-interface', 'unsupported'],
  ['refuses-record', 'unsupported'],
  ['hostile-lengths', 'unsupported'],
  ['empty-record', 'unsupported'],
  ['long-record', 'unsupported'],
  ['huge-length', 'unsupported'],
  ['cut-gpo', 'unsupported'],
  ['indefinite-ppse', 'no-application'],
  ['nested-ppse', 'no-application'],
];

for (const [card, trouble] of refused) {
  scenario(`a card that is "${card}" is refused in words and costs nothing`, (t) => {
    untilTap(t);
    t.cardholder.presents(card);
    t.reaches({ kind: 'card-refused', trouble }, 15_000);
    t.cardholder.removes(card);
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows();
  });
}

scenario('a card without ISO-DEP is refused, and the next card pays', (t) => {
  untilTap(t);
  t.cardholder.presents('mifare');
  t.reaches({ kind: 'card-refused', trouble: 'no-application' });
  t.cardholder.removes('mifare');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('two cards at once: one card only, and with one left the sale goes on', (t) => {
  untilTap(t);
  t.cardholder.presents('quickpass-debit');
  t.cardholder.presents('quickpass-credit');
  t.reaches({ kind: 'one-card-only' });
  t.cardholder.removes('quickpass-debit');
  t.cardholder.removes('quickpass-credit');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

scenario('two cards at once and cancel: nothing happened', (t) => {
  untilTap(t);
  t.cardholder.presents('quickpass-debit');
  t.cardholder.presents('quickpass-credit');
  t.reaches({ kind: 'one-card-only' });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('cancel while waiting for a card', (t) => {
  untilTap(t);
  t.clerk.types('5', 'cancel');
  t.reaches({ kind: 'cancelled' });
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('nobody shows a card: the terminal gives up after a minute', (t) => {
  untilTap(t);
  t.reaches({ kind: 'try-again', trouble: 'none-shown' }, 70_000);
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('a card that is unreadable five times ends the sale', (t) => {
  untilTap(t);
  for (let i = 0; i < 5; i++) {
    t.cardholder.presents('leaves-at-gpo');
    t.reaches({ kind: 'try-again', trouble: 'gone' });
    t.cardholder.removes('leaves-at-gpo');
    if (i < 4) t.reaches({ kind: 'tap-card', amountMinor });
  }
  t.reachesIdle();
  t.acquirer.shows();
});

scenario('a card that stays in the field is read once', (t) => {
  untilTap(t);
  t.cardholder.presents('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.cardholder.removes('quickpass-debit');
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});
