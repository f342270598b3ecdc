/* SPDX-License-Identifier: Apache-2.0
 *
 * Between fuzz.c, which makes inputs, and fuzz-targets.c, which has what they are for.
 */
#ifndef JIAOZI_TESTS_FUZZ_H
#define JIAOZI_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FUZZ_SIZE_MAX = 2048 };

/** What a target may accept besides the seeds: nothing (there is a MAC or a signature), anything, or what the caller looks at. */
enum fuzz_accepted { ACCEPTED_SEEDS, ACCEPTED_ANY, ACCEPTED_PRINTED };

struct fuzz_target {
  const char *name;
  enum fuzz_accepted accepted;
  /** Takes the first line, which is no input but says what inputs are about (a key). May be null. */
  void (*begin)(const uint8_t *bytes, size_t size);
  /** Whether it was accepted. */
  bool (*run)(const uint8_t *bytes, size_t size);
};

/** Ends with a null name. */
extern const struct fuzz_target fuzz_targets[];

#endif
