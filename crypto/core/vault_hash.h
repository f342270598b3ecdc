/* SPDX-License-Identifier: Apache-2.0
 *
 * What a key of purpose PEPPER does: HMAC-SHA-256 over what must be of no use without this terminal.
 */
#ifndef JIAOZI_VAULT_HASH_H
#define JIAOZI_VAULT_HASH_H

#include "vault.h"

enum { VAULT_HASH_SIZE = 32 };

/** VAULT_NO_KEY, VAULT_FORBIDDEN: `out` is as it was. */
enum vault_status vault_hash(const struct vault *vault, unsigned slot, const uint8_t *data, size_t size,
                             uint8_t out[VAULT_HASH_SIZE]) __attribute__((warn_unused_result));

#endif
