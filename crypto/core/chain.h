/* SPDX-License-Identifier: Apache-2.0
 *
 * A chain over records that others may read and nobody else can write: each link is AES-256-CMAC over the link before and the
 * record, so that a record which is altered, removed or put in makes a link wrong. The key is
 * HMAC-SHA-256(device secret, "jiaozi chain 1"): only this terminal, or whoever holds its secret, can make or check links.
 */
#ifndef JIAOZI_CHAIN_H
#define JIAOZI_CHAIN_H

#include <stddef.h>
#include <stdint.h>

enum { CHAIN_LINK_SIZE = 16 };

/** `linked`: the link before (CHAIN_LINK_SIZE bytes), then the record, `size` bytes together. The next link takes the first's place. */
void chain_extend(const uint8_t secret[32], uint8_t *linked, size_t size);

#endif
