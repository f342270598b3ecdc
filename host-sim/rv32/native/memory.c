/* SPDX-License-Identifier: Apache-2.0
 *
 * memcpy, memmove and memset a word at a time, as an ESP32 has them in its ROM; picolibc's, built for size, go byte by byte.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t __attribute__((may_alias)) word;

enum { WORD = sizeof(word), MASK = WORD - 1 };

void *memset(void *start, int value, size_t count) {
  uint8_t *at = start;
  for (; count && (uintptr_t)at & MASK; count--) *at++ = (uint8_t)value;
  word pattern = (word)(uint8_t)value * 0x01010101u;
  for (; count >= 4 * WORD; count -= 4 * WORD, at += 4 * WORD) {
    ((word *)(void *)at)[0] = pattern;
    ((word *)(void *)at)[1] = pattern;
    ((word *)(void *)at)[2] = pattern;
    ((word *)(void *)at)[3] = pattern;
  }
  for (; count; count--) *at++ = (uint8_t)value;
  return start;
}

static void copy_up(uint8_t *to, const uint8_t *from, size_t count) {
  if ((((uintptr_t)to ^ (uintptr_t)from) & MASK) == 0) {
    for (; count && (uintptr_t)to & MASK; count--) *to++ = *from++;
    for (; count >= WORD; count -= WORD, to += WORD, from += WORD) *(word *)(void *)to = *(const word *)(const void *)from;
  }
  for (; count; count--) *to++ = *from++;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  copy_up(to, from, count);
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  if ((uintptr_t)to - (uintptr_t)from >= count) {
    copy_up(to, from, count);
    return to;
  }
  uint8_t *end = (uint8_t *)to + count;
  for (const uint8_t *last = (const uint8_t *)from + count; count; count--) *--end = *--last;
  return to;
}
