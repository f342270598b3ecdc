/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for key blocks in the vault, DUKPT, MACs and images. See core-driver.c.
 */
#include "driver.h"

#include "vault_dukpt.h"
#include "vault_image.h"
#include "vault_keys.h"
#include "vault_mac.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The generator of this run; the same in each. */
static struct drbg *generator(struct driver *driver) {
  static const uint8_t seed[48] = "the seed of the driver's generator";
  struct octet_string part = {seed, sizeof seed};
  if (driver->random.requests_left == 0) jz_drbg_begin(&driver->random, &part, 1);
  return &driver->random;
}

/* the count, and how far it goes */
static void counter(struct driver *driver) {
  driver->board.has_counter = driver->count == 2;
  driver->board.count = driver->board.has_counter ? number(driver, 0) : 0;
  driver->board.count_limit = driver->board.has_counter ? number(driver, 1) : 0;
  printf("ok\n");
}

static void count(struct driver *driver) {
  printf("%u\n", (unsigned)driver->board.count);
}

/* slot, purpose, algorithm, key, exportable, check value or none, KSN or none */
static void clear(struct driver *driver) {
  struct argument key = take(driver, 3, 0), check = take(driver, 5, 0), ksn = take(driver, 6, 0);
  struct vault_loading loading = {.purpose = (enum vault_purpose)number(driver, 1),
                                  .algorithm = (enum vault_algorithm)number(driver, 2),
                                  .key = key.bytes,
                                  .key_size = key.size,
                                  .check_value = check.size == 4 ? check.bytes : NULL,
                                  .ksn = ksn.bytes,
                                  .ksn_size = ksn.size,
                                  .exportable = number(driver, 4) != 0};
  printf("%d\n", (int)vault_load_clear(&driver->vault, number(driver, 0), &loading));
}

/* slot, purpose */
static void generate(struct driver *driver) {
  enum vault_purpose purpose = (enum vault_purpose)number(driver, 1);
  printf("%d\n", (int)vault_generate(&driver->vault, number(driver, 0), purpose, generator(driver)));
}

/* KBPK's slot, slot, text */
static void block(struct driver *driver) {
  struct argument text = take(driver, 2, 0);
  printf("%d\n", (int)vault_load_key_block(&driver->vault, number(driver, 0), number(driver, 1), text.bytes, text.size));
}

/* slot, check value, KBPK's slot → status, block */
static void export(struct driver *driver) {
  uint8_t text[200];
  size_t size;
  enum vault_status status = vault_export_key_block(&driver->vault, number(driver, 0), word(driver, 1), number(driver, 2),
                                                    generator(driver), text, sizeof text, &size);
  printf("%d %.*s\n", (int)status, (int)size, (const char *)text);
}

/* slot → purpose, algorithm, uses, MAC method, exportable, origin, check value */
static void slot(struct driver *driver) {
  const struct vault_slot *found = &driver->vault.slots[number(driver, 0)];
  printf("%d %d %d %d %d %d %08x\n", found->purpose, found->algorithm, found->uses, found->mac_method, found->exportable,
         found->origin, (unsigned)found->check_value);
}

static struct vault_mac_request request_of(struct driver *driver, int index) {
  struct argument message = take(driver, index + 2, 0);
  return (struct vault_mac_request){(enum vault_mac_method)number(driver, index), (enum mac_padding)number(driver, index + 1),
                                    message.bytes, message.size};
}

static void answer_mac(enum vault_status status, const uint8_t *mac, size_t size) {
  printf("%d ", (int)status);
  answer(mac, size);
}

/* slot, check value, method, padding, message */
static void mac(struct driver *driver) {
  struct vault_mac_request request = request_of(driver, 2);
  uint8_t made[VAULT_MAC_SIZE_MAX];
  size_t size;
  enum vault_status status = vault_mac(&driver->vault, number(driver, 0), word(driver, 1), &request, made, &size);
  answer_mac(status, made, size);
}

/* as above, and a MAC */
static void verify(struct driver *driver) {
  struct vault_mac_request request = request_of(driver, 2);
  struct argument given = take(driver, 5, 0);
  printf("%d\n", (int)vault_mac_verify(&driver->vault, number(driver, 0), word(driver, 1), &request, given.bytes, given.size));
}

/* method, padding, message */
static void dukpt_mac(struct driver *driver) {
  struct vault_mac_request request = request_of(driver, 0);
  uint8_t made[VAULT_MAC_SIZE_MAX];
  size_t size;
  enum vault_status status = vault_dukpt_mac(&driver->vault, &request, made, &size);
  answer_mac(status, made, size);
}

static void dukpt_verify(struct driver *driver) {
  struct vault_mac_request request = request_of(driver, 0);
  struct argument given = take(driver, 3, 0);
  printf("%d\n", (int)vault_dukpt_mac_verify(&driver->vault, &request, given.bytes, given.size));
}

static void dukpt_next(struct driver *driver) {
  printf("%d\n", (int)vault_dukpt_next(&driver->vault));
}

static void dukpt_end(struct driver *driver) {
  vault_dukpt_end(&driver->vault);
  printf("ok\n");
}

/* → status, KSN */
static void dukpt_ksn(struct driver *driver) {
  uint8_t ksn[DUKPT_AES_KSN_SIZE];
  size_t size = 0;
  enum vault_status status = vault_dukpt_ksn(&driver->vault, ksn, &size);
  answer_mac(status, ksn, size);
}

/* use → status, key */
static void dukpt_key(struct driver *driver) {
  struct vault_dukpt_key key;
  enum vault_status status = vault_dukpt_key(&driver->vault, (enum vault_dukpt_use)number(driver, 0), &key);
  answer_mac(status, key.bytes, key.size);
}

/* → status, image */
static void make(struct driver *driver) {
  size_t size = vault_image_size(&driver->vault);
  uint8_t *image = malloc(size);
  enum vault_status status = vault_image_make(&driver->vault, &driver->board, generator(driver), image, size);
  free(driver->image.bytes);
  driver->image = (struct argument){image, size};
  answer_mac(status, image, status == VAULT_OK ? size : 0);
}

/* an image, or the last that was made */
static void confirm(struct driver *driver) {
  struct argument image = driver->count > 0 ? take(driver, 0, 0) : driver->image;
  printf("%d\n", (int)vault_image_confirm(&driver->vault, &driver->board, image.bytes, image.size));
}

static void open_image(struct driver *driver) {
  struct argument image = driver->count > 0 ? take(driver, 0, 0) : driver->image;
  printf("%d\n", (int)vault_image_open(&driver->vault, &driver->board, image.bytes, image.size));
}

static void is_due(struct driver *driver) {
  printf("%d\n", vault_image_is_due(&driver->vault));
}

static void zeroise(struct driver *driver) {
  vault_zeroise(&driver->vault);
  printf("ok\n");
}

const struct command vault_commands[] = {
    {"counter", counter},
    {"count", count},
    {"clear", clear},
    {"generate", generate},
    {"load-block", block},
    {"export", export},
    {"slot", slot},
    {"vault-mac", mac},
    {"vault-verify", verify},
    {"dukpt-mac", dukpt_mac},
    {"dukpt-verify", dukpt_verify},
    {"dukpt-next", dukpt_next},
    {"dukpt-end", dukpt_end},
    {"dukpt-ksn", dukpt_ksn},
    {"dukpt-key", dukpt_key},
    {"make", make},
    {"confirm", confirm},
    {"open", open_image},
    {"is-due", is_due},
    {"zeroise", zeroise},
    {NULL, NULL},
};
