// SPDX-License-Identifier: Apache-2.0
//
// The three checks before a transaction is finished: operator, amount, signature. Each is answered; the journal has the answers.
// What a reader would get wrong: there is no way past them, not even waiting. "Not right" is an answer too: the money has moved, and
// whoever says it goes on to a void.

import type { App } from './app.ts';
import { Key } from './keys.ts';
import type { Receipt } from './money.ts';
import { isSigned } from './slip-of.ts';

const checks = Object.freeze(['operator', 'amount', 'signature'] as const, true);
const reminderMs = 30_000;
/** In the record: the lower bits say what is right, these what is not. */
const wrongShift = 4;

export async function checkThree(app: App, receipt: Receipt): Promise<void> {
  const { front, book, errors } = app;
  let answers = 0;
  for (let done = 0; done < checks.length; done++) {
    const signed = isSigned(receipt);
    const { operator, amountMinor } = receipt;
    front.show({ kind: 'three-check', operator, amountMinor, signed, done });
    const isRight = await answer(app);
    answers |= 1 << (isRight ? done : done + wrongShift);
    if (!isRight) errors.note('check-failed', checks[done]!);
  }
  book.checked(receipt.stan, answers);
}

async function answer({ front, attention }: App): Promise<boolean> {
  await attention.glance();
  for (;;) {
    const waited = await attention.key(reminderMs);
    if (waited.kind !== 'key') front.tone('alert');
    else if (waited.code === Key.enter) return true;
    else if (waited.code === Key.cancel) return false;
    else if (waited.code === Key.language) front.toggleLanguage();
  }
}
