/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_chain.h.
 */
#include "vault_chain.h"

#include "aes.h"
#include "vault_internal.h"

enum vault_status vault_chain_extend(const struct vault *vault, unsigned slot, uint32_t check_value, uint8_t *linked,
                                     size_t size) {
  const struct vault_slot *found;
  struct aes_key key;
  if (size < VAULT_LINK_SIZE) return VAULT_MALFORMED;
  enum vault_status status = vault_find(vault, slot, check_value, VAULT_USE_LINK, &found);
  if (status != VAULT_OK) return status;
  bool expanded = jz_aes_expand(&key, found->key, found->key_size);
  (void)expanded; /* the purpose has keys of one size, which AES knows */
  jz_aes_cmac(&key, linked, size, linked);
  jz_aes_wipe(&key);
  return VAULT_OK;
}
