/* SPDX-License-Identifier: Apache-2.0
 *
 * The asm claims to read all memory, so that the stores before it have a reader and must be made, with whole-program
 * optimisation too. It is empty: it costs nothing. Words are stored where they are aligned, because a small C library's memset
 * goes byte by byte, and this is called after every block.
 */
#include "wipe.h"

#include <stdint.h>

typedef uint32_t __attribute__((may_alias)) any_word;

void jz_wipe(void *memory, size_t size) {
  uint8_t *at = memory;
  for (; size > 0 && ((uintptr_t)at & 3) != 0; size--) *at++ = 0;
  for (; size >= 16; size -= 16, at += 16) {
    any_word *words = (any_word *)(void *)at;
    words[0] = words[1] = words[2] = words[3] = 0;
    __asm__ volatile("" : : "r"(at) : "memory");
  }
  for (; size > 0; size--) {
    *at++ = 0;
    __asm__ volatile("" : : "r"(at) : "memory");
  }
}
