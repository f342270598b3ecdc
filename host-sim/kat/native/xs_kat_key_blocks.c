/* SPDX-License-Identifier: Apache-2.0
 *
 * Key blocks of TR-31 / X9.143.
 */
#include "kat.h"

#include "key_block.h"

/* (kbpk, block in ASCII, out) → size of the header with its optional blocks in two bytes, then the key */
void xs_kat_key_block_unwrap(xsMachine *the) {
  struct span kbpk, text, out;
  struct key_block_header header;
  size_t size;
  kat_span(kbpk, xsArg(0));
  kat_span(text, xsArg(1));
  kat_span(out, xsArg(2));
  if (out.size < 2 + KEY_BLOCK_KEY_SIZE_MAX) xsRangeError("kat: no room");
  enum key_block_status status =
      jz_key_block_unwrap(kbpk.bytes, kbpk.size, text.bytes, text.size, &header, out.bytes + 2, &size);
  out.bytes[0] = (uint8_t)(header.size >> 8);
  out.bytes[1] = (uint8_t)header.size;
  xsmcSetInteger(xsResult, status == KEY_BLOCK_OK ? (xsIntegerValue)(2 + size) : KAT_KEY_BLOCK - (xsIntegerValue)status);
}

/* (kbpk, header in ASCII, key, fill, out: the block in ASCII) */
void xs_kat_key_block_wrap(xsMachine *the) {
  struct span kbpk, header, key, fill, out;
  size_t size;
  kat_span(kbpk, xsArg(0));
  kat_span(header, xsArg(1));
  kat_span(key, xsArg(2));
  kat_span(fill, xsArg(3));
  kat_span(out, xsArg(4));
  enum key_block_status status = jz_key_block_wrap(kbpk.bytes, kbpk.size, header.bytes, header.size, key.bytes, key.size,
                                                   fill.bytes, fill.size, out.bytes, out.size, &size);
  xsmcSetInteger(xsResult, status == KEY_BLOCK_OK ? (xsIntegerValue)size : KAT_KEY_BLOCK - (xsIntegerValue)status);
}
