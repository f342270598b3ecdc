// SPDX-License-Identifier: Apache-2.0
//
// How far the settlement of a batch has come: docs/sources.md [domain G9]. Each step is a record, so a cut resumes at the step.
// The next step follows from the host's answer alone: no IO, no clock, no promise.

import type { RecordOf } from '../journal/records.ts';

/** In this order. `asking`: the host may have the totals. `settled`: for the host the batch is over, its totals may not be on paper. */
const settlementSteps = Object.freeze(['asking', 'uploading', 'ending', 'settled'] as const, true);
export type SettlementStep = (typeof settlementSteps)[number];

export interface Settlement {
  /** The totals, once and for all. */
  readonly begun: RecordOf<'settlementBegun'>;
  readonly step: SettlementStep;
  readonly isBalanced: boolean;
  /** Number of the last record whose upload is known. */
  readonly through: number;
  readonly uploaded: number;
}

export type SettlementProgress = Omit<Settlement, 'begun'>;

export function settlementBegun(begun: RecordOf<'settlementBegun'>): Settlement {
  return { begun, step: 'asking', isBalanced: false, through: 0, uploaded: 0 };
}

export function settlementMoved(
  { begun }: Settlement,
  { step, balanced, through, uploaded }: RecordOf<'settlementMoved'>,
): Settlement {
  const name = settlementSteps[step];
  if (!name) throw new RangeError(`journal: settlement step ${step}`);
  return { begun, step: name, isBalanced: balanced === 1, through, uploaded };
}

export function recordOfProgress(
  { step, isBalanced, through, uploaded }: SettlementProgress,
  operator: string,
): RecordOf<'settlementMoved'> {
  return {
    step: settlementSteps.indexOf(step),
    balanced: isBalanced ? 1 : 0,
    through,
    uploaded,
    operator,
  };
}

/** After the host's comparison. `endsBalanced`: the host wants an end message even then. */
export function afterTotals(isBalanced: boolean, endsBalanced: boolean): SettlementProgress {
  const step = isBalanced ? (endsBalanced ? 'ending' : 'settled') : 'uploading';
  return { step, isBalanced, through: 0, uploaded: 0 };
}
