// SPDX-License-Identifier: Apache-2.0
//
// Holding money of a card, and what follows: the hold is let go, or the merchant takes what was held, asking for it or
// telling of it. docs/sources.md [domain A4, G14]
//
// What a reader would get wrong: the terminal does not look for the pre-authorisation in its own journal. It may be of another day, batch
// or terminal; its authorisation number and day are all that the host wants, and the card.

import { askAmount } from './amount.ts';
import type { App } from './app.ts';
import { mayMoveMoney } from './gate.ts';
import { type Kind, kinds } from './kinds.ts';
import { askNumber } from './number.ts';
import { perform } from './perform.ts';
import { settleReversal } from './reversal.ts';

export async function preAuthorize(app: App): Promise<void> {
  await begin(app, kinds.preAuthorization, async () => {
    const amountMinor = await askAmount(app);
    if (amountMinor !== undefined)
      await perform(app, { kind: kinds.preAuthorization, amountMinor });
  });
}

/** Its cancel, or either way to complete it. */
export async function followPreAuthorization(app: App, kind: Kind): Promise<void> {
  await begin(app, kind, async () => {
    const amountMinor = await askAmount(app);
    if (amountMinor === undefined) return;
    const authorization = await askNumber(app, 'authorization');
    if (authorization === undefined) return;
    const date = await askNumber(app, 'date');
    if (date === undefined) return;
    const original = { batch: '000000', stan: '000000', date, reference: '', authorization };
    await perform(app, { kind, amountMinor, original });
  });
}

/** What is owed may be of the very pre-authorisation. */
async function begin(app: App, kind: Kind, conversation: () => Promise<void>): Promise<void> {
  const { front } = app;
  if (!(await mayMoveMoney(app, kind)) || !(await settleReversal(app))) return;
  front.about = kind.name;
  try {
    await conversation();
  } finally {
    front.about = undefined;
  }
}
