// SPDX-License-Identifier: Apache-2.0
//
// What people want of the terminal in one run: goals, one after another. A goal begins at the idle screen; what comes then is
// answered by what is on the glass (person.ts), so a story goes on from wherever a power cut leaves it.

import type { ScreenKind } from '../../../src/ui/screen.ts';
import type { Random } from '../../link/kernel.ts';
import type { OrderName } from '../orders.ts';

/** What a holder does when asked for a PIN. */
export type PinAct = 'right' | 'wrong' | 'corrected' | 'short' | 'bypass' | 'cancel' | 'nothing';

/** What lies in the mailbox of a terminal when it is switched on again. */
export type KeyFile = 'good' | 'replayed' | 'broken' | 'of a stranger';

export type Goal =
  /** `wallet`: at first another card comes along. `again`: the sale before it once more. `pins`: for the first time that it is asked for, for the second, …; the last counts on. */
  | {
      readonly kind: 'sale';
      readonly amountMinor: number;
      readonly card: string;
      readonly wallet?: string;
      readonly again?: 'on purpose' | 'by mistake';
      readonly pins?: readonly PinAct[];
    }
  /** A transaction that is no sale. `amountMinor`: where one is typed. */
  | {
      readonly kind: 'order';
      readonly what: OrderName;
      readonly amountMinor: number;
      readonly card: string;
      readonly pins?: readonly PinAct[];
    }
  /** Switched off, a key-loading file is put into its flash, and it is switched on. */
  | { readonly kind: 'key-file'; readonly file: KeyFile }
  /** A way through the menu, in rows that count from 0 when nothing is owed. `typesTrace`: that of the newest slip in the hand. */
  | { readonly kind: 'menu'; readonly rows: readonly number[]; readonly typesTrace?: true }
  | { readonly kind: 'key'; readonly key: string }
  /** Nothing is done for so long. */
  | { readonly kind: 'rest'; readonly ms: number };

const transactions = 7;
/** Where people sign in; otherwise that row is for errors. */
const operators = 8;
const errors = operators;

/** Ways through the menu, when nothing is owed. */
export const menuRows = {
  language: [0],
  reprint: [1],
  'sign-in': [2],
  information: [3],
  keys: [4],
  settlement: [5],
  'sign-out': [6],
  list: [transactions, 1],
  'reprint-any': [transactions, 2],
  'reprint-settlement': [transactions, 6],
  'error-list': [errors, 0],
  'error-counts': [errors, 1],
  'error-print': [errors, 2],
  'error-clear': [errors, 3],
  'end-shift': [operators, 0],
  'manage-operators': [operators, 3],
} as const;

export function keysOfRows(rows: readonly number[]): string[] {
  return rows.flatMap((row) => [...Array<string>(row).fill('down'), 'enter']);
}

/** A fault that begins `delayMs` after the `nth` time that this screen comes. */
export interface Episode {
  readonly fault: string;
  readonly at: ScreenKind;
  readonly nth: number;
  readonly delayMs: number;
  readonly forMs: number;
  readonly strength: number;
}

export interface Workload {
  readonly name: string;
  readonly what: string;
  /** The terminal is delivered without a master key. */
  readonly withoutMasterKey?: true;
  /** People sign in. */
  readonly withOperators?: true;
  /** Its batch settles a few minutes after the terminal is switched on; otherwise that is drawn, and seldom. */
  readonly settlesByTheClock?: true;
  /** Of the terminal, besides what a seed draws. */
  readonly settings?: object;
  /** An image of card parameters; the program's own when not given. */
  readonly parameters?: Uint8Array;
  /** So long people go on at most; ten minutes when not given. */
  readonly goMs?: number;
  /** Nothing happens for longer than this at rest; a little over a minute when not given. */
  readonly quietMs?: number;
  /** Belong to the story, whatever else is drawn. */
  readonly episodes?: readonly Episode[];
  readonly goals: (random: Random) => readonly Goal[];
}

export type Sale = Extract<Goal, { readonly kind: 'sale' }>;
export type Order = Extract<Goal, { readonly kind: 'order' }>;
/** What a card is shown for. */
export type Payment = Sale | Order;

/** Of a shop. Few, because each is drawn once by the program's own renderer to know it on the glass. */
const amounts = [1, 80, 1250, 4200, 99_999, 100_000] as const;

export const sale = (random: Random, card: string): Sale => ({
  kind: 'sale',
  amountMinor: amounts[random.below(amounts.length)]!,
  card,
});

/** Above what is allowed without a PIN. */
const amountsWithPin = [100_001, 123_400] as const;
const pinActs: readonly PinAct[] = [
  ...Array<PinAct>(4).fill('right'),
  ...Array<PinAct>(3).fill('wrong'),
  'corrected',
  'short',
  'bypass',
  'cancel',
  'nothing',
];

export const saleWithPin = (random: Random, card: string): Sale => ({
  kind: 'sale',
  amountMinor: amountsWithPin[random.below(amountsWithPin.length)]!,
  card,
  pins: Array.from({ length: random.between(1, 4) }, () => pinActs[random.below(pinActs.length)]!),
});
