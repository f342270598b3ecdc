// SPDX-License-Identifier: Apache-2.0
//
// Error records on the screen and on paper: the list, one of them and what became of it, how many each operator has made, the report,
// and clearing, which archives first.
// What a reader would get wrong: what became of an error is said once, and stays; who says it is in the record.

import type { ErrorLog, ListedError } from '../journal/error-log.ts';
import { composeErrorReport, type ErrorLine } from '../receipt/error-report.ts';
import type { ErrorClosing, ErrorNotice, ErrorRow } from '../ui/screen.ts';
import { errorWords } from '../ui/screens/errors.ts';
import { type Language, say } from '../ui/strings.ts';
import { type App, tell, timeOf } from './app.ts';
import { browse } from './browse.ts';
import { causeOf, errorNameOf, handlings } from './error-events.ts';
import { Key } from './keys.ts';
import { operatorOf } from './operator.ts';
import { withPermission } from './operator-permission.ts';
import { printLines } from './paper.ts';
import { pick } from './pick.ts';
import { digitsOfTime, timeOfDigits } from './receipt-time.ts';

const patienceMs = 60_000;
const noticeMs = 5000;
const countRows = 5;
/** A report longer than this is printed in parts: a terminal has little memory. */
const reportRows = 24;

const closings: readonly ErrorClosing[] = Object.freeze(
  ['corrected', 'undone', 'service-called', 'explained'] as const,
  true,
);

/** Undefined: there is none, and it has been said. What can be read of a damaged one is shown after that has been said. */
async function logOf(app: App): Promise<ErrorLog | undefined> {
  const { log } = app.errors;
  if (!log) {
    await tellOf(app, 'no-log');
    return undefined;
  }
  if (log.isDamaged()) await tellOf(app, 'damaged');
  if (log.count > 0) return log;
  await tellOf(app, 'none');
  return undefined;
}

function tellOf(app: App, notice: ErrorNotice): Promise<void> {
  return tell(app, { kind: 'error-notice', notice }, noticeMs);
}

export async function showErrors(app: App): Promise<void> {
  const log = await logOf(app);
  if (!log) return;
  await browse(
    app,
    log,
    (page, selected) => ({ kind: 'error-list', rows: page.map(rowOf), selected }),
    (listed) => showDetail(app, log, listed),
  );
}

function rowOf({ seen: { event, time } }: ListedError): ErrorRow {
  return { name: errorNameOf(event), cause: causeOf(event), time: timeOfDigits(time) };
}

async function showDetail(app: App, log: ErrorLog, listed: ListedError): Promise<void> {
  const { front, attention } = app;
  const { operator, lastStan, detail } = listed.seen;
  const closed = log.closing(listed.sequence);
  const closing = closings.find((name) => handlings[name] === closed?.handling);
  front.show({
    kind: 'error-detail',
    ...rowOf(listed),
    operator,
    trace: lastStan,
    detail,
    ...(closed && { closedBy: closed.operator, ...(closing && { closing }) }),
  });
  await attention.glance();
  for (;;) {
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return;
    if (waited.code === Key.language) front.toggleLanguage();
    if (waited.code === Key.enter && !closed) return close(app, log, listed.sequence);
  }
}

async function close(app: App, log: ErrorLog, of: number): Promise<void> {
  const closing = await pick(app, closings);
  if (!closing) return;
  await withPermission(app, closing, async () => {
    const values = { of, handling: handlings[closing], operator: operatorOf(app) };
    log.close({ ...values, time: app.errors.now });
    await tellOf(app, 'closed');
  });
}

export async function showErrorCounts(app: App): Promise<void> {
  const { front, attention } = app;
  const log = await logOf(app);
  if (!log) return;
  front.show({
    kind: 'error-counts',
    rows: countsOf(log).slice(0, countRows),
    total: log.count,
  });
  await attention.glance();
  for (;;) {
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return;
    if (waited.code === Key.language) front.toggleLanguage();
  }
}

/** By operator; those with the most first. */
function countsOf({ counts }: ErrorLog): { operator: string; count: number }[] {
  const rows: { operator: string; count: number }[] = [];
  counts.forEach((count, operator) => {
    if (count > 0) rows.push({ operator: String(operator).padStart(2, '0'), count });
  });
  return rows.sort((a, b) => b.count - a.count);
}

export async function printErrors(app: App): Promise<void> {
  const log = await logOf(app);
  if (log) await printReport(app, log);
}

/** Whoever may has agreed (roles.ts); where nobody signs in, nobody could. What is listed goes on paper first. */
export async function clearErrors(app: App): Promise<void> {
  const log = await logOf(app);
  if (!log) return;
  const { shift } = app;
  if (!shift.store) return tellOf(app, 'not-allowed');
  const approver = shift.approver ?? operatorOf(app);
  if (!(await printReport(app, log))) return tellOf(app, 'not-cleared');
  log.clear({ operator: operatorOf(app), approver, time: app.errors.now });
  await tellOf(app, 'cleared');
}

/** True when all of it is on paper. Newest first, as on the screen. */
async function printReport(app: App, log: ErrorLog): Promise<boolean> {
  const { front, settings, board } = app;
  const { head } = log;
  const isDamaged = log.isDamaged();
  const now = timeOfDigits(digitsOfTime(timeOf(board)));
  let at = log.end;
  for (let part = 1; ; part++) {
    const { lines, next } = linesFrom(log, at, front.language);
    if (lines.length === 0) return true;
    const isDone = await printLines(app, 'errors', part > 1, () =>
      composeErrorReport({
        language: front.language,
        part,
        merchantName: settings.merchantName,
        merchantNumber: settings.merchantId,
        terminalNumber: settings.terminalId,
        operator: operatorOf(app),
        dateTime: now,
        head,
        isDamaged,
        counts: part === 1 ? countsOf(log) : [],
        total: log.count,
        lines,
      }),
    );
    if (!isDone) return false;
    at = next;
  }
}

function linesFrom(
  log: ErrorLog,
  from: number,
  language: Language,
): { lines: ErrorLine[]; next: number } {
  const lines: ErrorLine[] = [];
  let at = from;
  while (lines.length < reportRows) {
    const listed = log.neighbour(at, 'older');
    if (!listed) break;
    at = listed.sequence;
    const { cause, name, time } = rowOf(listed);
    const { operator, detail, lastStan } = listed.seen;
    const closedBy = log.closing(at)?.operator;
    const words = say(name ? errorWords[name] : 'errorUnknown', language);
    const line = { number: at, cause, words, time, operator, detail, trace: lastStan };
    lines.push({ ...line, ...(closedBy !== undefined && { closedBy }) });
  }
  return { lines, next: at };
}
