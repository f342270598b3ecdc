/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for operators. See core-driver.c.
 */
#include "driver.h"

#include "vault_hash.h"

#include <stdio.h>
#include <string.h>

static void status(enum operators_status status) {
  printf("%d\n", (int)status);
}

/* 32 bytes into the pepper's slot */
static void pepper(struct driver *driver) {
  struct vault_slot *slot = &driver->vault.slots[OPERATORS_PEPPER_SLOT];
  *slot = (struct vault_slot){.purpose = VAULT_PURPOSE_PEPPER, .algorithm = VAULT_ALGORITHM_HMAC,
                              .origin = VAULT_ORIGIN_GENERATED, .key_size = 32, .uses = VAULT_USE_HASH};
  memcpy(slot->key, take(driver, 0, 32).bytes, 32);
  answer_whether(true);
}

/* slot, data → HMAC */
static void hash(struct driver *driver) {
  uint8_t out[VAULT_HASH_SIZE];
  struct argument data = take(driver, 1, 0);
  answer_if(vault_hash(&driver->vault, number(driver, 0), data.bytes, data.size, out) == VAULT_OK, out, sizeof out);
}

/* number, now → status */
static void charge(struct driver *driver) {
  status(operators_charge(&driver->operators, number(driver, 0), word(driver, 1)));
}

/* number, digits → status */
static void verify(struct driver *driver) {
  struct argument digits = take(driver, 1, 0);
  status(operators_verify(&driver->operators, &driver->vault, number(driver, 0), digits.bytes, digits.size));
}

/* number, digits, salt → status */
static void new_password(struct driver *driver) {
  struct argument digits = take(driver, 1, 0);
  status(operators_new_password(&driver->operators, &driver->vault, number(driver, 0), take(driver, 2, 16).bytes, digits.bytes,
                                digits.size));
}

static void unlock(struct driver *driver) {
  status(operators_unlock(&driver->operators, number(driver, 0)));
}

static void remove_one(struct driver *driver) {
  status(operators_remove(&driver->operators, number(driver, 0)));
}

static void dismiss(struct driver *driver) {
  operators_dismiss(&driver->operators, number(driver, 0));
  answer_whether(true);
}

/* number, now → milliseconds */
static void wait(struct driver *driver) {
  printf("%u\n", (unsigned)operators_wait_ms(&driver->operators, number(driver, 0), word(driver, 1)));
}

static void next(struct driver *driver) {
  printf("%d\n", operators_next(&driver->operators, number(driver, 0)));
}

/* → the verifier of entry 0 */
static void verifier(struct driver *driver) {
  answer(driver->operators.entries[0].verifier, 32);
}

/* nonce → the image */
static void image(struct driver *driver) {
  uint8_t made[OPERATORS_IMAGE_SIZE];
  operators_image_make(&driver->operators, driver->board.secret, take(driver, 0, SEAL_NONCE_SIZE).bytes, made);
  answer(made, sizeof made);
}

/* image → whether it is newer, and is what is there now; nothing clear may be left in it */
static void open_image(struct driver *driver) {
  static const uint8_t zeros[OPERATORS_IMAGE_SIZE];
  struct argument given = take(driver, 0, OPERATORS_IMAGE_SIZE);
  bool opened = operators_image_open(&driver->operators, driver->board.secret, given.bytes);
  if (memcmp(given.bytes, zeros, sizeof zeros) != 0) stop("an opened image was left behind");
  answer_whether(opened);
}

/* → nobody knows anybody, as when the power comes */
static void forget(struct driver *driver) {
  memset(&driver->operators, 0, sizeof driver->operators);
  answer_whether(true);
}

static void is_last(struct driver *driver) {
  answer_whether(operators_image_is_last(&driver->operators, driver->board.secret, take(driver, 0, OPERATORS_IMAGE_SIZE).bytes));
}

const struct command people_commands[] = {
    {"pepper", pepper},
    {"pepper-hash", hash},
    {"operator-charge", charge},
    {"operator-verify", verify},
    {"operator-new", new_password},
    {"operator-unlock", unlock},
    {"operator-remove", remove_one},
    {"operator-dismiss", dismiss},
    {"operator-wait", wait},
    {"operator-next", next},
    {"operator-verifier", verifier},
    {"operators-image", image},
    {"operators-open", open_image},
    {"operators-is-last", is_last},
    {"operators-forget", forget},
    {NULL, NULL},
};
