// SPDX-License-Identifier: Apache-2.0
//
// Making a transaction of this batch undone: its trace number from the slip, a look at what it was, and then what every transaction
// does. docs/sources.md [domain G14]

import type { Hindrance } from '../ui/screen.ts';
import { type App, confirms, tell } from './app.ts';
import type { Standing } from './batch.ts';
import { mayMoveMoney } from './gate.ts';
import { type Kind, kindOf } from './kinds.ts';
import type { SaleRecord } from './money.ts';
import { askNumber } from './number.ts';
import { perform } from './perform.ts';
import { timeOfDigits } from './receipt-time.ts';
import { settleReversal } from './reversal.ts';

const patienceMs = 60_000;
const noticeMs = 5000;

/** `kind` says which transactions it undoes. */
export async function undo(app: App, kind: Kind): Promise<void> {
  const { front, book } = app;
  if (!(await mayMoveMoney(app, kind))) return;
  // What is owed may be the void of the very transaction.
  if (!(await settleReversal(app))) return;
  front.about = kind.name;
  try {
    const trace = await askNumber(app, 'trace');
    if (trace === undefined) return;
    const standing = book.find(trace);
    const why = hindranceOf(standing, kind);
    if (why) {
      front.tone('alert');
      return await tell(app, { kind: 'not-possible', why }, noticeMs);
    }
    const { sale, receipt } = standing!;
    if (!(await isWanted(app, sale))) return;
    const original = {
      batch: sale.batch,
      stan: sale.stan,
      date: sale.time.slice(2, 6),
      reference: receipt.referenceNumber,
      authorization: receipt.authorizationCode,
    };
    await perform(app, { kind, amountMinor: sale.amountMinor, original, undone: sale });
  } finally {
    front.about = undefined;
  }
}

function hindranceOf(standing: Standing | undefined, { undoes }: Kind): Hindrance | undefined {
  if (!standing) return 'unknown';
  if (kindOf(standing.sale.transaction).name !== undoes) return 'other-kind';
  return standing.isUndone ? 'undone' : undefined;
}

async function isWanted(
  app: App,
  { stan, transaction, amountMinor, maskedPan, time }: SaleRecord,
): Promise<boolean> {
  const screen = {
    kind: 'transaction-detail',
    trace: stan,
    name: kindOf(transaction).name,
    amountMinor,
    maskedPan,
    time: timeOfDigits(time),
    isUndone: false,
    question: true,
  } as const;
  return (await confirms(app, screen, patienceMs)) === true;
}
