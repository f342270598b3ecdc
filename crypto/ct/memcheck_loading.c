/* SPDX-License-Identifier: Apache-2.0
 *
 * Key loading under memcheck: the identity and passcodes are secret, and so are the keys of a file and of components. See memcheck.c.
 */
#include "memcheck.h"

#include "hash.h"
#include "key_components.h"
#include "key_file.h"
#include "loading_record.h"
#include "p256.h"

#include <string.h>

static void components(const char *name) {
  struct key_components components;
  uint8_t first[32] = "a component of thirty-two bytes", second[32] = "another one, as long as that one";
  uint8_t key[32], value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  for (unsigned kind = KEY_COMPONENTS_TDES; kind <= KEY_COMPONENTS_SM4; kind++) {
    size_t size = key_components_size(kind);
    hide(first, sizeof first);
    hide(second, sizeof second);
    expect_ok(name, key_components_begin(&components, kind, 2));
    expect_ok(name, key_components_offer(&components, first, value) && key_components_decide(&components, true));
    expect_hidden(name, value, sizeof value);
    expect_ok(name, key_components_offer(&components, second, value) && key_components_decide(&components, true));
    expect_ok(name, key_components_take(&components, key));
    expect_hidden(name, key, size);
  }
}

static void passcodes(const char *name) {
  struct loading_record record, opened;
  uint8_t secret[32] = "a device secret of thirty-two b", salt[CUSTODY_SALT_SIZE] = "salt, they say", nonce[SEAL_NONCE_SIZE] = {1};
  uint8_t digits[6] = {2, 4, 6, 8, 1, 3}, wrong[6] = {2, 4, 6, 8, 1, 4}, sealed[LOADING_RECORD_SIZE];
  memset(&record, 0, sizeof record);
  memset(&opened, 0, sizeof opened);
  hide(secret, sizeof secret);
  hide(digits, sizeof digits);
  hide(wrong, sizeof wrong);
  expect_ok(name, custody_change(&record.custody, 0, secret, salt, digits, sizeof digits) == CUSTODY_OK);
  expect_ok(name, custody_charge(&record.custody, 0, 0) == CUSTODY_OK);
  expect_ok(name, custody_verify(&record.custody, 0, secret, digits, sizeof digits) == CUSTODY_OK);
  expect_ok(name, custody_charge(&record.custody, 0, 0) == CUSTODY_OK);
  expect_ok(name, custody_verify(&record.custody, 0, secret, wrong, sizeof wrong) == CUSTODY_WRONG);
  loading_record_seal(&record, secret, nonce, sealed);
  expect_ok(name, loading_record_open(&opened, secret, sealed));
  expect_hidden(name, opened.custody.custodians[0].verifier, 32);
}

/* A file as an authority makes it: header, one key block under what both key pairs give, a signature. */
static size_t make_file(const uint8_t authority[32], const uint8_t device_public[65], const uint8_t key[16], uint8_t *file) {
  static const char label[] = "jiaozi key file 1";
  static const uint8_t ephemeral[32] = {9, 9, 9}, counter[4] = {0, 0, 0, 1}, fill[14] = {0}, check_value[4] = {0};
  uint8_t point[65], shared[32], protection[32], digest[32];
  size_t block_size;
  struct hash hash;
  enum { BLOCK_SIZE = 16 + 2 * (32 + 16), SIGNED_SIZE = KEY_FILE_HEADER_SIZE + KEY_FILE_ENTRY_SIZE + BLOCK_SIZE };
  memset(file, 0, SIGNED_SIZE);
  memcpy(file, "JZKF\1\1", 6);
  file[6] = (SIGNED_SIZE + KEY_FILE_SIGNATURE_SIZE) >> 8, file[7] = (SIGNED_SIZE + KEY_FILE_SIGNATURE_SIZE) & 0xFF;
  file[11] = 1;
  key_file_device_id(device_public, file + 12);
  if (!jz_p256_public(authority, point)) return 0;
  memcpy(file + 24, point + 1, 64);
  if (!jz_p256_public(ephemeral, point) || !jz_p256_ecdh(ephemeral, device_public, shared)) return 0;
  memcpy(file + 88, point + 1, 64);
  jz_hash_begin(&hash, HASH_SHA256);
  jz_hash_add(&hash, counter, sizeof counter);
  jz_hash_add(&hash, shared, sizeof shared);
  jz_hash_add(&hash, (const uint8_t *)label, sizeof label);
  jz_hash_add(&hash, point, sizeof point);
  jz_hash_add(&hash, device_public, 65);
  jz_hash_add(&hash, file, 88);
  jz_hash_finish(&hash, protection);
  uint8_t *entry = file + KEY_FILE_HEADER_SIZE;
  entry[3] = BLOCK_SIZE;
  memcpy(entry + 4, check_value, sizeof check_value);
  if (jz_key_block_wrap(protection, 32, (const uint8_t *)"D0000K0TD00N0000", 16, key, 16, fill, sizeof fill,
                        entry + KEY_FILE_ENTRY_SIZE, BLOCK_SIZE, &block_size) != KEY_BLOCK_OK) {
    return 0;
  }
  jz_hash(HASH_SHA256, file, SIGNED_SIZE, digest);
  return jz_p256_sign(authority, digest, 32, NULL, file + SIGNED_SIZE) ? SIGNED_SIZE + KEY_FILE_SIGNATURE_SIZE : 0;
}

/* The check value is wrong on purpose: every step is made, and the answer is one that says so. */
static void file(const char *name) {
  static const uint8_t authority[32] = {3, 2, 1}, key[16] = "the master key..";
  struct key_file_trust trust = {.last_sequence = 0};
  struct key_file opened;
  uint8_t device_public[65], authority_public[65], bytes[512];
  memcpy(trust.device_private, "a private key of thirty-two byte", 32);
  expect_ok(name, jz_p256_public(trust.device_private, device_public) && jz_p256_public(authority, authority_public));
  jz_hash(HASH_SHA256, authority_public, sizeof authority_public, trust.authority);
  size_t size = make_file(authority, device_public, key, bytes);
  expect_ok(name, size != 0);
  hide(trust.device_private, sizeof trust.device_private);
  expect_ok(name, key_file_open(&opened, &trust, bytes, size) == KEY_FILE_WRONG_CHECK_VALUE);
}

const struct memcheck_operation memcheck_loading[] = {
    {"key components", components}, {"passcodes", passcodes}, {"key-loading file", file}, {NULL, NULL},
};
