/* SPDX-License-Identifier: Apache-2.0
 *
 * See key_loading.h.
 */
#include "key_loading.h"

#include "ct.h"
#include "p256.h"
#include "vault_internal.h"
#include "vault_keys.h"
#include "vault_rules.h"
#include "wipe.h"

#include <string.h>

/* What a key of a file is for: usage and mode as X9.143 is commonly published; numbers are this project's (UnionPay's MAC). */
static const struct usage {
  char name[2];
  char mode;
  uint8_t purpose;
} usages[] = {
  {{'K', '0'}, 'D', VAULT_PURPOSE_MASTER}, {{'K', '1'}, 'D', VAULT_PURPOSE_KBPK},  {{'P', '0'}, 'E', VAULT_PURPOSE_PIN},
  {{'1', '0'}, 'C', VAULT_PURPOSE_MAC},    {{'D', '0'}, 'E', VAULT_PURPOSE_TRACK},
};

/* What a key of components is for. */
static const struct ceremony {
  uint8_t purpose, algorithm, slot;
} ceremonies[] = {
  [KEY_COMPONENTS_TDES] = {VAULT_PURPOSE_MASTER, VAULT_ALGORITHM_TDES, 0},
  [KEY_COMPONENTS_AES_128] = {VAULT_PURPOSE_KBPK, VAULT_ALGORITHM_AES128, 4},
  [KEY_COMPONENTS_AES_256] = {VAULT_PURPOSE_KBPK, VAULT_ALGORITHM_AES256, 4},
  [KEY_COMPONENTS_SM4] = {VAULT_PURPOSE_MASTER, VAULT_ALGORITHM_SM4, 0},
};

bool key_loading_card(const struct vault *vault, uint8_t card[DEVICE_CARD_SIZE]) {
  const struct vault_slot *identity;
  uint8_t public_key[P256_PUBLIC_SIZE];
  if (vault_find_in(vault, KEY_LOADING_IDENTITY_SLOT, VAULT_USE_AGREE, &identity) != VAULT_OK) return false;
  if (!jz_p256_public(identity->key, public_key)) return false;
  device_card_make(public_key, card);
  return true;
}

/* 0 for an algorithm that no key of a file has. */
static unsigned algorithm_of(char letter, size_t key_size) {
  switch (letter) {
    case 'T': return vault_tdes_of(key_size);
    case 'A': return vault_aes_of(key_size);
    case '4': return VAULT_ALGORITHM_SM4;
    default: return 0;
  }
}

static enum key_file_status take_key(struct vault *vault, const struct key_file_key *key) {
  unsigned i = 0, count = sizeof usages / sizeof usages[0];
  while (i < count && (memcmp(usages[i].name, key->header.usage, 2) != 0 || usages[i].mode != key->header.mode)) i++;
  if (i == count || key->slot >= KEY_LOADING_FILE_SLOTS) return KEY_FILE_BAD_KEY;
  struct vault_loading loading = {
    .purpose = (enum vault_purpose)usages[i].purpose,
    .algorithm = (enum vault_algorithm)algorithm_of(key->header.algorithm, key->key_size),
    .key = key->key,
    .key_size = key->key_size,
    .check_value = key->check_value,
    .exportable = key->header.exportability == 'E',
  };
  return vault_load_clear(vault, key->slot, &loading) == VAULT_OK ? KEY_FILE_OK : KEY_FILE_BAD_KEY;
}

static enum key_file_status take_keys(struct vault *vault, struct key_file *file) {
  struct vault staged = *vault;
  struct key_file_key key;
  enum key_file_status status = KEY_FILE_OK;
  while (status == KEY_FILE_OK && key_file_next(file, &key, &status)) {
    if (status == KEY_FILE_OK) status = take_key(&staged, &key);
  }
  if (status == KEY_FILE_OK) *vault = staged;
  jz_wipe(&staged, sizeof staged);
  jz_wipe(&key, sizeof key);
  return status;
}

enum key_file_status key_loading_take_file(struct key_loading *loading, struct vault *vault, const uint8_t *bytes, size_t size) {
  const struct vault_slot *identity, *authority;
  struct key_file_trust trust;
  struct key_file file;
  if (vault_find_in(vault, KEY_LOADING_IDENTITY_SLOT, VAULT_USE_AGREE, &identity) != VAULT_OK) return KEY_FILE_NO_IDENTITY;
  if (vault_find_in(vault, KEY_LOADING_AUTHORITY_SLOT, VAULT_USE_TRUST, &authority) != VAULT_OK) return KEY_FILE_UNKNOWN_AUTHORITY;
  memcpy(trust.device_private, identity->key, sizeof trust.device_private);
  memcpy(trust.authority, authority->key, sizeof trust.authority);
  trust.last_sequence = loading->record.last_sequence;
  enum key_file_status status = key_file_open(&file, &trust, bytes, size);
  jz_wipe(&trust, sizeof trust);
  if (status != KEY_FILE_OK) return status;
  status = take_keys(vault, &file);
  if (status == KEY_FILE_OK) loading->record.last_sequence = file.sequence;
  key_file_close(&file);
  return status;
}

uint32_t key_loading_wait_ms(const struct key_loading *loading, unsigned who, uint32_t now_ms) {
  uint32_t wait_ms = custody_wait_ms(&loading->record.custody, who);
  uint32_t since_ms = who < CUSTODIANS ? now_ms - loading->charged_ms[who] : 0;
  return since_ms < wait_ms ? wait_ms - since_ms : 0;
}

enum custody_status key_loading_charge(struct key_loading *loading, unsigned who, uint32_t now_ms) {
  if (who >= CUSTODIANS) return CUSTODY_REFUSED;
  enum custody_status status = custody_charge(&loading->record.custody, who, now_ms - loading->charged_ms[who]);
  if (status == CUSTODY_OK) loading->charged_ms[who] = now_ms;
  return status;
}

enum custody_status key_loading_verify(struct key_loading *loading, unsigned who, const uint8_t secret[32],
                                       const uint8_t *digits, size_t count) {
  enum custody_status status = custody_verify(&loading->record.custody, who, secret, digits, count);
  unsigned bit = who < CUSTODIANS ? 1u << who : 0;
  if (status == CUSTODY_OK) loading->admitted = (uint8_t)(loading->admitted | bit);
  if (status == CUSTODY_MUST_CHANGE) loading->changing = (uint8_t)bit;
  return status;
}

static void forget_new(struct key_loading *loading) {
  jz_wipe(loading->new_digits, sizeof loading->new_digits);
  loading->new_count = 0;
}

enum custody_status key_loading_new_passcode(struct key_loading *loading, unsigned who, const uint8_t secret[32],
                                             const uint8_t salt[CUSTODY_SALT_SIZE], const uint8_t *digits, size_t count) {
  if (who >= CUSTODIANS || loading->changing != 1u << who) return CUSTODY_REFUSED;
  if (count < CUSTODY_PASSCODE_MIN || count > CUSTODY_PASSCODE_MAX) return CUSTODY_REFUSED;
  if (loading->new_count == 0) {
    memcpy(loading->new_digits, digits, count);
    loading->new_count = (uint8_t)count;
    return CUSTODY_MUST_CHANGE;
  }
  /* Public: whether somebody has typed the same twice. */
  bool same = count == loading->new_count && ct_public(ct_mask_equal(loading->new_digits, digits, count)) != 0;
  forget_new(loading);
  if (!same) return CUSTODY_WRONG;
  enum custody_status status = custody_change(&loading->record.custody, who, secret, salt, digits, count);
  if (status != CUSTODY_OK) return status;
  loading->changing = 0;
  loading->admitted = (uint8_t)(loading->admitted | 1u << who);
  return CUSTODY_OK;
}

bool key_loading_begin(struct key_loading *loading, unsigned kind, unsigned count, uint32_t now_ms) {
  key_loading_end(loading);
  loading->began_ms = now_ms;
  return key_components_begin(&loading->components, kind, count);
}

static bool is_late(const struct key_loading *loading, uint32_t now_ms) {
  return now_ms - loading->began_ms > KEY_LOADING_CEREMONY_MS_MAX;
}

bool key_loading_component(struct key_loading *loading, const uint8_t *component, uint32_t now_ms,
                           uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) {
  unsigned turn = loading->components.given;
  if (is_late(loading, now_ms) || (((unsigned)loading->admitted >> turn) & 1u) == 0) return false;
  return key_components_offer(&loading->components, component, check_value);
}

enum vault_status key_loading_finish(struct key_loading *loading, struct vault *vault, uint32_t now_ms) {
  uint8_t key[KEY_COMPONENTS_KEY_SIZE_MAX];
  const struct ceremony *row = &ceremonies[loading->components.kind];
  size_t size = key_components_size(loading->components.kind);
  enum vault_status status = VAULT_FORBIDDEN;
  if (!is_late(loading, now_ms) && key_components_take(&loading->components, key)) {
    struct vault_loading clear = {
      .purpose = (enum vault_purpose)row->purpose,
      .algorithm = (enum vault_algorithm)row->algorithm,
      .key = key,
      .key_size = size,
    };
    status = vault_load_clear(vault, row->slot, &clear);
    jz_wipe(key, sizeof key);
  }
  key_loading_end(loading);
  return status;
}

void key_loading_end(struct key_loading *loading) {
  key_components_wipe(&loading->components);
  forget_new(loading);
  loading->admitted = 0;
  loading->changing = 0;
}
