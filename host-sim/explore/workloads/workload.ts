// SPDX-License-Identifier: Apache-2.0
//
// What people want of the terminal in one run: goals, one after another. A goal begins at the idle screen; what comes then is
// answered by what is on the glass (person.ts), so a story goes on from wherever a power cut leaves it.

import type { Random } from '../../link/kernel.ts';

export type Goal =
  /** `wallet`: at first another card comes along. */
  | {
      readonly kind: 'sale';
      readonly amountMinor: number;
      readonly card: string;
      readonly wallet?: string;
    }
  /** The row of the menu, counted from 0 when nothing is owed. */
  | { readonly kind: 'menu'; readonly row: number }
  | { readonly kind: 'key'; readonly key: string }
  /** Nothing is done for so long. */
  | { readonly kind: 'rest'; readonly ms: number };

export interface Workload {
  readonly name: string;
  readonly what: string;
  readonly goals: (random: Random) => readonly Goal[];
}

/** Of a shop. Few, because each is drawn once by the program's own renderer to know it on the glass. */
const amounts = [1, 80, 1250, 4200, 99_999, 100_000] as const;

export const sale = (random: Random, card: string): Goal => ({
  kind: 'sale',
  amountMinor: amounts[random.below(amounts.length)]!,
  card,
});
