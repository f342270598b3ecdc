// SPDX-License-Identifier: Apache-2.0
//
// Remote bytes never throw: a decoder returns one of these.

/** Why it is none. */
export interface Malformed {
  readonly ok: false;
  /** Offset of the first byte that is wrong. */
  readonly at: number;
  /** Printable, without any data of the message. */
  readonly reason: string;
}

export type Decoded<T> = { readonly ok: true; readonly value: T } | Malformed;

export function decoded<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

export function malformed(at: number, reason: string): Malformed {
  return { ok: false, at, reason };
}
