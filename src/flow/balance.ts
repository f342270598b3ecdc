// SPDX-License-Identifier: Apache-2.0
//
// What an account holds: the card and its PIN, no amount. Nothing moves, so an answer that does not come leaves nothing owed.
// docs/sources.md [domain A4, G3]

import type { App } from './app.ts';
import { mayMoveMoney } from './gate.ts';
import { kinds } from './kinds.ts';
import { perform } from './perform.ts';

export async function lookAtBalance(app: App): Promise<void> {
  if (await mayMoveMoney(app, kinds.balance))
    await perform(app, { kind: kinds.balance, amountMinor: 0 });
}
