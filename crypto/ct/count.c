/* SPDX-License-Identifier: Apache-2.0
 *
 * How long each function of crypto/core takes, and whether that depends on secrets: each operation is run over and over with
 * fresh random secrets (same sizes, same public values) and the smallest and largest count is printed:
 *
 *   name<tab>minimum<tab>maximum<tab>runs
 *
 * On rv32 under QEMU the two must be equal for operations on secrets. Public ones are marked "(public)" and may differ.
 * COUNT_RUNS is how often at most; long operations run COUNT_RUNS_LONG times.
 */
#include "machine.h"
#include "operations.h"

#ifndef COUNT_RUNS
#define COUNT_RUNS 1000
#endif
#ifndef COUNT_RUNS_LONG
#define COUNT_RUNS_LONG 3
#endif

/* xorshift32: the secrets only have to differ from each other. */
static void fill(uint32_t *seed, uint8_t *bytes, uint32_t size) {
  uint32_t x = *seed;
  for (uint32_t i = 0; i < size; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    bytes[i] = (uint8_t)(x >> 11);
  }
  *seed = x;
}

static void print_number(uint32_t number) {
  char text[12];
  char *at = text + sizeof text;
  *--at = 0;
  do {
    *--at = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  machine_print("\t");
  machine_print(at);
}

static void measure(const struct operation *operation, struct work *work, uint32_t overhead) {
  uint32_t seed = 0x4A6Fu, least = 0xFFFFFFFFu, most = 0;
  uint32_t runs = operation->is_long ? COUNT_RUNS_LONG : COUNT_RUNS;
  for (uint32_t i = 0; i < runs; i++) {
    fill(&seed, work->secret, sizeof work->secret);
    if (operation->prepare != 0) operation->prepare(work);
    uint32_t from = machine_count();
    operation->run(work);
    uint32_t taken = machine_count() - from - overhead;
    if (taken < least) least = taken;
    if (taken > most) most = taken;
  }
  machine_print(operation->name);
  print_number(least);
  print_number(most);
  print_number(runs);
  machine_print("\n");
}

static void nothing(struct work *work) {
  (void)work;
}

int main(void) {
  struct work work;
  void (*volatile empty)(struct work *) = nothing;
  uint32_t overhead = 0xFFFFFFFFu;
  for (unsigned i = 0; i < 8; i++) {
    uint32_t from = machine_count();
    empty(&work);
    uint32_t taken = machine_count() - from;
    if (taken < overhead) overhead = taken;
  }
  for (const struct operation *operation = operations; operation->name != 0; operation++) {
    measure(operation, &work, overhead);
  }
  machine_exit();
}
