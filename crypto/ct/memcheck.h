/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the memcheck program share. See memcheck.c.
 */
#ifndef JIAOZI_CT_MEMCHECK_H
#define JIAOZI_CT_MEMCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memcheck_operation {
  const char *name;
  void (*run)(const char *name);
};

/** Each ends with a null name. */
extern const struct memcheck_operation memcheck_primitives[];
extern const struct memcheck_operation memcheck_payment[];
extern const struct memcheck_operation memcheck_loading[];

/** Marks a secret. */
void hide(void *secret, size_t size);
/** Takes the mark off a result that is public now. */
void reveal(void *result, size_t size);
void stop(const char *operation, const char *why);
/** Every byte of a result must depend on the secret; then it is public. */
void expect_hidden(const char *operation, uint8_t *result, size_t size);
void expect_ok(const char *operation, bool good);

#endif
