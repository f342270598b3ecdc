// SPDX-License-Identifier: Apache-2.0
//
// Asking for the amount: digits move in from the right, fen first; clear takes one back.

import type { ScreenOf } from '../ui/screen.ts';
import { checkAmount } from './amount-check.ts';
import type { App } from './app.ts';
import { isDigit, Key } from './keys.ts';
import { keepsDraft } from './operator-lock.ts';

const patienceMs = 60_000;

type Complaint = ScreenOf<'amount-entry'>['complaint'];

/** The amount in fen, or undefined when it was cancelled or nobody went on. `firstKey` opened the entry; without it nothing is typed yet. */
export async function askAmount(app: App, firstKey: number = Key.up): Promise<number | undefined> {
  const { front, attention, settings } = app;
  const limitMinor = settings.amountLimitMinor;
  let amountMinor = 0;
  let complaint: Complaint;
  let key = firstKey;
  for (;;) {
    [amountMinor, complaint] = typed(amountMinor, key, limitMinor);
    if (key === Key.enter && amountMinor > 0) {
      const verdict = await checkAmount(app, amountMinor);
      if (verdict !== 'correct') return verdict === 'yes' ? amountMinor : undefined;
    }
    if (complaint) front.tone('alert');
    front.show({ kind: 'amount-entry', amountMinor, limitMinor, ...(complaint && { complaint }) });
    const waited = await attention.key(patienceMs);
    if (waited.kind === 'timeout' && (await keepsDraft(app))) {
      key = Key.up;
      continue;
    }
    if (waited.kind !== 'key' || waited.code === Key.cancel) return undefined;
    key = waited.code;
    if (key === Key.language) front.toggleLanguage();
    if (key === Key.clear && amountMinor === 0) return undefined;
  }
}

/** What a key makes of the amount, and what to say about it. */
function typed(amountMinor: number, key: number, limitMinor: number): [number, Complaint] {
  if (key === Key.clear) return [Math.floor(amountMinor / 10), undefined];
  if (key === Key.enter) return [amountMinor, amountMinor === 0 ? 'zero' : undefined];
  if (!isDigit(key) && key !== Key.doubleZero) return [amountMinor, undefined];
  const grown = key === Key.doubleZero ? amountMinor * 100 : amountMinor * 10 + key;
  return grown > limitMinor ? [amountMinor, 'over-limit'] : [grown, undefined];
}
