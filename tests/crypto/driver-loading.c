/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for key loading. See core-driver.c.
 */
#include "driver.h"

#include "fuzz-key-file.h"
#include "key_components.h"
#include "key_file.h"
#include "pbkdf2.h"

#include <stdio.h>
#include <string.h>

static void device_id(struct driver *driver) {
  uint8_t id[KEY_FILE_DEVICE_ID_SIZE];
  key_file_device_id(take(driver, 0, 65).bytes, id);
  answer(id, sizeof id);
}

static void print_hex(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
}

/* device's private key, SHA-256 of the authority's, last sequence, file → status, or 0, sequence and each key: slot, header, key */
static void open_file(struct driver *driver) {
  struct key_file_trust trust;
  struct key_file file;
  struct key_file_key key;
  const uint8_t *last = take(driver, 2, 4).bytes;
  struct argument bytes = take(driver, 3, 0);
  memcpy(trust.device_private, take(driver, 0, 32).bytes, 32);
  memcpy(trust.authority, take(driver, 1, 32).bytes, 32);
  trust.last_sequence = (uint32_t)last[0] << 24 | (uint32_t)last[1] << 16 | (uint32_t)last[2] << 8 | last[3];
  memset(&file, 0, sizeof file);
  enum key_file_status status = key_file_open(&file, &trust, bytes.bytes, bytes.size);
  if (status != KEY_FILE_OK) {
    static const uint8_t zeros[32];
    if (memcmp(file.protection, zeros, sizeof zeros) != 0) stop("a refused file left its protection key behind");
    printf("%d\n", (int)status);
    return;
  }
  printf("0 %u", (unsigned)file.sequence);
  while (key_file_next(&file, &key, &status)) {
    if (status != KEY_FILE_OK) stop("a checked key is refused");
    printf(" %u:%.2s%c%c%c:", key.slot, key.header.usage, key.header.algorithm, key.header.mode, key.header.exportability);
    print_hex(key.key, key.key_size);
  }
  printf("\n");
  key_file_close(&file);
}

/* Any bytes; the sanitizers watch. */
static void fuzz_file(struct driver *driver) {
  struct argument bytes = take(driver, 0, 0);
  fuzz_key_file(bytes.bytes, bytes.size);
  answer_whether(true);
}

/* kind, count */
static void components_begin(struct driver *driver) {
  answer_whether(key_components_begin(&driver->components, number(driver, 0), number(driver, 1)));
}

/* component → its check value */
static void components_offer(struct driver *driver) {
  uint8_t value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  size_t size = key_components_size(driver->components.kind);
  answer_if(key_components_offer(&driver->components, take(driver, 0, size).bytes, value), value, sizeof value);
}

static void components_decide(struct driver *driver) {
  answer_whether(key_components_decide(&driver->components, number(driver, 0) != 0));
}

static void components_value(struct driver *driver) {
  uint8_t value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  answer_if(key_components_check_value(&driver->components, value), value, sizeof value);
}

/* → the key; afterwards nothing may be left */
static void components_take(struct driver *driver) {
  static const struct key_components none;
  uint8_t key[KEY_COMPONENTS_KEY_SIZE_MAX];
  size_t size = key_components_size(driver->components.kind);
  bool taken = key_components_take(&driver->components, key);
  if (taken && memcmp(&driver->components, &none, sizeof none) != 0) stop("a key that was taken left something behind");
  answer_if(taken, key, size);
}

/* → all of it, for comparison */
static void components_state(struct driver *driver) {
  answer((const uint8_t *)&driver->components, sizeof driver->components);
}

/* password, salt, rounds (2 bytes) */
static void pbkdf2(struct driver *driver) {
  struct argument password = take(driver, 0, 0), salt = take(driver, 1, 0);
  const uint8_t *rounds = take(driver, 2, 2).bytes;
  uint8_t out[32];
  jz_pbkdf2_sha256(password.bytes, password.size, salt.bytes, salt.size, (uint32_t)rounds[0] << 8 | rounds[1], out);
  answer(out, sizeof out);
}

/* custodian, milliseconds since (4 bytes) → status */
static void charge(struct driver *driver) {
  const uint8_t *since = take(driver, 1, 4).bytes;
  uint32_t since_ms = (uint32_t)since[0] << 24 | (uint32_t)since[1] << 16 | (uint32_t)since[2] << 8 | since[3];
  printf("%d\n", (int)custody_charge(&driver->loading.custody, number(driver, 0), since_ms));
}

/* custodian, digits → status */
static void verify_passcode(struct driver *driver) {
  struct argument digits = take(driver, 1, 0);
  printf("%d\n", (int)custody_verify(&driver->loading.custody, number(driver, 0), driver->board.secret, digits.bytes,
                                     digits.size));
}

/* custodian, digits, salt → status */
static void change_passcode(struct driver *driver) {
  struct argument digits = take(driver, 1, 0);
  printf("%d\n", (int)custody_change(&driver->loading.custody, number(driver, 0), driver->board.secret,
                                     take(driver, 2, 16).bytes, digits.bytes, digits.size));
}

static void custody_wait(struct driver *driver) {
  printf("%u\n", (unsigned)custody_wait_ms(&driver->loading.custody, number(driver, 0)));
}

/* nonce → the sealed record, of the next generation */
static void record_seal(struct driver *driver) {
  uint8_t sealed[LOADING_RECORD_SIZE];
  driver->loading.generation++;
  loading_record_seal(&driver->loading, driver->board.secret, take(driver, 0, SEAL_NONCE_SIZE).bytes, sealed);
  answer(sealed, sizeof sealed);
}

/* sealed record → whether it was opened, and is what is there now */
static void record_open(struct driver *driver) {
  answer_whether(loading_record_open(&driver->loading, driver->board.secret, take(driver, 0, LOADING_RECORD_SIZE).bytes));
}

const struct command loading_commands[] = {
    {"device-id", device_id},
    {"key-file", open_file},
    {"fuzz-key-file", fuzz_file},
    {"components-begin", components_begin},
    {"components-offer", components_offer},
    {"components-decide", components_decide},
    {"components-value", components_value},
    {"components-take", components_take},
    {"components-state", components_state},
    {"pbkdf2", pbkdf2},
    {"custody-charge", charge},
    {"custody-verify", verify_passcode},
    {"custody-change", change_passcode},
    {"custody-wait", custody_wait},
    {"record-seal", record_seal},
    {"record-open", record_open},
    {NULL, NULL},
};
