// SPDX-License-Identifier: Apache-2.0
//
// Sales with cards of three schemes, under the card parameters for tests (host-sim/parameters/test.json): kernels 7, 3 and 2 in one terminal,
// each with its own limits and its own word on the cardholder. The doubles: host-sim/cards/kinds.ts.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import type { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { CardTrouble } from '../../src/ui/screen.ts';
import { entersAskedPin } from '../cards/support/double-stories.ts';

const parameters = parameterImage(parameterFileNamed('test'));
const salesOnly = parameterImage({
  ...parameterFileNamed('test'),
  aids: parameterFileNamed('test').aids.map((aid) => ({ ...aid, types: ['00'] })),
});
const small = 1250;
/** Above the CVM limit of Visa and Mastercard there, below UnionPay's PIN-free limit. */
const large = 45_600;

function untilTap(t: Vocabulary, amountMinor: number): void {
  t.boots();
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
}

function paid(t: Vocabulary, amountMinor: number): void {
  t.reaches({ kind: 'approved', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
}

const payers: readonly (readonly [card: string, amountMinor: number, label: string])[] = [
  ['unionpay-online', large, 'UnionPay Debit'],
  ['visa-online', small, 'Visa Credit'],
  ['visa-no-cvm-list', large, 'Visa Credit'],
  ['visa-cdcvm', large, 'Visa Credit'],
  ['mastercard-online', small, 'Mastercard'],
  ['mastercard-online', large, 'Mastercard'],
  ['mastercard-cdcvm', large, 'Mastercard'],
];

for (const [card, amountMinor, label] of payers) {
  scenario(
    `${card} pays ${amountMinor} without a PIN, and the slip names it`,
    { parameters },
    (t) => {
      untilTap(t, amountMinor);
      t.cardholder.taps(card);
      paid(t, amountMinor);
      t.paper.shows(label);
    },
  );
}

/** How far away it is goes to the issuer, in byte 5 of the TVR: performed, not performed; too late, beyond what can be (kernel 2). */
const distances: readonly (readonly [card: string, tvr5: string])[] = [
  ['mastercard-online', '01'],
  ['mastercard-relay', '02'],
  ['mastercard-relay-far', '06'],
  ['mastercard-relay-boasts', '0A'],
];

for (const [card, tvr5] of distances) {
  scenario(`${card} pays, and its issuer hears ${tvr5} of its distance`, { parameters }, (t) => {
    untilTap(t, small);
    t.cardholder.taps(card);
    paid(t, small);
    t.paper.shows('Mastercard');
    const sale = t.sim.wire.map(readMessage).find(({ mti }) => mti === '0200');
    const tvr = /9505([0-9A-F]{10})/.exec(sale?.fields.get(55) ?? '')?.[1];
    if (tvr?.slice(8) !== tvr5) t.fail(`the TVR is ${tvr}`);
  });
}

const withPin = ['visa-pin-required', 'mastercard-pin-required'] as const;

for (const card of withPin) {
  scenario(`${card} is asked for its PIN above the scheme's own limit`, { parameters }, (t) => {
    untilTap(t, large);
    t.cardholder.taps(card);
    entersAskedPin(t, card, large);
    paid(t, large);
  });
}

const refused: readonly (readonly [card: string, trouble: CardTrouble])[] = [
  ['visa-decline', 'refused-by-card'],
  ['visa-expired', 'expired'],
  ['visa-blocked', 'no-application'],
  ['mastercard-decline', 'refused-by-card'],
  ['mastercard-cda-wrong', 'unsupported'],
  ['mastercard-wrong-afl', 'unsupported'],
  ['mastercard-relay-early', 'unsupported'],
];

for (const [card, trouble] of refused) {
  scenario(`${card} is refused in words and costs nothing`, { parameters }, (t) => {
    untilTap(t, small);
    t.cardholder.presents(card);
    t.reaches({ kind: 'card-refused', trouble });
    t.cardholder.removes(card);
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.shows();
  });
}

scenario(
  'a Mastercard that leaves before its cryptogram has arrived is asked for that very one when it comes back',
  { parameters },
  (t) => {
    untilTap(t, small);
    t.cardholder.presents('mastercard-torn-8');
    t.reaches({ kind: 'try-again', trouble: 'gone' });
    t.waits(500);
    t.cardholder.removes('mastercard-torn-8');
    t.reaches({ kind: 'tap-card', amountMinor: small });
    t.cardholder.taps('mastercard-torn-8');
    paid(t, small);
    // It has counted once, for both presentations.
    const { atc, personal } = t.sim.card('mastercard-torn-8') as PaymentCard;
    if (atc !== personal.atc + 1) t.fail(`the card has counted from ${personal.atc} to ${atc}`);
  },
);

scenario('a terminal with its own parameters only takes neither Visa nor Mastercard', (t) => {
  untilTap(t, small);
  t.cardholder.presents('visa-online');
  t.reaches({ kind: 'card-refused', trouble: 'no-application' });
  t.cardholder.removes('visa-online');
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows();
});

scenario(
  'an application is taken for the types of transaction that its parameters name, and for no other',
  { parameters: salesOnly },
  (t) => {
    untilTap(t, small);
    t.cardholder.taps('unionpay-online');
    paid(t, small);
    t.clerk.types('down', '5');
    t.reaches({ kind: 'tap-card', amountMinor: 0, transaction: 'balance' });
    t.cardholder.presents('unionpay-online');
    t.reaches({ kind: 'card-refused', trouble: 'unsupported', transaction: 'balance' });
  },
);

/** Stage 2 of UnionPay's rule, with a list that does not name the doubles' debit cards. */
const { pinFree } = parameterFileNamed('test');
const stage2 = parameterImage({
  ...parameterFileNamed('test'),
  pinFree: { ...pinFree!, listB: ['626098'], signature: { enabled: true, limit: 1000 } },
});

scenario(
  'a debit card that no list names is asked for its PIN at any amount; a credit card pays without, and signs',
  { parameters: stage2 },
  (t) => {
    untilTap(t, small);
    t.cardholder.taps('unionpay-online');
    entersAskedPin(t, 'unionpay-online', small);
    paid(t, small);
    t.paper.lacks('持卡人签名');
    t.clerk.types('1250', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: small });
    t.cardholder.taps('quickpass-credit');
    t.reaches({ kind: 'approved', amountMinor: small });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.paper.shows('持卡人签名');
    const sales = t.sim.wire.map(readMessage).filter(({ mti }) => mti === '0200');
    const field55 = sales.at(-1)?.fields.get(55) ?? '';
    if (!field55.includes('9F34031E0000')) t.fail('9F34 is no signature');
  },
);
