// SPDX-License-Identifier: Apache-2.0
//
// A sale: the amount, and then what every transaction does.

import { askAmount } from './amount.ts';
import type { App } from './app.ts';
import { mayMoveMoney } from './gate.ts';
import { kinds } from './kinds.ts';
import { perform } from './perform.ts';

/** From the first key of the amount back to idle. */
export async function sell(app: App, firstKey: number): Promise<void> {
  if (!(await mayMoveMoney(app, kinds.sale))) return;
  const amountMinor = await askAmount(app, firstKey);
  if (amountMinor !== undefined) await perform(app, { kind: kinds.sale, amountMinor });
}
