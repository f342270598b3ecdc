// SPDX-License-Identifier: Apache-2.0
//
// The batch on the screen, newest first, a page at a time; one transaction in full; and its slip once more.

import type { TransactionRow } from '../ui/screen.ts';
import { type App, tell } from './app.ts';
import type { Listed } from './batch.ts';
import { Key } from './keys.ts';
import { kindOf } from './kinds.ts';
import type { Receipt } from './money.ts';
import { askNumber } from './number.ts';
import { reprintOf } from './paper.ts';
import { timeOfDigits } from './receipt-time.ts';

const patienceMs = 60_000;
const noticeMs = 5000;
const pageRows = 4;

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
  const { book, front, attention } = app;
  let page = pageFrom(app, book.end, 'older');
  if (page.length === 0) return tell(app, { kind: 'no-transactions' }, noticeMs);
  let selected = 0;
  attention.clearKeys();
  for (;;) {
    front.show({ kind: 'transaction-list', rows: page.map(rowOf), selected });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return;
    const { code } = waited;
    const isChosen = code >= 1 && code <= page.length;
    if (code === Key.language) front.toggleLanguage();
    else if (code === Key.down) [page, selected] = onePage(app, page, selected + 1);
    else if (code === Key.up) [page, selected] = onePage(app, page, selected - 1);
    else if (code === Key.enter || isChosen) {
      if (isChosen) selected = code - 1;
      await showDetail(app, page[selected]!.receipt);
    }
  }
}

/** The page on which the row with that index is, counted from the present page; at either end nothing moves. */
function onePage(app: App, page: Listed[], index: number): [page: Listed[], selected: number] {
  if (index >= 0 && index < page.length) return [page, index];
  const direction = index < 0 ? 'newer' : 'older';
  const edge = index < 0 ? page[0]! : page[page.length - 1]!;
  const other = pageFrom(app, edge.sequence, direction);
  if (other.length === 0) return [page, index < 0 ? 0 : page.length - 1];
  return [other, index < 0 ? other.length - 1 : 0];
}

function pageFrom({ book }: App, from: number, direction: 'older' | 'newer'): Listed[] {
  const page: Listed[] = [];
  for (let at = from; page.length < pageRows; ) {
    const listed = book.neighbour(at, direction);
    if (!listed) break;
    at = listed.sequence;
    page.push(listed);
  }
  return direction === 'older' ? page : page.reverse();
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
  attention.clearKeys();
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
