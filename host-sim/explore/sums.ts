// SPDX-License-Identifier: Apache-2.0
//
// The amounts that people of a run have in mind, and what for: an amount on the glass is one of them, or a finding.

import type { ScreenKind, TransactionName } from '../../src/ui/screen.ts';
import type { GlassWatch } from './glass.ts';
import type { Goal, Payment } from './workloads/workload.ts';

export class Sums {
  readonly #amounts: readonly number[];
  /** Undefined: a sale. */
  readonly #names: readonly (TransactionName | undefined)[];

  constructor(goals: readonly Goal[]) {
    const payments = goals.filter(({ kind }) => kind === 'sale' || kind === 'order') as Payment[];
    this.#amounts = [...new Set(payments.map(({ amountMinor }) => amountMinor))];
    this.#names = [
      ...new Set(payments.map((goal) => (goal.kind === 'order' ? goal.what : undefined))),
    ];
  }

  /** Where the screen is one that bears an amount. `about`: what it says that it is about. */
  on(
    glass: GlassWatch,
    kind: ScreenKind | 'dark' | 'undeclared',
    about: TransactionName | undefined,
  ): number | undefined {
    if (kind !== 'approved' && kind !== 'last-sale') return undefined;
    const names = [about, ...this.#names];
    return this.#amounts.find((amountMinor) =>
      names.some((name) =>
        glass.shows({ kind, amountMinor, ...(name !== undefined && { transaction: name }) }),
      ),
    );
  }
}
