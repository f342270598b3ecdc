// SPDX-License-Identifier: Apache-2.0
//
// What follows an approval: the good news, the slips, and then the money is free.

import type { App } from './app.ts';
import { kindOf } from './kinds.ts';
import type { Receipt } from './money.ts';
import { offerSlips } from './paper.ts';
import { slipOf } from './slip-of.ts';
import { checkThree } from './three-check.ts';

export const approvedMs = 1000;

/** `isReprint`: nobody knows whether the slip is on paper already. */
export async function printed(
  app: App,
  receipt: Receipt,
  ms: number,
  isReprint = false,
): Promise<void> {
  const { till, front, attention } = app;
  const { about } = front;
  attention.clearKeys();
  front.about = kindOf(receipt.transaction).name;
  if (!isReprint) front.tone('success');
  front.show({ kind: 'approved', amountMinor: receipt.amountMinor });
  await attention.pause(ms);
  await offerSlips(app, slipOf(app, receipt, isReprint));
  if (app.settings.threeCheck) await checkThree(app, receipt);
  front.about = about;
  till.apply({ kind: 'slip-printed' });
}
