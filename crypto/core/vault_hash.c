/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_hash.h.
 */
#include "vault_hash.h"

#include "hmac.h"
#include "vault_internal.h"

enum vault_status vault_hash(const struct vault *vault, unsigned slot, const uint8_t *data, size_t size,
                             uint8_t out[VAULT_HASH_SIZE]) {
  const struct vault_slot *key;
  struct hmac hmac;
  enum vault_status status = vault_find_in(vault, slot, VAULT_USE_HASH, &key);
  if (status != VAULT_OK) return status;
  jz_hmac_begin(&hmac, HASH_SHA256, key->key, key->key_size);
  jz_hmac_add(&hmac, data, size);
  jz_hmac_finish(&hmac, out);
  return VAULT_OK;
}
