/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations that crypto/ct/count.c measures. Each list has a file of its own; which function of crypto/core is measured by
 * which of them stands in crypto/ct/coverage.txt, and tests/crypto/coverage.test.ts looks whether that is so.
 */
#ifndef JIAOZI_CT_OPERATIONS_H
#define JIAOZI_CT_OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

/** Room for an operation: random secrets, and whatever `prepare` leaves for `run`. */
struct work {
  uint8_t secret[512];
  uint32_t context[1024];
  uint8_t data[2048];
  /** How often something failed that must not: a count of that would be a count of nothing. */
  uint32_t failures;
};

struct operation {
  const char *name;
  /** Not counted; null when there is nothing to prepare. */
  void (*prepare)(struct work *work);
  void (*run)(struct work *work);
  bool is_long;
};

/** Each ends with a null name. */
extern const struct operation operations_ciphers[];
extern const struct operation operations_curves[];
extern const struct operation operations_payment[];
extern const struct operation operations_state[];
extern const struct operation operations_vault[];
extern const struct operation operations_entry[];
extern const struct operation operations_loading[];
extern const struct operation operations_people[];

#define CONTEXT(type) ((struct type *)(void *)work->context)
#define OPERATION(name) static void name(struct work *work)

/** Without a branch: it is counted. */
static inline void done(struct work *work, bool good) {
  work->failures += !good;
}

#endif
