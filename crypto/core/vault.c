/* SPDX-License-Identifier: Apache-2.0
 *
 * Key slots. See vault.h. Every way in goes through `store`, every use through `find`: what a purpose allows is decided in
 * these two places and one table.
 */
#include "vault.h"

#include "octets.h"
#include "ct.h"
#include "des.h"
#include "key_image.h"
#include "mac_unionpay.h"
#include "ports.h"
#include "wipe.h"

#include <string.h>

struct rule {
  /** vault_use bits */
  uint8_t uses;
  /** May come under the master key. A master key comes in a key image only. */
  bool is_working;
  bool single_length;
};

static const struct rule rules[] = {
  [VAULT_PURPOSE_MASTER] = {.uses = VAULT_USE_UNWRAP},
  [VAULT_PURPOSE_PIN] = {.uses = VAULT_USE_PIN_ENCRYPT, .is_working = true},
  [VAULT_PURPOSE_MAC] = {.uses = VAULT_USE_MAC, .is_working = true, .single_length = true},
  [VAULT_PURPOSE_TRACK] = {.uses = VAULT_USE_TRACK_ENCRYPT, .is_working = true},
};

static const uint8_t key_sizes[] = {
  [VAULT_ALGORITHM_DES] = DES_KEY_SIZE,
  [VAULT_ALGORITHM_TDES] = TDES_DOUBLE_KEY_SIZE,
};

/* A purpose that allows nothing does not exist. */
static const struct rule *rule_for(unsigned purpose) {
  static const struct rule none = {.uses = 0};
  return purpose < sizeof rules / sizeof rules[0] ? &rules[purpose] : &none;
}

/* 0 for an algorithm that does not exist. */
static uint8_t key_size_of(unsigned algorithm) {
  return algorithm < sizeof key_sizes ? key_sizes[algorithm] : 0;
}

/* The key in `slot` if it allows `use`. */
static enum vault_status find(const struct vault *vault, unsigned slot, enum vault_use use,
                              const struct vault_slot **found) {
  if (slot >= VAULT_SLOT_COUNT || vault->slots[slot].purpose == 0) return VAULT_NO_KEY;
  if ((vault->slots[slot].uses & use) == 0) return VAULT_FORBIDDEN;
  *found = &vault->slots[slot];
  return VAULT_OK;
}

/* Checks a key in all respects and only then puts it into `slot`. */
static enum vault_status store(struct vault *vault, const struct key_image_record *record) {
  const struct rule *rule = rule_for(record->purpose);
  if (record->slot >= VAULT_SLOT_COUNT || rule->uses == 0) return VAULT_MALFORMED;
  if (record->key_size == 0 || record->key_size != key_size_of(record->algorithm)) return VAULT_MALFORMED;
  if (record->algorithm == VAULT_ALGORITHM_DES && !rule->single_length) return VAULT_MALFORMED;
  /* Public: that nothing follows the key says nothing about it. */
  uint32_t rest_is_zero = ct_mask_all_zero(record->key + record->key_size, VAULT_KEY_SIZE_MAX - record->key_size);
  if (ct_public(rest_is_zero) == 0) return VAULT_MALFORMED;

  struct des_key expanded;
  uint8_t zeros[DES_BLOCK_SIZE] = {0};
  uint8_t check[DES_BLOCK_SIZE];
  if (!jz_des_expand(&expanded, record->key, record->key_size)) return VAULT_MALFORMED;
  jz_des_encrypt_block(&expanded, zeros, check);
  jz_des_wipe(&expanded);
  /* Public: whether the key is the one that was meant is what the caller asks, and a check value is there to be told. */
  uint32_t equal = ct_public(ct_mask_equal(check, record->check_value, VAULT_CHECK_VALUE_SIZE));
  uint32_t check_value = ct_public(load_be32(check));
  jz_wipe(check, sizeof check);
  if (equal == 0) return VAULT_WRONG_CHECK_VALUE;

  struct vault_slot *slot = &vault->slots[record->slot];
  slot->purpose = record->purpose;
  slot->algorithm = record->algorithm;
  slot->uses = rule->uses;
  slot->key_size = record->key_size;
  slot->check_value = check_value;
  memcpy(slot->key, record->key, sizeof slot->key);
  return VAULT_OK;
}

/* All records of an open image into an empty vault. */
static enum vault_status store_all(struct vault *vault, struct key_image *image) {
  struct key_image_record record;
  enum vault_status status = VAULT_OK;
  while (status == VAULT_OK && key_image_next(image, &record, &status)) {
    if (status != VAULT_OK) break;
    bool taken = record.slot < VAULT_SLOT_COUNT && vault->slots[record.slot].purpose != 0;
    status = taken ? VAULT_MALFORMED : store(vault, &record);
  }
  jz_wipe(&record, sizeof record);
  return status;
}

enum vault_status vault_load_key_image(struct vault *vault, void *board, const uint8_t *image, size_t size) {
  uint8_t secret[32];
  struct key_image opened;
  if (!port_device_secret(board, secret)) return VAULT_NO_DEVICE_SECRET;
  enum vault_status status = key_image_open(&opened, secret, image, size);
  jz_wipe(secret, sizeof secret);
  if (status != VAULT_OK) return status;

  struct vault staged;
  memset(&staged, 0, sizeof staged);
  status = store_all(&staged, &opened);
  key_image_close(&opened);
  if (status == VAULT_OK) memcpy(vault, &staged, sizeof *vault);
  jz_wipe(&staged, sizeof staged);
  return status;
}

/* True when a key of 16 bytes is one of 8 (domain A6): the second half is zero as it came, or becomes zero. */
static bool is_single(const uint8_t *encrypted, const uint8_t clear[16]) {
  uint32_t came = ct_mask_all_zero(encrypted + DES_KEY_SIZE, DES_KEY_SIZE);
  uint32_t became = ct_mask_all_zero(clear + DES_KEY_SIZE, DES_KEY_SIZE);
  /* Public: the algorithm of a key is no secret. */
  return ct_public(came | became) != 0;
}

enum vault_status vault_load_working_key(struct vault *vault, unsigned master, unsigned slot, unsigned purpose,
                                         const uint8_t *encrypted, size_t size, const uint8_t check_value[4]) {
  const struct vault_slot *wrapping;
  enum vault_status status = find(vault, master, VAULT_USE_UNWRAP, &wrapping);
  if (status != VAULT_OK) return status;
  if (slot >= VAULT_SLOT_COUNT || !rule_for(purpose)->is_working) return VAULT_FORBIDDEN;
  if (vault->slots[slot].purpose == VAULT_PURPOSE_MASTER) return VAULT_FORBIDDEN;
  if (size != DES_KEY_SIZE && size != TDES_DOUBLE_KEY_SIZE) return VAULT_MALFORMED;

  struct des_key expanded;
  struct key_image_record record = {.slot = (uint8_t)slot, .purpose = (uint8_t)purpose};
  memcpy(record.key, encrypted, size);
  memcpy(record.check_value, check_value, sizeof record.check_value);
  if (!jz_des_expand(&expanded, wrapping->key, wrapping->key_size) || !jz_des_ecb_decrypt(&expanded, record.key, size)) {
    status = VAULT_MALFORMED;
  } else {
    bool single = size == DES_KEY_SIZE || is_single(encrypted, record.key);
    record.algorithm = single ? VAULT_ALGORITHM_DES : VAULT_ALGORITHM_TDES;
    record.key_size = key_size_of(record.algorithm);
    memset(record.key + record.key_size, 0, sizeof record.key - record.key_size);
    status = store(vault, &record);
  }
  jz_des_wipe(&expanded);
  jz_wipe(&record, sizeof record);
  return status;
}

enum vault_status vault_mac_unionpay(const struct vault *vault, unsigned slot, uint32_t check_value,
                                     const uint8_t *message, size_t size, uint8_t mac[8]) {
  const struct vault_slot *key;
  enum vault_status status = find(vault, slot, VAULT_USE_MAC, &key);
  if (status != VAULT_OK) return status;
  if (key->check_value != check_value) return VAULT_STALE;
  struct des_key expanded;
  if (!jz_des_expand(&expanded, key->key, key->key_size)) return VAULT_MALFORMED;
  jz_mac_unionpay(&expanded, message, size, mac);
  jz_des_wipe(&expanded);
  return VAULT_OK;
}

enum vault_status vault_describe(const struct vault *vault, unsigned slot, struct vault_description *description) {
  if (slot >= VAULT_SLOT_COUNT || vault->slots[slot].purpose == 0) return VAULT_NO_KEY;
  description->purpose = (enum vault_purpose)vault->slots[slot].purpose;
  description->algorithm = (enum vault_algorithm)vault->slots[slot].algorithm;
  description->check_value = vault->slots[slot].check_value;
  return VAULT_OK;
}

void vault_wipe_slot(struct vault *vault, unsigned slot) {
  if (slot < VAULT_SLOT_COUNT) jz_wipe(&vault->slots[slot], sizeof vault->slots[slot]);
}

void vault_wipe(struct vault *vault) {
  jz_wipe(vault, sizeof *vault);
}
