// SPDX-License-Identifier: Apache-2.0
//
// All workloads; a new kind of transaction is a row here.

import { catalogue, doubles } from '../../cards/catalogue.ts';
import type { Random } from '../../link/kernel.ts';
import { type Goal, type KeyFile, sale, saleWithPin, type Workload } from './workload.ts';

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

const menuRows = {
  language: 0,
  reprint: 1,
  'sign-in': 2,
  information: 3,
  keys: 4,
  settlement: 5,
  'sign-out': 6,
  transactions: 7,
} as const;
const menu = (row: keyof typeof menuRows): Goal => ({ kind: 'menu', row: menuRows[row] });

const atOnce = { nth: 1, delayMs: 0, forMs: 0, strength: 0 } as const;

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
    () => menu('settlement'),
    () => menu('sign-out'),
    () => ({ kind: 'key-file', file: keyFiles[random.below(keyFiles.length)]! }),
  ];
  return kinds[random.below(kinds.length)]!();
}

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
    goals: (random) => [sale(random, anyCard(random))],
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
    goals: (random) => [sale(random, anyGood(random)), menu('settlement')],
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
];

/** Those that are told under every power cut: `jiaozi scenario --cuts`. The two shortest come first. */
export const stories = [
  'service', 'sale', 'two-sales', 'reprint', 'pin', 'wrong-pin', 'reversal', 'paper-out', 'first-keys', 'key-files',
] as const; // biome-ignore format: a list

export function workloadNamed(name: string): Workload {
  const workload = workloads.find((each) => each.name === name);
  if (!workload)
    throw new RangeError(`no workload ${name}: ${workloads.map((each) => each.name).join(', ')}`);
  return workload;
}
