/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading key-loading files. See key_file.h. Order matters: layout, addressee, sender, age, and only then what is inside.
 */
#include "key_file.h"

#include "ct.h"
#include "hash.h"
#include "key_check.h"
#include "octets.h"
#include "p256.h"
#include "wipe.h"

#include <string.h>

enum {
  VERSION_AT = 4,
  COUNT_AT = 5,
  SIZE_AT = 6,
  SEQUENCE_AT = 8,
  DEVICE_AT = 12,
  ZEROS_AT = 22,
  AUTHORITY_AT = 24,
  EPHEMERAL_AT = 88,
  POINT_SIZE = 64,
  BLOCK_SIZE_AT = 2,
  CHECK_VALUE_AT = 4,
};

static const uint8_t magic[4] = {'J', 'Z', 'K', 'F'};
static const char label[] = "jiaozi key file 1";

/* The check value of each algorithm that may come in a file; a letter is TR-31's, a digit (SM4) this project's own. */
struct algorithm {
  char letter;
  uint8_t cipher, method;
};

static const struct algorithm algorithms[] = {
  {'T', KEY_CHECK_TDES, KEY_CHECK_LEGACY},
  {'A', KEY_CHECK_AES, KEY_CHECK_CMAC},
  {'4', KEY_CHECK_SM4, KEY_CHECK_LEGACY},
};

static size_t load_be16(const uint8_t *bytes) {
  return (size_t)bytes[0] << 8 | bytes[1];
}

/* 04 | x | y of the x | y in a file. */
static void point_at(const uint8_t *bytes, uint8_t point[65]) {
  point[0] = 4;
  memcpy(point + 1, bytes, POINT_SIZE);
}

void key_file_device_id(const uint8_t public_key[65], uint8_t id[KEY_FILE_DEVICE_ID_SIZE]) {
  uint8_t hash[32];
  jz_hash(HASH_SHA256, public_key, 65, hash);
  memcpy(id, hash, KEY_FILE_DEVICE_ID_SIZE);
}

/* Entries fill the file up to the signature, each slot occurs once. All public. */
static bool are_entries_sound(const uint8_t *bytes, size_t end) {
  uint32_t taken = 0;
  size_t at = KEY_FILE_HEADER_SIZE;
  for (unsigned left = bytes[COUNT_AT]; left > 0; left--) {
    if (end - at < KEY_FILE_ENTRY_SIZE) return false;
    const uint8_t *entry = bytes + at;
    size_t block_size = load_be16(entry + BLOCK_SIZE_AT);
    at += KEY_FILE_ENTRY_SIZE;
    if (entry[0] >= KEY_FILE_SLOTS || (taken >> entry[0] & 1u) != 0 || entry[1] != 0) return false;
    if (block_size < KEY_BLOCK_HEADER_SIZE || block_size > end - at) return false;
    taken |= 1u << entry[0];
    at += block_size;
  }
  return at == end;
}

/* All public. */
static enum key_file_status check_layout(const uint8_t *bytes, size_t size) {
  if (size < KEY_FILE_HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0) return KEY_FILE_NONE;
  if (bytes[VERSION_AT] != KEY_FILE_VERSION) return KEY_FILE_UNKNOWN_VERSION;
  size_t stated = load_be16(bytes + SIZE_AT);
  if (bytes[COUNT_AT] < 1 || bytes[COUNT_AT] > KEY_FILE_KEYS_MAX) return KEY_FILE_MALFORMED;
  if (stated < KEY_FILE_HEADER_SIZE + KEY_FILE_SIGNATURE_SIZE || stated > KEY_FILE_SIZE_MAX) return KEY_FILE_MALFORMED;
  if (stated > size) return KEY_FILE_TRUNCATED;
  if ((bytes[ZEROS_AT] | bytes[ZEROS_AT + 1]) != 0) return KEY_FILE_MALFORMED;
  return are_entries_sound(bytes, stated - KEY_FILE_SIGNATURE_SIZE) ? KEY_FILE_OK : KEY_FILE_MALFORMED;
}

/* Is it for us, from whom we know, and new? All public. */
static enum key_file_status check_sender(const struct key_file_trust *trust, const uint8_t device_public[65],
                                         const uint8_t *bytes) {
  uint8_t id[KEY_FILE_DEVICE_ID_SIZE], authority[65], hash[32];
  size_t signed_size = load_be16(bytes + SIZE_AT) - KEY_FILE_SIGNATURE_SIZE;
  key_file_device_id(device_public, id);
  if (memcmp(id, bytes + DEVICE_AT, sizeof id) != 0) return KEY_FILE_OTHER_DEVICE;
  point_at(bytes + AUTHORITY_AT, authority);
  jz_hash(HASH_SHA256, authority, sizeof authority, hash);
  if (memcmp(hash, trust->authority, sizeof hash) != 0) return KEY_FILE_UNKNOWN_AUTHORITY;
  jz_hash(HASH_SHA256, bytes, signed_size, hash);
  if (!jz_p256_verify(authority, hash, sizeof hash, bytes + signed_size)) return KEY_FILE_NOT_AUTHENTIC;
  return load_be32(bytes + SEQUENCE_AT) > trust->last_sequence ? KEY_FILE_OK : KEY_FILE_REPLAYED;
}

/* The protection key. False when the file's key is no point. */
static bool derive(const struct key_file_trust *trust, const uint8_t device_public[65], const uint8_t *bytes,
                   uint8_t protection[32]) {
  static const uint8_t counter[4] = {0, 0, 0, 1};
  uint8_t ephemeral[65], shared[32];
  struct hash hash;
  point_at(bytes + EPHEMERAL_AT, ephemeral);
  if (!jz_p256_ecdh(trust->device_private, ephemeral, shared)) return false;
  jz_hash_begin(&hash, HASH_SHA256);
  jz_hash_add(&hash, counter, sizeof counter);
  jz_hash_add(&hash, shared, sizeof shared);
  jz_hash_add(&hash, (const uint8_t *)label, sizeof label);
  jz_hash_add(&hash, ephemeral, sizeof ephemeral);
  jz_hash_add(&hash, device_public, 65);
  jz_hash_add(&hash, bytes, EPHEMERAL_AT);
  jz_hash_finish(&hash, protection);
  jz_wipe(shared, sizeof shared);
  return true;
}

static enum key_file_status check_value(const struct key_file_key *key) {
  for (unsigned i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
    if (algorithms[i].letter != key->header.algorithm) continue;
    uint8_t value[KEY_FILE_CHECK_VALUE_SIZE];
    bool known = jz_key_check((enum key_check_cipher)algorithms[i].cipher, (enum key_check_method)algorithms[i].method,
                              key->key, key->key_size, value, sizeof value);
    if (!known) return KEY_FILE_BAD_KEY;
    /* Public: a check value is there to be told. */
    uint32_t equal = ct_public(ct_mask_equal(value, key->check_value, sizeof value));
    jz_wipe(value, sizeof value);
    return equal != 0 ? KEY_FILE_OK : KEY_FILE_WRONG_CHECK_VALUE;
  }
  return KEY_FILE_BAD_KEY;
}

bool key_file_next(struct key_file *file, struct key_file_key *key, enum key_file_status *status) {
  if (file->remaining == 0) return false;
  const uint8_t *entry = file->next;
  size_t size = load_be16(entry + BLOCK_SIZE_AT);
  file->next += KEY_FILE_ENTRY_SIZE + size;
  file->remaining--;
  key->slot = entry[0];
  memcpy(key->check_value, entry + CHECK_VALUE_AT, sizeof key->check_value);
  enum key_block_status unwrapped = jz_key_block_unwrap(file->protection, sizeof file->protection,
                                                        entry + KEY_FILE_ENTRY_SIZE, size, &key->header, key->key,
                                                        &key->key_size);
  if (unwrapped == KEY_BLOCK_NOT_AUTHENTIC) *status = KEY_FILE_NOT_AUTHENTIC;
  else if (unwrapped != KEY_BLOCK_OK || key->header.version != 'D') *status = KEY_FILE_BAD_KEY;
  else *status = check_value(key);
  return true;
}

/* Every key once, for the answer only. */
static enum key_file_status check_keys(struct key_file file) {
  struct key_file_key key;
  enum key_file_status status = KEY_FILE_OK;
  while (status == KEY_FILE_OK && key_file_next(&file, &key, &status)) {
  }
  jz_wipe(&key, sizeof key);
  key_file_close(&file);
  return status;
}

enum key_file_status key_file_open(struct key_file *file, const struct key_file_trust *trust, const uint8_t *bytes,
                                   size_t size) {
  uint8_t device_public[65];
  enum key_file_status status = check_layout(bytes, size);
  if (status != KEY_FILE_OK) return status;
  if (!jz_p256_public(trust->device_private, device_public)) return KEY_FILE_NO_IDENTITY;
  /* Public: this half of the pair is there to be told. */
  for (unsigned i = 0; i < sizeof device_public; i++) device_public[i] = (uint8_t)ct_public(device_public[i]);
  status = check_sender(trust, device_public, bytes);
  if (status != KEY_FILE_OK) return status;
  if (!derive(trust, device_public, bytes, file->protection)) return KEY_FILE_MALFORMED;
  file->next = bytes + KEY_FILE_HEADER_SIZE;
  file->remaining = bytes[COUNT_AT];
  file->sequence = load_be32(bytes + SEQUENCE_AT);
  status = check_keys(*file);
  if (status != KEY_FILE_OK) key_file_close(file);
  return status;
}

void key_file_close(struct key_file *file) {
  jz_wipe(file, sizeof *file);
}
