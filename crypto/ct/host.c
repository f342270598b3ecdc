/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/ct/machine.h on the host, which counts nothing: for trace.c and for whoever wants to look at count.c in a debugger.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

uint32_t machine_count(void) {
  return 0;
}

void machine_paint_stack(void) {
}

uint32_t machine_painted_stack(void) {
  return 0;
}

void machine_print(const char *text) {
  fputs(text, stdout);
}

void machine_exit(void) {
  exit(0);
}
