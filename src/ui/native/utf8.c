/* SPDX-License-Identifier: Apache-2.0
 *
 * See utf8.h. Overlong forms and surrogates are not told apart: no font holds them, so they show as a box anyway.
 */
#include "utf8.h"

/** Bytes that follow this first byte; 0 also for one that cannot be first. */
static size_t following(uint8_t first) {
  if (first >= 0xC2 && first < 0xE0) return 1;
  if (first >= 0xE0 && first < 0xF0) return 2;
  if (first >= 0xF0 && first < 0xF5) return 3;
  return 0;
}

uint32_t utf8_next(const uint8_t *text, size_t size, size_t *at) {
  uint8_t first = text[(*at)++];
  if (first < 0x80) return first;
  size_t more = following(first);
  if (more == 0 || size - *at < more) return UTF8_REPLACEMENT;
  uint32_t code = first & (0x3Fu >> more);
  for (size_t i = 0; i < more; i++) {
    uint8_t next = text[*at + i];
    if ((next & 0xC0) != 0x80) return UTF8_REPLACEMENT;
    code = code << 6 | (next & 0x3Fu);
  }
  *at += more;
  return code;
}
