// SPDX-License-Identifier: Apache-2.0
//
// What is in the accounts of cards: each booking takes from one or gives back, and holds keep money from being spent.
// Where no accounts are known, every card is good for anything, and only what the book does not show is remembered.

import type { DateTime } from '../../src/io/clock.ts';
import { type Facts, isEnded } from './follow-up.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { CardAccount } from './sale.ts';

const unlimitedMinor = 88_888_800;

export class Accounts {
  readonly #ledger: Ledger;
  readonly #wallTime: () => DateTime;
  readonly #known: Map<string, CardAccount> | undefined;
  /** By reference. */
  readonly #facts = new Map<string, Facts>();

  constructor(ledger: Ledger, wallTime: () => DateTime, cards: readonly CardAccount[] | undefined) {
    this.#ledger = ledger;
    this.#wallTime = wallTime;
    this.#known = cards && new Map(cards.map((card) => [card.pan, { ...card }]));
  }

  /** By card number; undefined: none is known. */
  get known(): ReadonlyMap<string, CardAccount> | undefined {
    return this.#known;
  }

  /** The entry must have been noted. */
  factsOf({ rrn }: Entry): Facts {
    return this.#facts.get(rrn)!;
  }

  /** Takes it from the account, or holds it there. */
  note(entry: Entry, pan: string, takenMinor: number): void {
    const { month, day } = this.#wallTime();
    this.#facts.set(entry.rrn, { pan, takenMinor, month, day });
    this.#move(pan, -takenMinor);
  }

  /** What the entry has taken. */
  giveBack(entry: Entry, pan: string): void {
    this.#move(pan, this.factsOf(entry).takenMinor);
  }

  /** F54: what has been booked, then what can be spent. */
  balancesOf(pan: string): string {
    const spendable = this.#known?.get(pan)?.balanceMinor ?? unlimitedMinor;
    const amount = (type: string, minor: number) =>
      `10${type}156${minor < 0 ? 'D' : 'C'}${String(Math.abs(minor)).padStart(12, '0')}`;
    return amount('01', spendable + this.#heldOf(pan)) + amount('02', spendable);
  }

  #heldOf(pan: string): number {
    return this.#ledger.entries
      .filter(({ kind, state }) => kind === 'pre-authorization' && state === 'approved')
      .filter((entry) => this.factsOf(entry).pan === pan && !isEnded(this.#ledger, entry))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  #move(pan: string, amountMinor: number): void {
    const account = this.#known?.get(pan);
    if (!account) return;
    this.#known!.set(pan, { pan, balanceMinor: account.balanceMinor + amountMinor });
  }
}
