/* SPDX-License-Identifier: Apache-2.0
 *
 * A key-loading file as an authority makes it, for the evidence programs: header, one key block under what both key pairs give, a
 * signature (crypto/core/key_file.h). Made with the core's own primitives: what is right about the format is the tests' affair.
 */
#ifndef JIAOZI_CT_MADE_KEY_FILE_H
#define JIAOZI_CT_MADE_KEY_FILE_H

#include "hash.h"
#include "key_file.h"
#include "p256.h"

#include <string.h>

enum {
  MADE_BLOCK_SIZE = KEY_BLOCK_HEADER_SIZE + 2 * (32 + 16),
  MADE_SIGNED_SIZE = KEY_FILE_HEADER_SIZE + KEY_FILE_ENTRY_SIZE + MADE_BLOCK_SIZE,
  MADE_FILE_SIZE = MADE_SIGNED_SIZE + KEY_FILE_SIGNATURE_SIZE,
};

/** Slot 0 gets `key`, a double-length master key that is said to have `check_value`. False when something failed. */
static inline bool make_key_file(const uint8_t authority[32], const uint8_t device_public[65], const uint8_t key[16],
                                 const uint8_t check_value[4], uint8_t file[MADE_FILE_SIZE]) {
  static const char label[] = "jiaozi key file 1";
  static const uint8_t ephemeral[32] = {9, 9, 9}, counter[4] = {0, 0, 0, 1}, fill[14] = {0};
  uint8_t point[65], shared[32], protection[32], digest[32];
  uint8_t *entry = file + KEY_FILE_HEADER_SIZE;
  size_t block_size;
  struct hash hash;
  memset(file, 0, MADE_FILE_SIZE);
  memcpy(file, "JZKF\1\1", 6);
  file[6] = MADE_FILE_SIZE >> 8, file[7] = MADE_FILE_SIZE & 0xFF;
  file[11] = 1;
  key_file_device_id(device_public, file + 12);
  bool good = jz_p256_public(authority, point);
  memcpy(file + 24, point + 1, 64);
  good = jz_p256_public(ephemeral, point) && jz_p256_ecdh(ephemeral, device_public, shared) && good;
  memcpy(file + 88, point + 1, 64);
  jz_hash_begin(&hash, HASH_SHA256);
  jz_hash_add(&hash, counter, sizeof counter);
  jz_hash_add(&hash, shared, sizeof shared);
  jz_hash_add(&hash, (const uint8_t *)label, sizeof label);
  jz_hash_add(&hash, point, sizeof point);
  jz_hash_add(&hash, device_public, 65);
  jz_hash_add(&hash, file, 88);
  jz_hash_finish(&hash, protection);
  entry[3] = MADE_BLOCK_SIZE;
  memcpy(entry + 4, check_value, 4);
  good = jz_key_block_wrap(protection, 32, (const uint8_t *)"D0000K0TD00N0000", 16, key, 16, fill, sizeof fill,
                           entry + KEY_FILE_ENTRY_SIZE, MADE_BLOCK_SIZE, &block_size) == KEY_BLOCK_OK && good;
  jz_hash(HASH_SHA256, file, MADE_SIGNED_SIZE, digest);
  return jz_p256_sign(authority, digest, 32, NULL, file + MADE_SIGNED_SIZE) && good;
}

#endif
