/* SPDX-License-Identifier: Apache-2.0
 *
 * What a fuzzer calls to try crypto/core/key_file.h with any bytes: once as they are, once addressed and signed rightly, so that
 * they reach what lies behind the signature. No main here.
 */
#include "fuzz-key-file.h"

#include "hash.h"
#include "key_file.h"
#include "p256.h"
#include "wipe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t device[32] = {1, 2, 3}, authority[32] = {3, 2, 1};

struct pairs {
  bool known;
  uint8_t device_public[65], authority_public[65];
};

/* Worked out once: they are half of what an input costs. */
static const struct pairs *key_pairs(void) {
  static struct pairs pairs;
  if (!pairs.known) {
    if (!jz_p256_public(device, pairs.device_public) || !jz_p256_public(authority, pairs.authority_public)) abort();
    pairs.known = true;
  }
  return &pairs;
}

static void open_all(const struct key_file_trust *trust, const uint8_t *bytes, size_t size) {
  struct key_file file;
  struct key_file_key key;
  enum key_file_status status = key_file_open(&file, trust, bytes, size);
  if (status != KEY_FILE_OK) return;
  while (key_file_next(&file, &key, &status)) {
    if (status != KEY_FILE_OK) abort();
  }
  key_file_close(&file);
}

/* Device id, authority's key and signature where the stated size has them. */
static void address(const struct pairs *pairs, uint8_t *bytes, size_t size) {
  uint8_t hash[32];
  size_t stated = size < 8 ? 0 : (size_t)bytes[6] << 8 | bytes[7];
  if (stated > size || stated < KEY_FILE_HEADER_SIZE + KEY_FILE_SIGNATURE_SIZE) return;
  key_file_device_id(pairs->device_public, bytes + 12);
  memcpy(bytes + 24, pairs->authority_public + 1, 64);
  jz_hash(HASH_SHA256, bytes, stated - KEY_FILE_SIGNATURE_SIZE, hash);
  if (!jz_p256_sign(authority, hash, sizeof hash, NULL, bytes + stated - KEY_FILE_SIGNATURE_SIZE)) abort();
}

void fuzz_key_file(const uint8_t *bytes, size_t size) {
  struct key_file_trust trust = {.last_sequence = 0};
  const struct pairs *pairs = key_pairs();
  uint8_t *copy = malloc(size);
  memcpy(trust.device_private, device, sizeof device);
  jz_hash(HASH_SHA256, pairs->authority_public, sizeof pairs->authority_public, trust.authority);
  if (size > 0) memcpy(copy, bytes, size);
  open_all(&trust, copy, size);
  address(pairs, copy, size);
  open_all(&trust, copy, size);
  free(copy);
}
