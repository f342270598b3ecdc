/* SPDX-License-Identifier: Apache-2.0
 *
 * Check digits and checksums.
 */
#include "kat.h"

#include "checksum.h"

/* (digits in ASCII) */
void xs_kat_luhn(xsMachine *the) {
  struct span digits;
  kat_span(digits, xsArg(0));
  xsmcSetInteger(xsResult, checksum_luhn(digits.bytes, digits.size));
}

/* (data, out) */
void xs_kat_crc_ccitt(xsMachine *the) {
  struct span data, out;
  kat_span(data, xsArg(0));
  kat_span(out, xsArg(1));
  if (out.size < 2) xsRangeError("kat: no room");
  uint16_t crc = checksum_crc_ccitt(data.bytes, data.size);
  out.bytes[0] = (uint8_t)(crc >> 8);
  out.bytes[1] = (uint8_t)crc;
  xsmcSetInteger(xsResult, 2);
}
