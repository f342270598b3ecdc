// SPDX-License-Identifier: Apache-2.0
//
// Remote bytes never throw: a decoder returns one of these.

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  /** `at`: offset of the first byte that is wrong; `reason`: printable, without any data of the message. */
  | { readonly ok: false; readonly at: number; readonly reason: string };

export function decoded<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

export function malformed(at: number, reason: string): { ok: false; at: number; reason: string } {
  return { ok: false, at, reason };
}
