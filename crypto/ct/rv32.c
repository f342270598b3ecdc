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

/* So much as no operation may need; the machine has megabytes. */
enum { PAINTED_WORDS = 8192, PAINT = 0x5A5A5A5A };

static volatile uint32_t *stack_end(void) {
  uint32_t *sp;
  __asm__ volatile("mv %0, sp" : "=r"(sp));
  return sp - PAINTED_WORDS;
}

__attribute__((noinline)) void machine_paint_stack(void) {
  volatile uint32_t *end = stack_end();
  for (uint32_t i = 0; i < PAINTED_WORDS; i++) end[i] = PAINT;
}

__attribute__((noinline)) uint32_t machine_painted_stack(void) {
  volatile uint32_t *end = stack_end();
  uint32_t unused = 0;
  while (unused < PAINTED_WORDS && end[unused] == PAINT) unused++;
  return 4 * (PAINTED_WORDS - unused);
}

void machine_print(const char *text) {
  semihost(4, text); /* SYS_WRITE0 */
}

void machine_exit(void) {
  semihost(0x18, (const void *)0x20026); /* SYS_EXIT, the application has ended */
  for (;;) {
  }
}
