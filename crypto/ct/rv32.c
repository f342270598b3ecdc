/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/ct/machine.h on QEMU's machine "virt", rv32imac, without anything below: instructions are counted by the counter
 * minstret (exact under -icount shift=0), text goes out by semihosting.
 */
#include "machine.h"

__asm__(".section .text.start\n"
        ".option push\n.option arch, +zicsr\n"
        ".globl _start\n_start:\n"
        "la sp, _stack_top\n"
        "call main\n"
        "mv a0, x0\ncall machine_exit\n"
        ".option pop\n.text\n");

static long semihost(long operation, const void *argument) {
  register long a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = argument;
  __asm__ volatile(".option push\n.option norvc\n.balign 16\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
  return a0;
}

uint32_t machine_count(void) {
  uint32_t count;
  __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, minstret\n.option pop" : "=r"(count) : : "memory");
  return count;
}

void machine_print(const char *text) {
  semihost(4, text); /* SYS_WRITE0 */
}

void machine_exit(void) {
  semihost(0x18, (const void *)0x20026); /* SYS_EXIT, the application has ended */
  for (;;) {
  }
}
