/* SPDX-License-Identifier: Apache-2.0
 *
 * Working keys, clear keys, new keys. See vault_keys.h; key blocks are in vault_block.c.
 */
#include "vault_keys.h"

#include "p256.h"
#include "vault_dukpt.h"
#include "vault_internal.h"
#include "vault_rules.h"
#include "wipe.h"
#include "working_key.h"

#include <string.h>

/* The algorithm of a working key: its master key's family. */
static unsigned working_algorithm(unsigned master, size_t key_size) {
  if (master == VAULT_ALGORITHM_SM4) return VAULT_ALGORITHM_SM4;
  return key_size == 8 ? VAULT_ALGORITHM_DES : VAULT_ALGORITHM_TDES;
}

enum vault_status vault_load_working_key(struct vault *vault, unsigned master, unsigned slot, unsigned purpose,
                                         const uint8_t *encrypted, size_t size, const uint8_t check_value[4]) {
  const struct vault_slot *wrapping;
  enum vault_status status = vault_find_in(vault, master, VAULT_USE_UNWRAP, &wrapping);
  if (status != VAULT_OK) return status;
  if (slot >= VAULT_SLOT_COUNT || (vault_rule_of(purpose)->ways & VAULT_ORIGIN_SIGN_IN) == 0) return VAULT_FORBIDDEN;
  bool is_sm4 = wrapping->algorithm == VAULT_ALGORITHM_SM4;
  if (size != WORKING_KEY_SIZE_MAX && (is_sm4 || size != 8)) return VAULT_MALFORMED;

  struct working_key working = {encrypted, check_value, (uint8_t)size};
  struct vault_candidate candidate = {.purpose = (uint8_t)purpose, .origin = VAULT_ORIGIN_SIGN_IN, .check_value = check_value};
  size_t key_size;
  if (jz_working_key_open(is_sm4 ? KEY_CHECK_SM4 : KEY_CHECK_TDES, wrapping->key, &working, candidate.key, &key_size)) {
    candidate.key_size = (uint8_t)key_size;
    candidate.algorithm = (uint8_t)working_algorithm(wrapping->algorithm, key_size);
    status = vault_put(vault, slot, &candidate);
  } else {
    status = VAULT_WRONG_CHECK_VALUE;
  }
  jz_wipe(&candidate, sizeof candidate);
  return status;
}

enum vault_status vault_load_clear(struct vault *vault, unsigned slot, const struct vault_loading *loading) {
  if (loading->key_size > VAULT_KEY_SIZE_MAX) return VAULT_MALFORMED;
  struct vault_candidate candidate = {.purpose = (uint8_t)loading->purpose,
                                      .algorithm = (uint8_t)loading->algorithm,
                                      .origin = VAULT_ORIGIN_LOADED,
                                      .key_size = (uint8_t)loading->key_size,
                                      .exportable = loading->exportable,
                                      .check_value = loading->check_value};
  memcpy(candidate.key, loading->key, loading->key_size);
  enum vault_status status = loading->purpose == VAULT_PURPOSE_DUKPT
                                 ? vault_dukpt_put(vault, slot, &candidate, loading->ksn, loading->ksn_size)
                                 : vault_put(vault, slot, &candidate);
  jz_wipe(&candidate, sizeof candidate);
  return status;
}

/* By purpose. */
static const uint8_t generated[] = {
  [VAULT_PURPOSE_JOURNAL] = VAULT_ALGORITHM_AES256,
  [VAULT_PURPOSE_PEPPER] = VAULT_ALGORITHM_HMAC,
  [VAULT_PURPOSE_IDENTITY] = VAULT_ALGORITHM_P256,
};

enum vault_status vault_generate(struct vault *vault, unsigned slot, enum vault_purpose purpose, struct drbg *random) {
  struct vault_candidate candidate = {.purpose = (uint8_t)purpose, .origin = VAULT_ORIGIN_GENERATED};
  if ((vault_rule_of(purpose)->ways & VAULT_ORIGIN_GENERATED) == 0) return VAULT_FORBIDDEN;
  candidate.algorithm = generated[purpose];
  candidate.key_size = vault_cipher_of(candidate.algorithm)->key_size;
  bool good = candidate.algorithm == VAULT_ALGORITHM_P256 ? jz_p256_generate(random, candidate.key)
                                                          : jz_drbg_generate(random, NULL, 0, candidate.key, candidate.key_size);
  enum vault_status status = good ? vault_put(vault, slot, &candidate) : VAULT_NO_RANDOM;
  jz_wipe(&candidate, sizeof candidate);
  return status;
}
