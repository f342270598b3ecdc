/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the driver program share: core-driver.c has main, the driver-*.c more commands.
 */
#ifndef JIAOZI_TESTS_DRIVER_H
#define JIAOZI_TESTS_DRIVER_H

#include "entropy.h"
#include "key_components.h"
#include "loading_record.h"
#include "operators_image.h"
#include "pinpad.h"
#include "vault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARGUMENTS_MAX = 12 };

struct argument {
  uint8_t *bytes;
  size_t size;
};

struct board {
  bool has_secret;
  uint8_t secret[32];
  bool has_counter;
  uint32_t count, count_limit;
};

struct driver {
  struct vault vault;
  struct pinpad pad;
  struct entropy entropy;
  struct drbg random;
  /** The last image of the vault. */
  struct argument image;
  struct board board;
  struct key_components components;
  struct loading_record loading;
  struct operators operators;
  struct argument arguments[ARGUMENTS_MAX];
  int count;
};

struct command {
  const char *name;
  void (*run)(struct driver *driver);
};

/** Each ends with a null name. */
extern const struct command primitive_commands[];
extern const struct command payment_commands[];
extern const struct command pin_commands[];
extern const struct command loading_commands[];
extern const struct command people_commands[];
extern const struct command vault_commands[];

void stop(const char *why);
void answer(const uint8_t *bytes, size_t size);
/** "ok" or "refused" */
void answer_whether(bool good);
/** The bytes, or "refused". */
void answer_if(bool good, const uint8_t *bytes, size_t size);
/** The argument at `index`; of exactly `size` bytes unless size is 0. */
struct argument take(const struct driver *driver, int index, size_t size);
/** An argument of one byte. */
unsigned number(const struct driver *driver, int index);
/** An argument of four bytes, the most significant first. */
uint32_t word(const struct driver *driver, int index);

#endif
