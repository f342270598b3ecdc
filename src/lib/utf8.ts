// SPDX-License-Identifier: Apache-2.0
//
// Text from bytes. The engine keeps text as UTF-8, so that the work is to check it (native/utf8_text.c).

/** The text of `bytes`. Throws RangeError when they are not UTF-8. */
export function fromUtf8(this: unknown, bytes: ArrayBuffer | Uint8Array): string {
  return native('xs_utf8_text').call(this, bytes);
}
