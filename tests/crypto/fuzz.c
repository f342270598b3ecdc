/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzzers for what crypto/core takes apart: fuzz TARGET RUNS SEED, with seeds of inputs as lines of hex on stdin. Mutates, runs,
 * and keeps what reached a new edge of the code (the compiler's -fsanitize-coverage=trace-pc), so that it finds its way behind checks.
 * Ends with "runs kept edges accepted" on stdout, or aborts, by a sanitizer or because
 * something was accepted that must not be.
 *
 * What a reader would get wrong: nothing here is random. Same target, runs, seed and stdin: same inputs.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 4096, EDGES = 65536 };

struct input {
  uint8_t *bytes;
  size_t size;
};

struct fuzzer {
  struct input kept[KEPT_MAX];
  unsigned count, seeds;
  uint32_t random;
};

/* The compiler's hook has no argument but its caller. */
static uint8_t edges[EDGES];
static unsigned edge_count;

void __sanitizer_cov_trace_pc(void);

__attribute__((no_sanitize_coverage, no_sanitize_address)) void __sanitizer_cov_trace_pc(void) {
  uintptr_t at = (uintptr_t)__builtin_return_address(0);
  uintptr_t edge = (at ^ at >> 16) % EDGES;
  if (edges[edge] == 0) {
    edges[edge] = 1;
    edge_count++;
  }
}

static void print(FILE *file, const char *what, const uint8_t *bytes, size_t size) {
  fprintf(file, "%s ", what);
  for (size_t i = 0; i < size; i++) fprintf(file, "%02x", bytes[i]);
  fprintf(file, "\n");
}

static uint32_t next(struct fuzzer *fuzzer, uint32_t below) {
  uint32_t x = fuzzer->random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  fuzzer->random = x;
  return x % below;
}

static void keep(struct fuzzer *fuzzer, const uint8_t *bytes, size_t size) {
  if (fuzzer->count == KEPT_MAX) return;
  struct input *input = &fuzzer->kept[fuzzer->count++];
  input->bytes = malloc(size);
  input->size = size;
  memcpy(input->bytes, bytes, size);
}

/* Values at the edges of lengths and digits. */
static const uint8_t edge_bytes[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, '0', '1', '9', 'A', 'F', 'G', ' '};

static size_t mutate(struct fuzzer *fuzzer, uint8_t *bytes, size_t size) {
  for (uint32_t times = 1 + next(fuzzer, 4); times > 0; times--) {
    uint32_t at = size == 0 ? 0 : next(fuzzer, (uint32_t)size);
    switch (next(fuzzer, 8)) {
      case 0: if (size > 0) bytes[at] ^= (uint8_t)(1u << next(fuzzer, 8)); break;
      case 1: if (size > 0) bytes[at] = (uint8_t)next(fuzzer, 256); break;
      case 2: if (size > 0) bytes[at] = edge_bytes[next(fuzzer, sizeof edge_bytes)]; break;
      case 3: if (size > 0) bytes[at] = (uint8_t)(bytes[at] + 1u - 2u * next(fuzzer, 2)); break;
      case 4: size = at; break;
      case 5: /* one byte more, there */
        if (size < FUZZ_SIZE_MAX) {
          memmove(bytes + at + 1, bytes + at, size - at);
          bytes[at] = (uint8_t)next(fuzzer, 256);
          size++;
        }
        break;
      case 6: /* one byte less */
        if (size > 0) {
          memmove(bytes + at, bytes + at + 1, size - at - 1);
          size--;
        }
        break;
      default: { /* a part of another input */
        const struct input *other = &fuzzer->kept[next(fuzzer, fuzzer->count)];
        size_t part = other->size < size ? other->size : size;
        if (at < part) memcpy(bytes + at, other->bytes + at, part - at);
      }
    }
  }
  return size;
}

static bool run(const struct fuzz_target *target, const uint8_t *bytes, size_t size) {
  uint8_t *exact = malloc(size); /* so that a byte too far is seen */
  memcpy(exact, bytes, size);
  bool accepted = target->run(exact, size);
  free(exact);
  return accepted;
}

static bool is_seed(const struct fuzzer *fuzzer, const uint8_t *bytes, size_t size) {
  for (unsigned i = 0; i < fuzzer->seeds; i++) {
    if (fuzzer->kept[i].size == size && memcmp(fuzzer->kept[i].bytes, bytes, size) == 0) return true;
  }
  return false;
}

/* What may be accepted that is no seed depends on the target. */
static void judge(const struct fuzzer *fuzzer, const struct fuzz_target *target, const uint8_t *bytes, size_t size) {
  if (target->accepted == ACCEPTED_ANY || is_seed(fuzzer, bytes, size)) return;
  print(target->accepted == ACCEPTED_SEEDS ? stderr : stdout, "accepted", bytes, size);
  if (target->accepted == ACCEPTED_SEEDS) abort();
}

static void read_seeds(struct fuzzer *fuzzer, const struct fuzz_target *target) {
  char line[2 * FUZZ_SIZE_MAX + 2];
  uint8_t bytes[FUZZ_SIZE_MAX];
  bool begun = false;
  while (fgets(line, sizeof line, stdin) != NULL) {
    size_t size = 0;
    unsigned byte;
    while (size < FUZZ_SIZE_MAX && sscanf(line + 2 * size, "%2x", &byte) == 1) bytes[size++] = (uint8_t)byte;
    if (target->begin != NULL && !begun) {
      target->begin(bytes, size);
      begun = true;
      continue;
    }
    keep(fuzzer, bytes, size);
    if (!run(target, bytes, size)) fprintf(stderr, "seed %u is refused\n", fuzzer->count);
  }
  fuzzer->seeds = fuzzer->count;
}

int main(int count, char **arguments) {
  static struct fuzzer fuzzer;
  uint8_t bytes[FUZZ_SIZE_MAX + 1];
  const struct fuzz_target *target = fuzz_targets;
  if (count != 4) return 2;
  while (target->name != NULL && strcmp(target->name, arguments[1]) != 0) target++;
  if (target->name == NULL) return 2;
  unsigned long runs = strtoul(arguments[2], NULL, 10), accepted = 0;
  fuzzer.random = (uint32_t)strtoul(arguments[3], NULL, 10) * 2654435761u + 1u;
  read_seeds(&fuzzer, target);
  if (fuzzer.count == 0) return 2;
  for (unsigned long i = 0; i < runs; i++) {
    const struct input *from = &fuzzer.kept[next(&fuzzer, fuzzer.count)];
    unsigned before = edge_count;
    memcpy(bytes, from->bytes, from->size);
    size_t size = mutate(&fuzzer, bytes, from->size);
    bool good = run(target, bytes, size);
    if (good) judge(&fuzzer, target, bytes, size);
    accepted += good;
    if (edge_count > before) keep(&fuzzer, bytes, size);
  }
  printf("%lu %u %u %lu\n", runs, fuzzer.count, edge_count, accepted);
  for (unsigned i = 0; i < fuzzer.count; i++) free(fuzzer.kept[i].bytes);
  return 0;
}
