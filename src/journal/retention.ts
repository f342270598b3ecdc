// SPDX-License-Identifier: Apache-2.0
//
// How full the journal may get, as data. Tenths of a per cent would be more than a segment: these are percentages of segments.

/** What the terminal may still do. */
export type Room = 'enough' | 'low' | 'none';

export const retention = Object.freeze(
  {
    /** From here on the batch before the present one is not kept any longer. */
    previousBatchUpToPercent: 75,
    /** Of a batch. Settlement counts with three digits; above 96 % of it no sale begins. */
    transactionsMax: 1000,
    /** From here on people are told. */
    warnFromPercent: 90,
    /** From here on no sale begins: what is left is for what is owed, and for settlement. */
    stopFromPercent: 96,
  } as const,
  true,
);

export function roomOf({ used, capacity }: { used: number; capacity: number }): Room {
  const percent = (used * 100) / capacity;
  if (percent >= retention.stopFromPercent) return 'none';
  return percent >= retention.warnFromPercent ? 'low' : 'enough';
}

export function narrower(a: Room, b: Room): Room {
  const rooms = ['none', 'low', 'enough'] as const;
  return rooms.find((room) => room === a || room === b)!;
}
