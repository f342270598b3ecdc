// SPDX-License-Identifier: Apache-2.0
//
// What keys in a key-loading file are for: the slot of the terminal that takes them, and what TR-31 calls it. docs/sources.md
// [vectors 3]; 10 is this project's, for TR-31 has no number for UnionPay's MAC.

export interface Purpose {
  readonly name: string;
  readonly slot: number;
  readonly usage: string;
  readonly mode: string;
}

export const purposes: readonly Purpose[] = [
  { name: 'master', slot: 0, usage: 'K0', mode: 'D' },
  { name: 'pin', slot: 1, usage: 'P0', mode: 'E' },
  { name: 'mac', slot: 2, usage: '10', mode: 'C' },
  { name: 'track', slot: 3, usage: 'D0', mode: 'E' },
  { name: 'kbpk', slot: 4, usage: 'K1', mode: 'D' },
];

export function purposeOf(name: string): Purpose | undefined {
  return purposes.find((each) => each.name === name);
}
