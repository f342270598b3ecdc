/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/ct/machine.h on the machine that builds it: the time-stamp counter, which is neither exact nor constant. For comparing
 * versions of the same function on the same machine, and for nothing else.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

uint32_t machine_count(void) {
#if defined(__x86_64__)
  return (uint32_t)__builtin_ia32_rdtsc();
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec);
#endif
}

void machine_print(const char *text) {
  fputs(text, stdout);
}

void machine_exit(void) {
  exit(0);
}
