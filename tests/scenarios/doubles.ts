// SPDX-License-Identifier: Apache-2.0
//
// Some of the card doubles of the schemes through the whole terminal, here and on the emulated board. All of them:
// tests/cards/doubles-terminal.test.ts.

import { cardFileText, readCardFile } from '../../host-sim/cards/card-file.ts';
import { makeCardFile } from '../../host-sim/cards/doubles.ts';
import { cataloguePki } from '../../host-sim/cards/test-pki.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { entersAskedPin, parameters, sellsWithAll } from '../cards/support/double-stories.ts';

scenario(
  'card doubles that pay, that are torn and that are refused end as their kind says',
  { parameters },
  (t) =>
    sellsWithAll(t, [
      ['unionpay', 'offline-approve'],
      ['unionpay-sm', 'torn-9'],
      ['visa', 'fdda-wrong'],
      ['mastercard', 'expired'],
    ]),
);

function approves(t: Vocabulary, amountMinor: number): void {
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
}

scenario('a double that wants its PIN is asked for it above the PIN-free limit', (t) => {
  const amountMinor = 123_400;
  const card = 'unionpay-pin-required';
  t.boots();
  t.clerk.types('123400', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
  entersAskedPin(t, card, amountMinor);
  approves(t, amountMinor);
});

/** As `jiaozi card make` writes it. */
const written = cardFileText({
  ...makeCardFile('unionpay', 'online', {
    random: new Random('a file'),
    issuerMasterKey: new Uint8Array(16),
    pki: cataloguePki,
  }),
  name: 'my-card',
});

scenario('a card of a file pays', { cardFiles: [readCardFile(written)] }, (t) => {
  t.boots();
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('my-card');
  approves(t, 1250);
});
