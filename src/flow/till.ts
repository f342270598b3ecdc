// SPDX-License-Identifier: Apache-2.0
//
// The shell around the money reducer: makes each state durable before anything else of the step happens.

import type { Journal } from '../journal/journal.ts';
import { type Effect, type Money, type MoneyEvent, next, type SaleRecord } from './money.ts';

export class Till {
  readonly #journal: Journal<Money, MoneyEvent>;
  #money: Money;

  constructor(journal: Journal<Money, MoneyEvent>) {
    this.#journal = journal;
    this.#money = journal.last ?? { kind: 'free' };
  }

  /** Moves on, journals, and returns what is left to do. */
  apply(event: MoneyEvent): readonly Effect[] {
    const [money, effects] = next(this.#money, event);
    for (const effect of effects)
      if (effect.kind === 'journal') this.#journal.append(effect.money, effect.event);
    this.#money = money;
    return effects.filter((effect) => effect.kind !== 'journal');
  }

  /** What has to be reversed or repeated before anything new. */
  get owed(): SaleRecord | undefined {
    const { kind } = this.#money;
    return kind === 'reversing' || kind === 'repeating' ? this.#money.sale : undefined;
  }

  /** How often it has been tried, as far as attempts count. */
  get owedSends(): number {
    return 'sends' in this.#money ? this.#money.sends : 0;
  }

  get isFree(): boolean {
    return this.#money.kind === 'free';
  }
}
