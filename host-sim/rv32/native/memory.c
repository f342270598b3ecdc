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

static const word *word_at(const uint8_t *address) { return (const word *)((uintptr_t)address & ~(uintptr_t)MASK); }

/* Two that are not aligned alike: each word is put together from two. */
static size_t copy_shifted(uint8_t *to, const uint8_t *from, size_t count) {
  const word *source = word_at(from);
  unsigned low = 8 * ((uintptr_t)from & MASK), high = 32 - low;
  word before = *source++;
  size_t done = 0;
  for (; count - done > 2 * WORD; done += WORD) {
    word after = *source++;
    *(word *)(void *)(to + done) = before >> low | after << high;
    before = after;
  }
  return done;
}

static size_t copy_aligned(uint8_t *to, const uint8_t *from, size_t count) {
  size_t done = 0;
  for (; count - done >= WORD; done += WORD) *(word *)(void *)(to + done) = *(const word *)(const void *)(from + done);
  return done;
}

static void copy_up(uint8_t *to, const uint8_t *from, size_t count) {
  if ((((uintptr_t)to | (uintptr_t)from) & MASK) == 0) { /* the usual case: a few slots */
    size_t done = copy_aligned(to, from, count);
    to += done, from += done, count -= done;
  } else if (count > 4 * WORD) {
    for (; (uintptr_t)to & MASK; count--) *to++ = *from++;
    size_t done = ((uintptr_t)from & MASK) ? copy_shifted(to, from, count) : copy_aligned(to, from, count);
    to += done, from += done, count -= done;
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
