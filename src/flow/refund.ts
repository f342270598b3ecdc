// SPDX-License-Identifier: Apache-2.0
//
// Giving back money of another day: how much, the reference number and the day from the slip, the card. docs/sources.md [domain A4, G14]

import { askAmount } from './amount.ts';
import type { App } from './app.ts';
import { mayMoveMoney } from './gate.ts';
import { kinds } from './kinds.ts';
import { askNumber } from './number.ts';
import { perform } from './perform.ts';
import { settleReversal } from './reversal.ts';

export async function refund(app: App): Promise<void> {
  const { front } = app;
  if (!(await mayMoveMoney(app, kinds.refund)) || !(await settleReversal(app))) return;
  front.about = kinds.refund.name;
  try {
    const amountMinor = await askAmount(app);
    if (amountMinor === undefined) return;
    const reference = await askNumber(app, 'reference');
    if (reference === undefined) return;
    const date = await askNumber(app, 'date');
    if (date === undefined) return;
    const original = { batch: '000000', stan: '000000', date, reference, authorization: '' };
    await perform(app, { kind: kinds.refund, amountMinor, original });
  } finally {
    front.about = undefined;
  }
}
