/* SPDX-License-Identifier: Apache-2.0
 *
 * How long each function of crypto/core takes, and whether that depends on secrets: each operation is run over and over with
 * fresh random secrets (same sizes, same public values) and the smallest and largest count is printed:
 *
 *   name<tab>minimum<tab>maximum<tab>runs<tab>failures<tab>bytes of stack
 *
 * On rv32 under QEMU the two must be equal for operations on secrets. Public ones are marked "(public)" and may differ.
 * COUNT_RUNS is how often; long operations run COUNT_RUNS_LONG times. A failure is an operation that must not fail and did.
 */
#include "machine.h"
#include "operations.h"
#include "trace.h"

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

/* A function of its own, so that the way from one count to the next is the operation's only (tests/crypto/evidence/counts.ts). */
static __attribute__((noinline)) uint32_t count_one(const struct operation *operation, struct work *work) {
  uint32_t from = machine_count();
  operation->run(work);
  return machine_count() - from;
}

static void measure(const struct operation *operation, struct work *work, uint32_t overhead) {
  uint32_t seed = 0x4A6Fu, least = 0xFFFFFFFFu, most = 0, stack = 0;
  uint32_t runs = operation->is_long ? COUNT_RUNS_LONG : COUNT_RUNS;
  work->failures = 0;
  for (uint32_t i = 0; i < runs; i++) {
    fill(&seed, work->secret, sizeof work->secret);
    if (operation->prepare != 0) operation->prepare(work);
    trace_group("prepare");
    if (i == 0) machine_paint_stack();
    uint32_t taken = count_one(operation, work) - overhead;
    if (taken < least) least = taken;
    if (taken > most) most = taken;
    if (i == 0) stack = machine_painted_stack();
  }
  machine_print(operation->name);
  print_number(least);
  print_number(most);
  print_number(runs);
  print_number(work->failures);
  print_number(stack);
  machine_print("\n");
  trace_group(operation->name);
}

static const struct operation *const lists[] = {operations_ciphers, operations_curves, operations_payment, operations_state,
                                              operations_vault,   operations_entry,  operations_loading,
                                              operations_people};

static void nothing(struct work *work) {
  (void)work;
}

int main(void) {
  struct work work;
  const struct operation empty = {"", 0, nothing, false};
  uint32_t overhead = 0xFFFFFFFFu;
  for (unsigned i = 0; i < 8; i++) {
    uint32_t taken = count_one(&empty, &work);
    if (taken < overhead) overhead = taken;
  }
  for (unsigned i = 0; i < sizeof lists / sizeof lists[0]; i++) {
    for (const struct operation *operation = lists[i]; operation->name != 0; operation++) measure(operation, &work, overhead);
  }
  machine_exit();
}
