/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations that crypto/ct/count.c measures: operations.c.
 */
#ifndef JIAOZI_CT_OPERATIONS_H
#define JIAOZI_CT_OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

/** Room for an operation: random secrets, and whatever `prepare` leaves for `run`. */
struct work {
  uint8_t secret[512];
  uint32_t context[1024];
  uint8_t data[1024];
};

struct operation {
  const char *name;
  /** Not counted; null when there is nothing to prepare. */
  void (*prepare)(struct work *work);
  void (*run)(struct work *work);
  bool is_long;
};

/** Ends with a null name. */
extern const struct operation operations[];

#endif
