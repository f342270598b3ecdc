// SPDX-License-Identifier: Apache-2.0
//
// The way out where the host will not say what became of something, or will not take a detail: it is set aside, in the journal, on a slip
// for the acquirer and on the next settlement slip. docs/adr/0048-a-way-out.md, docs/sources.md [domain G4]
//
// What a reader would get wrong: this is not for a line that is down. Only attempts that the host may have had count, and it takes the
// profile's most of them before the menu offers it.

import { composeUnresolvedSlip } from '../receipt/unresolved-slip.ts';
import type { ScreenOf } from '../ui/screen.ts';
import { type App, confirms, timeOf } from './app.ts';
import type { Upload } from './batch-upload.ts';
import { kindOf } from './kinds.ts';
import type { SaleRecord, Unresolved } from './money.ts';
import { operatorOf } from './operator.ts';
import { withPermission } from './operator-permission.ts';
import { printLines } from './paper.ts';
import { digitsOfTime, timeOfDigits } from './receipt-time.ts';
import { setAsideOf, unresolvedOf } from './unresolved.ts';

const patienceMs = 30_000;

export function mayGiveUp({ till, session }: App): boolean {
  return till.owed !== undefined && till.owedSends >= session.profile.reversalSendsMax;
}

/** What is owed, from the menu. */
export async function giveUpOwed(app: App): Promise<void> {
  const { till } = app;
  const { owed } = till;
  if (!owed || !(await isAgreed(app, 'owed', owed))) return;
  const unresolved = unresolvedOf(owed, operatorOf(app), digitsOfTime(timeOf(app.board)));
  till.apply({ kind: 'given-up', unresolved });
  await print(app, unresolved, 'givenUp');
}

/**
 * A detail that the host refuses, in a settlement. True: it goes on without it. A settlement goes on by the clock, too: where nobody has
 * signed in nobody is asked, and the batch waits for somebody.
 */
export async function skipDetail(app: App, upload: Upload): Promise<boolean> {
  if (app.shift.isClosed) return false;
  let isSkipped = false;
  await withPermission(app, 'give-up', async () => {
    isSkipped = await setsDetailAside(app, upload);
  });
  return isSkipped;
}

async function setsDetailAside(app: App, { receipt }: Upload): Promise<boolean> {
  const { book } = app;
  if (!(await isAgreed(app, 'detail', receipt))) return false;
  const { stan, batch, amountMinor, maskedPan, transaction } = receipt;
  const time = digitsOfTime(timeOf(app.board));
  const operator = operatorOf(app);
  const skipped = { stan, batch, amountMinor, operator, time, maskedPan, transaction };
  book.skipDetail(skipped);
  await print(app, skipped, 'detailSkipped');
  return true;
}

/** Asked twice: no key does it by mistake, and nobody does it by waiting. */
async function isAgreed(
  app: App,
  what: ScreenOf<'give-up'>['what'],
  {
    stan: trace,
    amountMinor,
    transaction,
  }: Pick<SaleRecord, 'stan' | 'amountMinor' | 'transaction'>,
): Promise<boolean> {
  const { front } = app;
  const { about } = front;
  front.about = kindOf(transaction).name;
  const screen = { kind: 'give-up', what, trace, amountMinor } as const;
  const isSure =
    (await confirms(app, { ...screen, sure: false }, patienceMs)) === true &&
    (await confirms(app, { ...screen, sure: true }, patienceMs)) === true;
  front.about = about;
  return isSure;
}

function print(
  app: App,
  unresolved: Unresolved,
  name: 'givenUp' | 'detailSkipped',
): Promise<boolean> {
  const { front, settings } = app;
  return printLines(app, 'unresolved', false, (reprint) =>
    composeUnresolvedSlip({
      ...setAsideOf(unresolved, name),
      language: front.language,
      reprint,
      merchantName: settings.merchantName,
      merchantNumber: settings.merchantId,
      terminalNumber: settings.terminalId,
      operator: unresolved.operator,
      dateTime: timeOfDigits(unresolved.time),
    }),
  );
}
