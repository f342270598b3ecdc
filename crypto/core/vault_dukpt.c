/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_dukpt.h. Counter, KSN and sizes are public.
 */
#include "vault_dukpt.h"

#include "vault_internal.h"
#include "vault_rules.h"
#include "wipe.h"

#include <string.h>

static const struct vault_slot *find_slot(const struct vault *vault, unsigned *index) {
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++) {
    *index = i;
    if (vault->slots[i].purpose == VAULT_PURPOSE_DUKPT) return &vault->slots[i];
  }
  return NULL;
}

const struct vault_slot *vault_dukpt_slot(const struct vault *vault) {
  unsigned index;
  return find_slot(vault, &index);
}

enum vault_status vault_dukpt_put(struct vault *vault, unsigned slot, const struct vault_candidate *candidate,
                                  const uint8_t *ksn, size_t ksn_size) {
  bool is_tdes = vault_is_tdes(candidate->algorithm);
  unsigned old;
  if (candidate->purpose != VAULT_PURPOSE_DUKPT || slot >= VAULT_SLOT_COUNT) return VAULT_FORBIDDEN;
  if (ksn_size != (is_tdes ? DUKPT_TDES_KSN_SIZE : DUKPT_AES_ID_SIZE)) return VAULT_MALFORMED;
  bool had = find_slot(vault, &old) != NULL;
  enum vault_status status = vault_put(vault, slot, candidate);
  if (status != VAULT_OK) return status;
  if (had && old != slot) vault_wipe_slot(vault, old);
  struct vault_slot *entry = &vault->slots[slot];
  jz_wipe(&vault->dukpt, sizeof vault->dukpt);
  if (is_tdes) {
    jz_dukpt_tdes_load(&vault->dukpt.state.tdes, entry->key, ksn);
  } else if (!jz_dukpt_aes_load(&vault->dukpt.state.aes, entry->key, entry->key_size, ksn)) {
    vault_wipe_slot(vault, slot);
    return VAULT_MALFORMED;
  }
  /* From here on there are only keys of the future. */
  jz_wipe(entry->key, sizeof entry->key);
  return VAULT_OK;
}

/* Storing is the caller's; until it is confirmed the key is not given. */
static bool hold(void *context, const void *state, size_t size) {
  (void)context;
  (void)state;
  (void)size;
  return true;
}

enum vault_status vault_dukpt_next(struct vault *vault) {
  const struct vault_slot *slot = vault_dukpt_slot(vault);
  struct vault_dukpt *dukpt = &vault->dukpt;
  if (slot == NULL) return VAULT_NO_KEY;
  vault_dukpt_end(vault);
  enum dukpt_status status = vault_is_tdes(slot->algorithm)
                                 ? jz_dukpt_tdes_next(&dukpt->state.tdes, hold, NULL, dukpt->key, dukpt->ksn)
                                 : jz_dukpt_aes_next(&dukpt->state.aes, hold, NULL, dukpt->key, dukpt->ksn);
  if (status != DUKPT_OK) return status == DUKPT_EXHAUSTED ? VAULT_EXHAUSTED : VAULT_NO_KEY;
  dukpt->key_size = slot->key_size;
  vault->changed = true;
  return VAULT_OK;
}

static enum vault_status find(const struct vault *vault, const struct vault_slot **slot) {
  *slot = vault_dukpt_slot(vault);
  if (*slot == NULL || vault->dukpt.key_size == 0) return VAULT_NO_KEY;
  return vault->dukpt.stored ? VAULT_OK : VAULT_NOT_STORED;
}

enum vault_status vault_dukpt_ksn(const struct vault *vault, uint8_t ksn[DUKPT_AES_KSN_SIZE], size_t *size) {
  const struct vault_slot *slot;
  enum vault_status status = find(vault, &slot);
  if (status != VAULT_OK) return status;
  *size = vault_is_tdes(slot->algorithm) ? DUKPT_TDES_KSN_SIZE : DUKPT_AES_KSN_SIZE;
  memcpy(ksn, vault->dukpt.ksn, *size);
  return VAULT_OK;
}

/* By vault_dukpt_use: the name of the use in each of the two standards. */
static const struct {
  enum dukpt_tdes_use tdes;
  enum dukpt_aes_use aes;
} uses[] = {
  [VAULT_DUKPT_PIN] = {DUKPT_TDES_PIN, DUKPT_AES_PIN},
  [VAULT_DUKPT_MAC_REQUEST] = {DUKPT_TDES_MAC_REQUEST, DUKPT_AES_MAC_GENERATE},
  [VAULT_DUKPT_MAC_RESPONSE] = {DUKPT_TDES_MAC_RESPONSE, DUKPT_AES_MAC_VERIFY},
  [VAULT_DUKPT_DATA_REQUEST] = {DUKPT_TDES_DATA_REQUEST, DUKPT_AES_DATA_ENCRYPT},
  [VAULT_DUKPT_DATA_RESPONSE] = {DUKPT_TDES_DATA_RESPONSE, DUKPT_AES_DATA_DECRYPT},
};

enum vault_status vault_dukpt_key(const struct vault *vault, enum vault_dukpt_use use, struct vault_dukpt_key *key) {
  const struct vault_slot *slot;
  memset(key, 0, sizeof *key);
  enum vault_status status = find(vault, &slot);
  if (status != VAULT_OK) return status;
  if ((unsigned)use >= sizeof uses / sizeof uses[0]) return VAULT_MALFORMED;
  const struct vault_dukpt *dukpt = &vault->dukpt;
  key->algorithm = slot->algorithm;
  key->size = slot->key_size;
  if (vault_is_tdes(slot->algorithm)) {
    jz_dukpt_tdes_variant(dukpt->key, uses[use].tdes, key->bytes);
    return VAULT_OK;
  }
  enum dukpt_aes_type type = key->size == 32 ? DUKPT_AES_TYPE_AES256 : DUKPT_AES_TYPE_AES128;
  bool good = jz_dukpt_aes_working_key(dukpt->key, key->size, dukpt->ksn, uses[use].aes, type, key->bytes);
  return good ? VAULT_OK : VAULT_MALFORMED;
}

void vault_dukpt_end(struct vault *vault) {
  struct vault_dukpt *dukpt = &vault->dukpt;
  jz_wipe(dukpt->key, sizeof dukpt->key);
  jz_wipe(dukpt->ksn, sizeof dukpt->ksn);
  dukpt->key_size = 0;
  dukpt->stored = false;
}
