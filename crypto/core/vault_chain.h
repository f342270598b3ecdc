/* SPDX-License-Identifier: Apache-2.0
 *
 * A chain over records that others may read and nobody else can write: each link is AES-256-CMAC over the link before and the
 * record, so that a record which is altered, removed or put in makes a link wrong. The key is the vault's of purpose JOURNAL, made in
 * this terminal: only it, or whoever can open its vault, can make or check links.
 */
#ifndef JIAOZI_VAULT_CHAIN_H
#define JIAOZI_VAULT_CHAIN_H

#include "vault.h"

enum { VAULT_LINK_SIZE = 16 };

/** `linked`: the link before (VAULT_LINK_SIZE bytes), then the record, `size` bytes together. The next link takes the first's place. */
enum vault_status vault_chain_extend(const struct vault *vault, unsigned slot, uint32_t check_value, uint8_t *linked,
                                     size_t size) __attribute__((warn_unused_result));

#endif
