/* SPDX-License-Identifier: Apache-2.0
 *
 * The asm after memset claims to read the memory at that address, so that the stores before it have a reader and must be
 * made, with whole-program optimisation too. It is empty: it costs nothing. (A volatile loop would also do, byte by byte.)
 */
#include "wipe.h"

#include <string.h>

void jz_wipe(void *memory, size_t size) {
  memset(memory, 0, size);
  __asm__ volatile("" : : "r"(memory) : "memory");
}
