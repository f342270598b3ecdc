// SPDX-License-Identifier: Apache-2.0
//
// Whether this sale may be approved without the issuer, decided before a card is shown: floor limit, what is not uploaded yet, and
// a random selection whose chance grows with the amount. docs/sources.md [domain A6: DF15, DF16, DF17, DF19; own knowledge of EMV's
// terminal risk management]
//
// What a reader would get wrong: the card decides later, and may want to go online whatever comes out here. Kernels 3 and 7 have no
// terminal risk management of their own; what is found here reaches the card as "online cryptogram required" (TTQ), not in its TVR.

export interface OfflineLimits {
  /** Larger amounts go online (DF19). */
  readonly floorLimitMinor: number;
  /** Of all that is not uploaded yet, this sale included. */
  readonly totalLimitMinor: number;
  /** So many may wait for their upload; when they do, every sale goes online. */
  readonly queueMax: number;
  /** Below it all amounts are selected with the target percentage (DF15). */
  readonly thresholdMinor: number;
  /** DF17: of small amounts; 0 to 99. */
  readonly targetPercent: number;
  /** DF16: of an amount at the floor limit; not less than the other. */
  readonly targetPercentMax: number;
}

/** What waits for its upload. */
export interface Waiting {
  readonly count: number;
  readonly amountMinor: number;
}

export type OnlineReason = 'floor-limit' | 'total-limit' | 'queue-full' | 'random';

/** Why the sale must go online; undefined: it need not. `draw`: evenly from 1 to 99. */
export function onlineReason(
  limits: OfflineLimits,
  amountMinor: number,
  waiting: Waiting,
  draw: number,
): OnlineReason | undefined {
  if (amountMinor > limits.floorLimitMinor) return 'floor-limit';
  if (waiting.count >= limits.queueMax) return 'queue-full';
  if (waiting.amountMinor + amountMinor > limits.totalLimitMinor) return 'total-limit';
  return draw <= chancePercent(limits, amountMinor) ? 'random' : undefined;
}

/** The target percentage up to the threshold; from there on a straight line to the largest at the floor limit. */
function chancePercent(
  { thresholdMinor, floorLimitMinor, targetPercent, targetPercentMax }: OfflineLimits,
  amountMinor: number,
): number {
  if (amountMinor < thresholdMinor || floorLimitMinor <= thresholdMinor) return targetPercent;
  const share = (amountMinor - thresholdMinor) / (floorLimitMinor - thresholdMinor);
  return Math.floor(targetPercent + (targetPercentMax - targetPercent) * share);
}
