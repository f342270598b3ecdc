/* SPDX-License-Identifier: Apache-2.0
 *
 * Key slots. See vault.h and, for what is shared with the vault's other files, vault_internal.h.
 */
#include "vault.h"

#include "ct.h"
#include "des.h"
#include "hash.h"
#include "hmac.h"
#include "key_check.h"
#include "key_image.h"
#include "octets.h"
#include "p256.h"
#include "ports.h"
#include "vault_internal.h"
#include "vault_rules.h"
#include "wipe.h"

#include <string.h>

enum vault_status vault_find_in(const struct vault *vault, unsigned slot, unsigned use, const struct vault_slot **found) {
  if (slot >= VAULT_SLOT_COUNT || vault->slots[slot].purpose == 0) return VAULT_NO_KEY;
  if ((vault->slots[slot].uses & use) == 0) return VAULT_FORBIDDEN;
  *found = &vault->slots[slot];
  return VAULT_OK;
}

enum vault_status vault_find(const struct vault *vault, unsigned slot, uint32_t check_value, unsigned use,
                             const struct vault_slot **found) {
  enum vault_status status = vault_find_in(vault, slot, use, found);
  return status == VAULT_OK && (*found)->check_value != check_value ? VAULT_STALE : status;
}

/* What stands for an identity is its public key. */
static bool check_p256(const uint8_t key[32], uint8_t value[VAULT_CHECK_VALUE_SIZE]) {
  uint8_t public_key[P256_PUBLIC_SIZE], digest[32];
  struct hash hash;
  if (!jz_p256_public(key, public_key)) return false;
  jz_hash_begin(&hash, HASH_SHA256);
  jz_hash_add(&hash, public_key, sizeof public_key);
  jz_hash_finish(&hash, digest);
  memcpy(value, digest, VAULT_CHECK_VALUE_SIZE);
  return true;
}

static bool check_hmac(const uint8_t key[32], uint8_t value[VAULT_CHECK_VALUE_SIZE]) {
  static const uint8_t zeros[16] = {0};
  uint8_t mac[32];
  jz_hmac_sha256(key, 32, zeros, sizeof zeros, mac);
  memcpy(value, mac, VAULT_CHECK_VALUE_SIZE);
  jz_wipe(mac, sizeof mac);
  return true;
}

static bool check_value_of(const struct vault_candidate *candidate, uint8_t value[VAULT_CHECK_VALUE_SIZE]) {
  const struct vault_cipher *cipher = vault_cipher_of(candidate->algorithm);
  if (candidate->algorithm == VAULT_ALGORITHM_P256) return check_p256(candidate->key, value);
  if (candidate->algorithm == VAULT_ALGORITHM_SHA256) return memcpy(value, candidate->key, VAULT_CHECK_VALUE_SIZE) != NULL;
  if (candidate->algorithm == VAULT_ALGORITHM_HMAC) return check_hmac(candidate->key, value);
  return jz_key_check((enum key_check_cipher)cipher->check, (enum key_check_method)cipher->check_method, candidate->key,
                      candidate->key_size, value, VAULT_CHECK_VALUE_SIZE);
}

/* FFFFFFFFh when two DES keys are the same but for parity. */
static uint32_t same_des_key(const uint8_t *a, const uint8_t *b) {
  uint32_t difference = 0;
  for (unsigned i = 0; i < DES_KEY_SIZE; i++) difference |= (uint32_t)(a[i] ^ b[i]) & 0xFEu;
  return ct_mask_zero(difference);
}

/* A TDES key of which two parts that follow each other are the same is a DES key (or nearly so) in disguise. */
static bool is_degenerate(const struct vault_candidate *candidate) {
  uint32_t same = 0;
  if (!vault_is_tdes(candidate->algorithm)) return false;
  for (unsigned i = DES_KEY_SIZE; i < candidate->key_size; i += DES_KEY_SIZE) {
    same |= same_des_key(candidate->key + i - DES_KEY_SIZE, candidate->key + i);
  }
  /* Public: such a key is refused, and one that is taken is not such. */
  return ct_public(same) != 0;
}

static bool is_allowed(const struct vault_candidate *candidate) {
  const struct vault_rule *rule = vault_rule_of(candidate->purpose);
  if ((rule->ways & candidate->origin) == 0 || (rule->algorithms >> candidate->algorithm & 1u) == 0) return false;
  if (candidate->algorithm == VAULT_ALGORITHM_DES && (candidate->origin & (VAULT_ORIGIN_IMAGE | VAULT_ORIGIN_SIGN_IN)) == 0) return false;
  return candidate->uses == 0 || (candidate->uses & rule->uses) != 0;
}

enum vault_status vault_admit(const struct vault_candidate *candidate, struct vault_slot *slot) {
  uint8_t value[VAULT_CHECK_VALUE_SIZE];
  const struct vault_rule *rule = vault_rule_of(candidate->purpose);
  if (candidate->algorithm >= 16 || !is_allowed(candidate)) return VAULT_MALFORMED;
  if (candidate->key_size != vault_cipher_of(candidate->algorithm)->key_size) return VAULT_MALFORMED;
  /* Public: that nothing follows the key says nothing about it. */
  uint32_t rest_is_zero = ct_mask_all_zero(candidate->key + candidate->key_size, VAULT_KEY_SIZE_MAX - candidate->key_size);
  if (ct_public(rest_is_zero) == 0 || is_degenerate(candidate)) return VAULT_MALFORMED;
  if (!check_value_of(candidate, value)) return VAULT_MALFORMED;
  /* Public: whether the key is the one that was meant is what the caller asks, and a check value is there to be told. */
  uint32_t known = ct_public(load_be32(value));
  if (candidate->check_value != NULL && ct_public(known ^ load_be32(candidate->check_value)) != 0) return VAULT_WRONG_CHECK_VALUE;

  memset(slot, 0, sizeof *slot);
  slot->purpose = candidate->purpose;
  slot->algorithm = candidate->algorithm;
  slot->origin = candidate->origin;
  slot->key_size = candidate->key_size;
  slot->uses = candidate->uses == 0 ? rule->uses : (uint16_t)(rule->uses & candidate->uses);
  slot->mac_method = candidate->mac_method;
  slot->exportable = candidate->exportable;
  slot->check_value = known;
  memcpy(slot->key, candidate->key, sizeof slot->key);
  return VAULT_OK;
}

/* Who comes to the terminal may put a key anywhere; what comes over the line only where its like was, and what is made here only
 * where nothing was. */
static bool may_replace(const struct vault_slot *slot, const struct vault_candidate *candidate) {
  if (slot->purpose == 0) return true;
  switch (candidate->origin) {
    case VAULT_ORIGIN_LOADED: return true;
    case VAULT_ORIGIN_BLOCK: return slot->purpose == candidate->purpose;
    case VAULT_ORIGIN_SIGN_IN: return slot->origin == VAULT_ORIGIN_SIGN_IN;
    default: return false;
  }
}

/* A new master key ends the session: what came under the old one goes. */
static void end_session(struct vault *vault) {
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++) {
    if (vault->slots[i].origin == VAULT_ORIGIN_SIGN_IN) vault_wipe_slot(vault, i);
  }
}

enum vault_status vault_put(struct vault *vault, unsigned slot, const struct vault_candidate *candidate) {
  struct vault_slot admitted;
  if (vault->zeroised) return VAULT_ZEROISED;
  if (slot >= VAULT_SLOT_COUNT || !may_replace(&vault->slots[slot], candidate)) return VAULT_FORBIDDEN;
  enum vault_status status = vault_admit(candidate, &admitted);
  if (status == VAULT_OK) {
    vault_wipe_slot(vault, slot);
    if (candidate->purpose == VAULT_PURPOSE_MASTER) end_session(vault);
    memcpy(&vault->slots[slot], &admitted, sizeof admitted);
    vault->changed = vault->changed || candidate->origin != VAULT_ORIGIN_SIGN_IN;
    vault->steps = vault->steps || vault_rule_of(candidate->purpose)->steps;
  }
  jz_wipe(&admitted, sizeof admitted);
  return status;
}

/* One record into an empty slot. */
static enum vault_status take_record(struct vault_slot slots[VAULT_SLOT_COUNT], const struct key_image_record *record) {
  struct vault_candidate candidate = {.purpose = record->purpose,
                                      .algorithm = record->algorithm,
                                      .origin = VAULT_ORIGIN_IMAGE,
                                      .key_size = record->key_size,
                                      .exportable = record->exportable != 0,
                                      .check_value = record->check_value};
  if (record->slot >= VAULT_SLOT_COUNT || slots[record->slot].purpose != 0 || record->exportable > 1) return VAULT_MALFORMED;
  memcpy(candidate.key, record->key, sizeof candidate.key);
  enum vault_status status = vault_admit(&candidate, &slots[record->slot]);
  jz_wipe(&candidate, sizeof candidate);
  return status;
}

static enum vault_status take_all(struct vault_slot slots[VAULT_SLOT_COUNT], struct key_image *image) {
  struct key_image_record record;
  enum vault_status status = VAULT_OK;
  while (status == VAULT_OK && key_image_next(image, &record, &status)) {
    if (status == VAULT_OK) status = take_record(slots, &record);
  }
  jz_wipe(&record, sizeof record);
  return status;
}

uint32_t vault_board_count(void *board) {
  uint32_t count;
  return port_monotonic_count(board, &count) ? count : 0;
}

enum vault_status vault_load_key_image(struct vault *vault, void *board, const uint8_t *image, size_t size) {
  uint8_t secret[32];
  struct key_image opened;
  if (!port_device_secret(board, secret)) return VAULT_NO_DEVICE_SECRET;
  enum vault_status status = key_image_open(&opened, secret, image, size);
  jz_wipe(secret, sizeof secret);
  if (status != VAULT_OK) return status;

  struct vault_slot staged[VAULT_SLOT_COUNT];
  uint32_t count = vault_board_count(board), generation = vault->generation;
  /* What was delivered before the keys were erased is void, whether or not the board can count. */
  bool is_void = vault->zeroised && memcmp(opened.nonce, vault->delivered, sizeof vault->delivered) == 0;
  memset(staged, 0, sizeof staged);
  status = opened.count != count || is_void ? VAULT_OLD : take_all(staged, &opened);
  if (status == VAULT_OK) {
    vault_wipe(vault);
    memcpy(vault->slots, staged, sizeof staged);
    memcpy(vault->delivered, opened.nonce, sizeof vault->delivered);
    vault->generation = generation;
    vault->count = count;
  }
  key_image_close(&opened);
  jz_wipe(staged, sizeof staged);
  return status;
}

enum vault_status vault_describe(const struct vault *vault, unsigned slot, struct vault_description *description) {
  if (slot >= VAULT_SLOT_COUNT || vault->slots[slot].purpose == 0) return VAULT_NO_KEY;
  const struct vault_slot *key = &vault->slots[slot];
  description->purpose = (enum vault_purpose)key->purpose;
  description->algorithm = (enum vault_algorithm)key->algorithm;
  description->check_value = key->check_value;
  description->origin = (enum vault_origin)key->origin;
  description->exportable = key->exportable;
  return VAULT_OK;
}

void vault_wipe_slot(struct vault *vault, unsigned slot) {
  if (slot >= VAULT_SLOT_COUNT) return;
  const struct vault_slot *key = &vault->slots[slot];
  if (key->purpose == VAULT_PURPOSE_DUKPT) jz_wipe(&vault->dukpt, sizeof vault->dukpt);
  if (key->purpose != 0 && key->origin != VAULT_ORIGIN_SIGN_IN) vault->changed = true;
  jz_wipe(&vault->slots[slot], sizeof vault->slots[slot]);
}

void vault_wipe(struct vault *vault) {
  jz_wipe(vault, sizeof *vault);
}

void vault_zeroise(struct vault *vault) {
  uint32_t generation = vault->generation, count = vault->count;
  uint8_t delivered[sizeof vault->delivered];
  memcpy(delivered, vault->delivered, sizeof delivered);
  vault_wipe(vault);
  vault->generation = generation;
  vault->count = count;
  memcpy(vault->delivered, delivered, sizeof delivered);
  vault->zeroised = vault->changed = vault->steps = true;
}
