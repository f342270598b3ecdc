// SPDX-License-Identifier: Apache-2.0
//
// Asking again for an amount: twice from the limit for large ones on, once when it is unlike what the shop sells.

import type { AmountDoubt } from '../ui/screen.ts';
import type { App } from './app.ts';
import { Key } from './keys.ts';
import { keepsDraft } from './operator-lock.ts';
import { doubtOf } from './sanity.ts';

const patienceMs = 60_000;

/** `correct`: back to the entry. `no`: it was cancelled, or nobody went on. */
export type Verdict = 'yes' | 'correct' | 'no';

export async function checkAmount(app: App, amountMinor: number): Promise<Verdict> {
  const { largeAmountMinor, checksUnusualAmounts } = app.settings;
  const isLarge = largeAmountMinor !== undefined && amountMinor >= largeAmountMinor;
  const unusual = checksUnusualAmounts
    ? doubtOf(app.history.recent(app.book), amountMinor)
    : undefined;
  const doubt: AmountDoubt | undefined = unusual ?? (isLarge ? 'large' : undefined);
  if (!doubt) return 'yes';
  let verdict = await ask(app, amountMinor, doubt, false);
  if (verdict === 'yes' && isLarge) verdict = await ask(app, amountMinor, doubt, true);
  if (verdict === 'correct') app.errors.note('amount-corrected', (amountMinor / 100).toFixed(2));
  return verdict;
}

async function ask(
  app: App,
  amountMinor: number,
  doubt: AmountDoubt,
  sure: boolean,
): Promise<Verdict> {
  const { front, attention } = app;
  const show = () => front.show({ kind: 'amount-check', amountMinor, doubt, sure });
  front.tone('alert');
  show();
  await attention.glance();
  for (;;) {
    const waited = await attention.key(patienceMs);
    if (waited.kind === 'timeout' && (await keepsDraft(app))) {
      show();
      continue;
    }
    if (waited.kind !== 'key' || waited.code === Key.cancel) return 'no';
    if (waited.code === Key.enter) return 'yes';
    if (waited.code === Key.clear) return 'correct';
    if (waited.code === Key.language) front.toggleLanguage();
  }
}
