// SPDX-License-Identifier: Apache-2.0
//
// The slip of a settled batch on paper, and once more: what the journal has of the last one, as long as it has it.

import type { LogRecord } from '../journal/log-format.ts';
import { decodeRecordOf, recordTypes } from '../journal/records.ts';
import { composeSettlementSlip, type SettlementSlip } from '../receipt/settlement-slip.ts';
import { adviceResults } from './advice-queue.ts';
import { type App, tell } from './app.ts';
import { printLines } from './paper.ts';
import { timeOfDigits } from './receipt-time.ts';
import { type Settlement, settlementBegun, settlementMoved } from './settlement-state.ts';
import { unresolvedIn } from './unresolved.ts';

/** `unresolved`: what was set aside in that batch. */
export function printTotals(
  app: App,
  { begun, isBalanced }: Pick<Settlement, 'begun' | 'isBalanced'>,
  open: Open,
  isReprint: boolean,
): Promise<boolean> {
  const { front, settings } = app;
  return printLines(app, 'totals', isReprint, (reprint) =>
    composeSettlementSlip({
      language: front.language,
      reprint,
      merchantName: settings.merchantName,
      merchantNumber: settings.merchantId,
      terminalNumber: settings.terminalId,
      operator: begun.operator,
      batchNumber: begun.batch,
      dateTime: timeOfDigits(begun.time),
      isBalanced,
      domestic: begun,
      foreign: {
        debitMinor: begun.foreignDebitMinor,
        debitCount: begun.foreignDebitCount,
        creditMinor: begun.foreignCreditMinor,
        creditCount: begun.foreignCreditCount,
      },
      ...open,
    }),
  );
}

export async function reprintTotals(app: App): Promise<void> {
  const last = lastSettled(app.book.allRecords());
  if (!last) return tell(app, { kind: 'nothing-to-reprint' });
  await printTotals(app, last.settlement, last.open, true);
}

/** What the totals do not say: what was set aside, and the sales approved offline that the host has not taken one by one. */
type Open = Pick<SettlementSlip, 'unresolved' | 'openAdvices'>;

interface Settled {
  readonly settlement: Settlement;
  readonly open: Open;
}

const {
  settlementBegun: begun,
  settlementMoved: moved,
  batchClosed,
  givenUp,
  detailSkipped,
  adviceEnded,
} = recordTypes;

const openTypes: readonly number[] = Object.freeze(
  [givenUp.type, detailSkipped.type, adviceEnded.type],
  true,
);

/** Of the batch that is being settled: it is in the journal whole. */
export function openNow({ book }: Pick<App, 'book'>): Open {
  const batch: LogRecord[] = [];
  for (const record of book.allRecords()) {
    if (record.type === batchClosed.type) batch.length = 0;
    else if (openTypes.includes(record.type)) batch.push(record);
  }
  return openIn(batch);
}

function openIn(batch: readonly LogRecord[]): Open {
  let count = 0;
  let amountMinor = 0;
  for (const record of batch) {
    const { name, values } = decodeRecordOf(record);
    if (name !== 'adviceEnded' || adviceResults[values.result] === 'taken') continue;
    count++;
    amountMinor += values.amountMinor;
  }
  return { unresolved: unresolvedIn(batch), openAdvices: { count, amountMinor } };
}

/** The last settlement that was done with, whole. */
function lastSettled(records: Iterable<LogRecord>): Settled | undefined {
  const batch: LogRecord[] = [];
  let settlement: Settlement | undefined;
  let last: Settled | undefined;
  for (const record of records) {
    if (record.type === begun.type || record.type === moved.type) {
      const { name, values } = decodeRecordOf(record);
      if (name === 'settlementBegun') settlement = settlementBegun(values);
      if (name === 'settlementMoved' && settlement)
        settlement = settlementMoved(settlement, values);
    } else if (record.type === batchClosed.type) {
      last = settlement && { settlement, open: openIn(batch) };
      settlement = undefined;
      batch.length = 0;
    } else if (openTypes.includes(record.type)) batch.push(record);
  }
  return last;
}
