// SPDX-License-Identifier: Apache-2.0
//
// What has been set aside because the host would not say what became of it: it owes nothing any more and blocks nothing, but it is on a
// slip of its own, and on the next settlement slip. docs/adr/0048-a-way-out.md, docs/sources.md [domain G4]

import type { LogRecord } from '../journal/log-format.ts';
import { decodeRecordOf, recordTypes } from '../journal/records.ts';
import type { SetAside } from '../receipt/unresolved-slip.ts';
import { kindOf } from './kinds.ts';
import type { SaleRecord, Unresolved } from './money.ts';
import { slipNames } from './slip-of.ts';

const { givenUp, detailSkipped } = recordTypes;

export function unresolvedOf(
  { sealedReversal: _, original: __, ...record }: SaleRecord,
  operator: string,
  time: string,
): Unresolved {
  return { ...record, operator, time };
}

/** In the records of a batch; each once. */
export function unresolvedIn(batch: Iterable<LogRecord>): SetAside[] {
  const found: SetAside[] = [];
  for (const entry of batch) {
    if (entry.type !== givenUp.type && entry.type !== detailSkipped.type) continue;
    const { name, values } = decodeRecordOf(entry);
    if (name !== 'givenUp' && name !== 'detailSkipped') continue;
    if (found.some(({ trace }) => trace === values.stan)) continue;
    found.push(setAsideOf(values, name));
  }
  return found;
}

export function setAsideOf(values: Unresolved, name: 'givenUp' | 'detailSkipped'): SetAside {
  const { stan: trace, batch, amountMinor, maskedPan, transaction } = values;
  const kind = kindOf(transaction);
  const why = kind.unknown === 'repeat' ? 'not-answered' : 'not-reversed';
  return {
    transaction: slipNames[kind.name],
    trace,
    batch,
    amountMinor,
    maskedPan,
    why: name === 'detailSkipped' ? 'detail-refused' : why,
  };
}
