/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for key loading. See core-driver.c.
 */
#include "driver.h"

#include "fuzz-key-file.h"
#include "key_file.h"

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

const struct command loading_commands[] = {
    {"device-id", device_id},
    {"key-file", open_file},
    {"fuzz-key-file", fuzz_file},
    {NULL, NULL},
};
