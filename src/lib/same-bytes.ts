// SPDX-License-Identifier: Apache-2.0
//
// Whether flash has what was written to it (native/xs_same_bytes.c). It takes as long as what is alike is long: not for secrets.

export function sameBytes(this: unknown, a: Uint8Array, b: Uint8Array): boolean {
  return native('xs_same_bytes').call(this, a, b);
}
