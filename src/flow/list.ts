// SPDX-License-Identifier: Apache-2.0
//
// The batch on the screen, newest first, a page at a time; one transaction in full; and its slip once more.

import type { TransactionRow } from '../ui/screen.ts';
import { type App, tell } from './app.ts';
import type { Listed } from './batch.ts';
import { browse } from './browse.ts';
import { Key } from './keys.ts';
import { kindOf } from './kinds.ts';
import type { Receipt } from './money.ts';
import { askNumber } from './number.ts';
import { reprintOf } from './paper.ts';
import { timeOfDigits } from './receipt-time.ts';

const patienceMs = 60_000;
const noticeMs = 5000;

/** Asks for the trace number first. */
export async function reprintAny(app: App): Promise<void> {
  const trace = await askNumber(app, 'trace');
  if (trace === undefined) return;
  const standing = app.book.find(trace);
  if (standing) return showDetail(app, standing.receipt);
  app.front.tone('alert');
  return tell(app, { kind: 'not-possible', why: 'unknown' }, noticeMs);
}

export async function showTransactions(app: App): Promise<void> {
  const isAny = await browse(
    app,
    app.book,
    (page, selected) => ({ kind: 'transaction-list', rows: page.map(rowOf), selected }),
    ({ receipt }) => showDetail(app, receipt),
  );
  if (!isAny) await tell(app, { kind: 'no-transactions' }, noticeMs);
}

function rowOf({ receipt: { transaction, stan, amountMinor } }: Listed): TransactionRow {
  return { name: kindOf(transaction).name, trace: stan, amountMinor };
}

/** OK prints it once more. */
async function showDetail(app: App, receipt: Receipt): Promise<void> {
  const { book, front, attention } = app;
  const { stan, transaction, amountMinor, maskedPan, time } = receipt;
  front.show({
    kind: 'transaction-detail',
    trace: stan,
    name: kindOf(transaction).name,
    amountMinor,
    maskedPan,
    time: timeOfDigits(time),
    isUndone: book.find(stan)?.isUndone === true,
    question: false,
  });
  await attention.glance();
  for (;;) {
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return;
    if (waited.code === Key.enter) {
      await reprintOf(app, receipt);
      return;
    }
    if (waited.code === Key.language) front.toggleLanguage();
  }
}
