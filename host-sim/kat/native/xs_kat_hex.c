/* SPDX-License-Identifier: Apache-2.0
 *
 * Hexadecimal text in a buffer to bytes at its beginning, and back. In place, so that a long field needs no second buffer.
 */
#include "kat.h"

static int value_of(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* (text) → how many bytes stand at its beginning now; −1 − place of a character that is no digit. An even number of them. */
void xs_kat_from_hex(xsMachine *the) {
  struct span text;
  kat_span(text, xsArg(0));
  for (size_t i = 0; i + 1 < text.size; i += 2) {
    int high = value_of(text.bytes[i]), low = value_of(text.bytes[i + 1]);
    if (high < 0 || low < 0) {
      xsmcSetInteger(xsResult, -1 - (xsIntegerValue)(high < 0 ? i : i + 1));
      return;
    }
    text.bytes[i / 2] = (uint8_t)(high << 4 | low);
  }
  xsmcSetInteger(xsResult, (xsIntegerValue)(text.size / 2));
}

/* (room, count): the first `count` bytes become twice as many upper-case digits */
void xs_kat_to_hex(xsMachine *the) {
  static const char digits[] = "0123456789ABCDEF";
  struct span room;
  size_t count = (size_t)xsmcToInteger(xsArg(1));
  kat_span(room, xsArg(0));
  if (count > room.size / 2) xsRangeError("kat: no room");
  while (count-- > 0) {
    uint8_t byte = room.bytes[count];
    room.bytes[2 * count] = (uint8_t)digits[byte >> 4];
    room.bytes[2 * count + 1] = (uint8_t)digits[byte & 15];
  }
}
