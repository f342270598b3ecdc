// SPDX-License-Identifier: Apache-2.0
//
// All workloads; a new kind of transaction is a row here.

import { catalogue, doubles } from '../../cards/catalogue.ts';
import type { Random } from '../../link/kernel.ts';
import { parameterFileNamed } from '../../parameters/parameter-file.ts';
import { parameterImage } from '../../parameters/parameter-image.ts';
import { tlsSettings, twoAddressSettings } from '../../simulation.ts';
import type { OrderName } from '../orders.ts';
import { type Goal, type KeyFile, menuRows, sale, saleWithPin, type Workload } from './workload.ts';

const goodCards = ['quickpass-debit', 'quickpass-credit', 'phone', 'quickpass-type-b'] as const;
const anyGood = (random: Random) => goodCards[random.below(goodCards.length)]!;
/** Of the drawer, or of every scheme and kind. */
const anyCard = (random: Random) => {
  const cards = random.chance(1, 2) ? catalogue : doubles;
  return cards[random.below(cards.length)]!.name;
};

const pinCards = ['quickpass-debit', 'quickpass-credit', 'asks-pin', 'no-pin', 'phone'] as const;
const pinCard = (random: Random) => pinCards[random.below(pinCards.length)]!;
const keyFiles: readonly KeyFile[] = ['good', 'replayed', 'broken', 'of a stranger'];

const menu = (row: keyof typeof menuRows): Goal => ({ kind: 'menu', rows: menuRows[row] });
export const settle = menu('settlement');

const atOnce = { nth: 1, delayMs: 0, forMs: 0, strength: 0 } as const;

const order = (what: OrderName, amountMinor: number, card: string): Goal => ({
  kind: 'order',
  what,
  amountMinor,
  card,
});
const heldMinor = 4200;
const takenMinor = 1250;

function follows(random: Random, what: 'void' | 'refund'): Goal[] {
  const sold = sale(random, anyGood(random));
  const amountMinor = what === 'void' ? sold.amountMinor : Math.min(80, sold.amountMinor);
  return [sold, order(what, amountMinor, sold.card)];
}

function holds(
  random: Random,
  others: readonly (readonly [what: OrderName, amountMinor: number])[],
): Goal[] {
  const card = anyGood(random);
  return [
    order('preAuthorization', heldMinor, card),
    ...others.map(([what, amountMinor]) => order(what, amountMinor, card)),
  ];
}

const seldomWanted: readonly Goal[] = [
  menu('list'),
  { kind: 'menu', rows: menuRows['reprint-any'], typesTrace: true },
  menu('reprint-settlement'),
  menu('error-list'),
  menu('error-counts'),
  menu('error-print'),
  menu('error-clear'),
];

/** One thing of a day in a shop. */
function anything(random: Random): Goal {
  const kinds: readonly (() => Goal)[] = [
    ...Array<() => Goal>(6).fill(() => sale(random, anyGood(random))),
    () => sale(random, anyCard(random)),
    () => ({ kind: 'sale', amountMinor: 80, card: 'quickpass-debit', wallet: 'quickpass-credit' }),
    () => menu('reprint'),
    () => menu('sign-in'),
    () => menu('information'),
    () => menu('language'),
    () => ({ kind: 'key', key: 'lang' }),
    () => ({ kind: 'key', key: 'help' }),
    () => ({ kind: 'rest', ms: random.between(1000, 130_000) }),
    () => saleWithPin(random, pinCard(random)),
    () => saleWithPin(random, pinCard(random)),
    () => menu('keys'),
    () => settle,
    () => menu('sign-out'),
    () => seldomWanted[random.below(seldomWanted.length)]!,
    () => ({ kind: 'key-file', file: keyFiles[random.below(keyFiles.length)]! }),
  ];
  return kinds[random.below(kinds.length)]!();
}

/** They know the applications of all doubles; the program's own know one. */
const testParameters = parameterImage(parameterFileNamed('test'));
const foreignCards = doubles
  .map(({ name }) => name)
  .filter((name) => /^(visa|mastercard)-/.test(name));
const foreignGood = ['visa-online', 'visa-cdcvm', 'mastercard-online', 'mastercard-cdcvm'] as const;
const foreignCard = (random: Random) => {
  const cards = random.chance(1, 2) ? foreignGood : foreignCards;
  return cards[random.below(cards.length)]!;
};
const scriptedCards = ['unionpay-issuer-script', 'visa-issuer-script'] as const;

/** Cards may approve; some sales are selected to go online. */
const offline = {
  parameters: testParameters,
  settings: {
    offline: {
      floorLimitMinor: 5000,
      totalLimitMinor: 20_000,
      queueMax: 3,
      uploadAt: 2,
      thresholdMinor: 1000,
      targetPercent: 5,
      targetPercentMax: 30,
    },
  },
  // While the host does not answer an upload is tried each five minutes.
  quietMs: 6 * 60_000,
} as const;
const offlineCards = [
  'offline',
  'offline',
  'offline',
  'offline-signed',
  'quickpass-debit',
  'phone',
];
const offlineCard = (random: Random) => offlineCards[random.below(offlineCards.length)]!;

export const workloads: readonly Workload[] = [
  {
    name: 'shop',
    what: 'a few things of a day, mostly sales',
    goals: (random) => Array.from({ length: random.between(1, 4) }, () => anything(random)),
  },
  { name: 'sale', what: 'one sale', goals: (random) => [sale(random, anyGood(random))] },
  {
    name: 'two-sales',
    what: 'two sales, one after the other',
    goals: (random) => [sale(random, anyGood(random)), sale(random, anyGood(random))],
  },
  {
    name: 'awkward-card',
    what: 'one sale with any card of the drawer, or any double',
    parameters: testParameters,
    goals: (random) => [sale(random, anyCard(random))],
  },
  {
    name: 'foreign-card',
    what: 'sales with cards of Visa and Mastercard, and the batch settled',
    parameters: testParameters,
    goals: (random) => [
      sale(random, foreignCard(random)),
      sale(random, foreignCard(random)),
      settle,
    ],
  },
  {
    name: 'issuer-script',
    what: 'a sale whose issuer wants the card once more, and another sale',
    parameters: testParameters,
    goals: (random) => [
      sale(random, scriptedCards[random.below(scriptedCards.length)]!),
      sale(random, anyGood(random)),
    ],
    episodes: [{ ...atOnce, fault: 'host sends the card a script, once', at: 'tap-card' }],
  },
  {
    name: 'reprint',
    what: 'a sale, and its slip once more',
    goals: (random) => [sale(random, anyGood(random)), menu('reprint')],
  },
  {
    name: 'service',
    what: 'everything of the menu, no sale',
    goals: () => [menu('information'), menu('reprint'), menu('sign-in'), menu('language')],
  },
  {
    name: 'settlement',
    what: 'a sale, and the batch settled',
    goals: (random) => [sale(random, anyGood(random)), settle],
  },
  {
    name: 'two-batches',
    what: 'a sale and its void, settled, and another sale, settled',
    goals: (random) => [...follows(random, 'void'), settle, sale(random, anyGood(random)), settle],
  },
  {
    name: 'by-the-clock',
    what: 'sales around the time at which the batch is to settle by itself, and a line that is down then',
    settlesByTheClock: true,
    goMs: 15 * 60_000,
    // A settlement that came to nothing is tried again each quarter of an hour.
    quietMs: 18 * 60_000,
    goals: (random) => [
      sale(random, anyGood(random)),
      { kind: 'rest', ms: random.between(1000, 250_000) },
      ...follows(random, 'void'),
      { kind: 'rest', ms: random.between(1000, 360_000) },
    ],
    episodes: [{ ...atOnce, fault: 'line down', at: 'settling', forMs: 60_000 }],
  },
  {
    name: 'same-again',
    what: 'a shop that asks: a sale, made once more by mistake, and then on purpose',
    settings: { duplicateGuardS: 600 },
    goals: (random) => {
      const sold = sale(random, anyGood(random));
      return [sold, { ...sold, again: 'by mistake' }, { ...sold, again: 'on purpose' }];
    },
  },
  {
    name: 'two-addresses',
    what: 'a first address that dies for a while: sales by the second, and later by the first again',
    settings: twoAddressSettings,
    goMs: 20 * 60_000,
    goals: (random) => [
      ...Array.from({ length: 3 }, () => sale(random, anyGood(random))),
      { kind: 'rest', ms: random.between(660_000, 760_000) },
      sale(random, anyGood(random)),
    ],
    episodes: [
      { ...atOnce, fault: 'first address refuses', at: 'idle', forMs: 20_000 },
      { ...atOnce, fault: 'first address loses answers', at: 'line-failure', forMs: 200_000 },
    ],
  },
  {
    name: 'switched-off',
    what: 'a shop with nothing but sales is asked for everything',
    settings: { functionBitmap: '04000000' },
    goals: (random) => [
      ...follows(random, 'void'),
      order('refund', 1, anyGood(random)),
      order('balance', 0, anyGood(random)),
      ...holds(random, []),
    ],
  },
  {
    name: 'tls',
    what: 'sales over TLS, and a host that is not the right one for a while',
    settings: tlsSettings,
    goals: (random) => Array.from({ length: 3 }, () => sale(random, anyGood(random))),
    episodes: [{ ...atOnce, fault: 'impostor', at: 'tap-card', nth: 2, forMs: 8000 }],
  },
  {
    name: 'update',
    what: 'a sign-in whose answer asks for parameters to be fetched, and a sale after that',
    goals: (random) => [
      { kind: 'rest', ms: random.between(60_000, 100_000) },
      sale(random, anyGood(random)),
    ],
    episodes: [{ ...atOnce, fault: 'host asks for parameters to be fetched, once', at: 'boot' }],
  },
  {
    name: 'late-answer',
    what: 'one sale whose answer takes eight seconds',
    goals: (random) => [sale(random, anyGood(random))],
    episodes: [{ ...atOnce, fault: 'host slow, 8 s, once', at: 'tap-card' }],
  },
  {
    name: 'pin',
    what: 'one sale with a PIN',
    goals: (random) => [saleWithPin(random, pinCard(random))],
  },
  {
    name: 'wrong-pin',
    what: 'one sale with a wrong PIN, then the right one',
    goals: () => [
      { kind: 'sale', amountMinor: 123_400, card: 'quickpass-debit', pins: ['wrong', 'right'] },
    ],
  },
  {
    name: 'reversal',
    what: 'one sale whose answer does not come, and its reversal',
    goals: (random) => [sale(random, anyGood(random))],
    episodes: [{ ...atOnce, fault: 'host silent after booking, once', at: 'tap-card' }],
  },
  {
    name: 'paper-out',
    what: 'one sale, and paper that ends in the middle of the slip',
    goals: (random) => [sale(random, anyGood(random))],
    episodes: [{ ...atOnce, fault: 'paper ends', at: 'printing', strength: 300 }],
  },
  {
    name: 'many-pins',
    what: 'more wrong PINs than one card has tries, and than a key takes at once',
    goals: () =>
      pinCards.map((card) => ({ kind: 'sale', amountMinor: 123_400, card, pins: ['wrong'] })),
  },
  {
    ...offline,
    name: 'offline',
    what: 'sales that cards approve by themselves, and their upload',
    goals: (random) =>
      Array.from({ length: random.between(1, 4) }, () => sale(random, offlineCard(random))),
  },
  {
    ...offline,
    name: 'offline-day',
    what: 'offline approvals, a rest, the batch settled, and what comes next',
    goals: (random) => [
      sale(random, 'offline'),
      sale(random, offlineCard(random)),
      { kind: 'rest', ms: random.between(1000, 130_000) },
      sale(random, 'offline-signed'),
      settle,
      sale(random, offlineCard(random)),
    ],
  },
  {
    ...offline,
    name: 'offline-lost',
    what: 'a sale that the card approves, and an upload that gets lost',
    goals: (random) => [sale(random, 'offline'), { kind: 'rest', ms: 200_000 }],
    episodes: [{ ...atOnce, fault: 'host request lost, once', at: 'approved' }],
  },
  {
    ...offline,
    name: 'half-read',
    what: 'a card that approves and is taken away before its last record, and another sale',
    goals: (random) => [sale(random, 'offline-torn'), sale(random, offlineCard(random))],
  },
  {
    name: 'void',
    what: 'a sale, and its void',
    goals: (random) => follows(random, 'void'),
  },
  {
    name: 'refund',
    what: 'a sale, and a part of it given back',
    goals: (random) => follows(random, 'refund'),
  },
  {
    name: 'balance',
    what: 'a holder looks at the account, and buys',
    goals: (random) => [order('balance', 0, pinCard(random)), sale(random, anyGood(random))],
  },
  {
    name: 'pre-authorization',
    what: 'money is held, and let go',
    goals: (random) => holds(random, [['preAuthorizationVoid', heldMinor]]),
  },
  {
    name: 'completion',
    what: 'money is held and taken, and that is undone',
    goals: (random) =>
      holds(random, [
        ['completion', takenMinor],
        ['completionVoid', takenMinor],
      ]),
  },
  {
    name: 'completion-advice',
    what: 'money is held, and taken by an advice',
    goals: (random) => holds(random, [['completionAdvice', takenMinor]]),
  },
  {
    name: 'first-keys',
    what: 'a terminal without keys gets them in a file, and sells',
    withoutMasterKey: true,
    goals: (random) => [sale(random, anyGood(random))],
  },
  {
    name: 'key-files',
    what: 'key-loading files, good and bad, and a sale',
    goals: (random) => [
      ...keyFiles.map((file): Goal => ({ kind: 'key-file', file })),
      menu('keys'),
      sale(random, anyGood(random)),
    ],
  },
  {
    name: 'operators',
    what: 'a terminal that gets an administrator and a cashier, who sells, rests until it locks itself, sells again and voids it',
    withOperators: true,
    goals: (random) => [
      sale(random, anyGood(random)),
      { kind: 'rest', ms: random.between(20_000, 130_000) },
      ...follows(random, 'void'),
    ],
  },
];

/** Those that are told under every power cut: `jiaozi scenario --cuts`. The two shortest come first. */
export const stories = [
  'service', 'sale', 'two-sales', 'pin', 'reversal', 'first-keys', 'key-files', 'void', 'refund', 'pre-authorization',
  'reprint', 'wrong-pin', 'paper-out', 'completion', 'offline',
] as const; // biome-ignore format: a list

export function workloadNamed(name: string): Workload {
  const workload = workloads.find((each) => each.name === name);
  if (!workload)
    throw new RangeError(`no workload ${name}: ${workloads.map((each) => each.name).join(', ')}`);
  return workload;
}
