/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for secret digits: the pinpad, its rate, and the PIN block made of them. See core-driver.c.
 * Times are four bytes of milliseconds.
 */
#include "driver.h"

#include "vault_dukpt.h"
#include "vault_keys.h"
#include "vault_pin.h"

#include <stdio.h>
#include <string.h>

static void state(const struct pinpad *pad) {
  if (pad->kind == PINPAD_CLOSED) printf("closed");
  else printf("%d %d", pad->end, pad->count);
}

static void tell(const struct driver *driver, bool told) {
  state(&driver->pad);
  printf(told ? " told\n" : "\n");
}

static void purpose_of(const struct driver *driver, struct pinpad_purpose *purpose) {
  struct argument pan = take(driver, 7, 0);
  memset(purpose, 0, sizeof *purpose);
  if (pan.size > PINPAD_PAN_MAX) stop("PAN");
  memcpy(purpose->pan, pan.bytes, pan.size);
  purpose->pan_size = (uint8_t)pan.size;
  purpose->format = (uint8_t)number(driver, 8);
  purpose->slot = (uint8_t)number(driver, 9);
  purpose->check_value = word(driver, 10);
}

/* kind, least, most, may bypass, ms between keys, ms in all, now; of a PIN: PAN, format, slot, check value */
static void pad_open(struct driver *driver) {
  struct pinpad_request request = {.kind = (uint8_t)number(driver, 0),
                                   .minimum = (uint8_t)number(driver, 1),
                                   .maximum = (uint8_t)number(driver, 2),
                                   .may_bypass = number(driver, 3) != 0,
                                   .key_ms = word(driver, 4),
                                   .total_ms = word(driver, 5)};
  struct pinpad_purpose purpose;
  bool pin = driver->count > 7;
  if (pin) purpose_of(driver, &purpose);
  answer_whether(pinpad_open(&driver->pad, &request, pin ? &purpose : NULL, word(driver, 6)));
}

/* keys, now; the state after the last */
static void pad_press(struct driver *driver) {
  struct argument keys = take(driver, 0, 0);
  bool told = false;
  for (size_t i = 0; i < keys.size; i++) told = pinpad_press(&driver->pad, keys.bytes[i], word(driver, 1));
  tell(driver, told);
}

static void pad_tick(struct driver *driver) {
  bool told = pinpad_tick(&driver->pad, word(driver, 0));
  tell(driver, told);
}

static void pad_take(struct driver *driver) {
  uint8_t digits[PINPAD_DIGITS_MAX];
  unsigned size = number(driver, 1);
  bool good = pinpad_take(&driver->pad, (enum pinpad_kind)number(driver, 0), digits, size, word(driver, 2));
  answer_if(good, digits, size);
}

static void pad_take_hex(struct driver *driver) {
  uint8_t bytes[PINPAD_DIGITS_MAX];
  unsigned size = number(driver, 0);
  bool good = pinpad_take_hex(&driver->pad, bytes, size, word(driver, 1));
  answer_if(good, bytes, size);
}

/* The digits that are there, whatever the pad says. */
static void pad_raw(struct driver *driver) {
  answer(driver->pad.digits, sizeof driver->pad.digits);
}

static void pad_close(struct driver *driver) {
  pinpad_close(&driver->pad);
  tell(driver, false);
}

static void rate_spend(struct driver *driver) {
  answer_whether(pinpad_rate_spend(&driver->pad.rate, word(driver, 0)));
}

static void rate_wait(struct driver *driver) {
  printf("%lu\n", (unsigned long)pinpad_rate_wait(&driver->pad.rate, word(driver, 0)));
}

/* random, now → status and block */
static void encipher(struct driver *driver) {
  uint8_t block[PIN_BLOCK_SIZE_MAX];
  size_t size;
  enum vault_status status = vault_pin_encipher(&driver->vault, &driver->pad, take(driver, 0, VAULT_PIN_RANDOM_SIZE).bytes,
                                                word(driver, 1), block, &size);
  printf("%d ", (int)status);
  answer(block, size);
}

/* slot, purpose, algorithm, key, KSN or nothing → status and check value */
static void pin_key(struct driver *driver) {
  struct argument key = take(driver, 3, 0), ksn = take(driver, 4, 0);
  struct vault_description description = {.check_value = 0};
  struct vault_loading loading = {.purpose = (enum vault_purpose)number(driver, 1),
                                  .algorithm = (enum vault_algorithm)number(driver, 2),
                                  .key = key.bytes,
                                  .key_size = key.size,
                                  .ksn = ksn.bytes,
                                  .ksn_size = ksn.size};
  enum vault_status status = vault_load_clear(&driver->vault, number(driver, 0), &loading);
  if (status == VAULT_OK) status = vault_describe(&driver->vault, number(driver, 0), &description);
  printf("%d %08lx\n", (int)status, (unsigned long)description.check_value);
}

/* whether its state is in flash → status and KSN */
static void pin_dukpt(struct driver *driver) {
  uint8_t ksn[DUKPT_AES_KSN_SIZE];
  size_t size = 0;
  enum vault_status status = vault_dukpt_next(&driver->vault);
  driver->vault.dukpt.stored = number(driver, 0) != 0;
  if (status == VAULT_OK) status = vault_dukpt_ksn(&driver->vault, ksn, &size);
  printf("%d ", (int)status);
  answer(ksn, size);
}

/* slot, format, check value → status */
static void pin_usable(struct driver *driver) {
  struct pinpad_purpose purpose = {.slot = (uint8_t)number(driver, 0), .format = (uint8_t)number(driver, 1)};
  purpose.check_value = word(driver, 2);
  printf("%d\n", (int)vault_pin_usable(&driver->vault, &driver->pad, &purpose));
}

const struct command pin_commands[] = {
  {"pad-open", pad_open},   {"pad-press", pad_press},       {"pad-tick", pad_tick},
  {"pad-take", pad_take},   {"pad-take-hex", pad_take_hex}, {"pad-raw", pad_raw},
  {"pad-close", pad_close}, {"rate-spend", rate_spend},     {"rate-wait", rate_wait},
  {"pad-encipher", encipher}, {"pin-key", pin_key},          {"pin-dukpt", pin_dukpt},
  {"pin-usable", pin_usable}, {NULL, NULL},
};
