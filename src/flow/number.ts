// SPDX-License-Identifier: Apache-2.0
//
// Asking for a number that is no amount and no secret: a voucher, an authorization code, a day. Under which prompt its digits are
// typed is in digits.ts.

import type { NumberName } from '../ui/screen.ts';
import type { App } from './app.ts';
import { isDigit, Key } from './keys.ts';
import { keepsDraft } from './operator-lock.ts';
import { isChecked } from './operator-number.ts';

const patienceMs = 60_000;

interface NumberKind {
  readonly digits: number;
  /** Fewer digits get zeros in front. */
  readonly isFilled: boolean;
  readonly isGood: (digits: string) => boolean;
}

const isAny = () => true;

const numberKinds: Readonly<Record<NumberName, NumberKind>> = Object.freeze(
  {
    trace: { digits: 6, isFilled: true, isGood: (text) => Number(text) > 0 },
    authorization: { digits: 6, isFilled: false, isGood: isAny },
    reference: { digits: 12, isFilled: false, isGood: isAny },
    date: { digits: 4, isFilled: false, isGood: isDay },
    operator: { digits: 2, isFilled: false, isGood: isAny },
    'checked-operator': { digits: 3, isFilled: false, isGood: isChecked },
    'new-operator': { digits: 2, isFilled: false, isGood: isAny },
  } satisfies Record<NumberName, NumberKind>,
  true,
);

const daysOf = Object.freeze([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const, true);

function isDay(digits: string): boolean {
  const day = Number(digits.slice(2));
  return day >= 1 && day <= (daysOf[Number(digits.slice(0, 2)) - 1] ?? 0);
}

/** `isDraft`: what was typed waits for whoever comes back to a terminal that has locked itself. Its digits, or undefined when it was cancelled or nobody went on. */
export async function askNumber(
  app: App,
  what: NumberName,
  isDraft = true,
): Promise<string | undefined> {
  const { front, attention } = app;
  const { digits: size, isFilled, isGood } = numberKinds[what];
  let typed = '';
  let complaint = false;
  attention.clearKeys();
  for (;;) {
    front.show({ kind: 'number-entry', what, typed, size, ...(complaint && { complaint }) });
    const waited = await attention.key(patienceMs);
    if (waited.kind === 'timeout' && isDraft && (await keepsDraft(app))) continue;
    if (waited.kind !== 'key' || waited.code === Key.cancel) return undefined;
    const { code } = waited;
    complaint = false;
    if (code === Key.language) front.toggleLanguage();
    else if (code === Key.clear) typed = typed.slice(0, -1);
    else if (code === Key.enter) {
      const whole = isFilled && typed !== '' ? typed.padStart(size, '0') : typed;
      if (whole.length === size && isGood(whole)) return whole;
      complaint = true;
      front.tone('alert');
    } else typed = (typed + keyText(code)).slice(0, size);
  }
}

function keyText(code: number): string {
  if (code === Key.doubleZero) return '00';
  return isDigit(code) ? String(code) : '';
}
