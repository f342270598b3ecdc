// SPDX-License-Identifier: Apache-2.0
//
// The shape of a dialect table: one row per field, from docs/sources.md [domain A2, A3]. A row is all that the codec knows
// of a field. Lengths count digits for BCD forms and bytes for the others, which is also what a length prefix counts.

import type { Digits } from './digits.ts';

/** Bytes of BCD length prefix (0: fixed length), and the greatest count. */
export interface Length {
  readonly prefixBytes: 0 | 1 | 2;
  readonly max: number;
}

export const fixed = (count: number): Length => ({ prefixBytes: 0, max: count });
export const ll = (max: number): Length => ({ prefixBytes: 1, max });
export const lll = (max: number): Length => ({ prefixBytes: 2, max });

/**
 * How the value lies on the wire and in memory.
 * `digits`: BCD ↔ string of '0'–'9'. `packed`: BCD ↔ buffer, for card data that must be wiped.
 * `text`: printable ASCII ↔ string. `bytes`: as they are, also for text that may be GBK.
 */
export interface FormValue {
  digits: string;
  packed: Digits;
  text: string;
  bytes: Uint8Array;
}
export type Form = keyof FormValue;

/** Where the spare nibble of an odd count lies, and what it holds when we encode. */
export type Pad = 'left-0' | 'right-0' | 'right-F';

/**
 * What a description hides. `pan`: all but the first 6 and last 4 digits; `all`: everything; `keys`: everything in an answer
 * that delivers keys (0810); `records`: everything in a batch upload (0320), whose records hold PANs.
 */
export type Mask = 'none' | 'pan' | 'all' | 'keys' | 'records';

export interface FieldRow {
  readonly id: number;
  readonly name: string;
  /** As specifications write it: n digits, z track data, an and ans text, b binary. */
  readonly type: 'n' | 'z' | 'an' | 'ans' | 'b';
  readonly form: Form;
  readonly length: Length;
  readonly pad?: Pad;
  readonly mask: Mask;
}

/** Rows in ascending order of `id`, 2 to 64. */
export type Spec = readonly FieldRow[];

export type Fields<S extends Spec> = {
  readonly [Row in S[number] as Row['name']]?: FormValue[Row['form']];
};

export interface Message<S extends Spec> {
  /** four digits */
  readonly mti: string;
  readonly fields: Fields<S>;
}
