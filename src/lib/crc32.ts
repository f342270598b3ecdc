// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 (native/crc32.h): finds accidents, not intent.

export function crc32(this: unknown, bytes: Uint8Array): number {
  return native('xs_crc32').call(this, bytes);
}
