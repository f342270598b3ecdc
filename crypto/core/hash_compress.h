/* SPDX-License-Identifier: Apache-2.0
 *
 * Between hash.c and the compression functions: each takes one block into the state.
 */
#ifndef JIAOZI_HASH_COMPRESS_H
#define JIAOZI_HASH_COMPRESS_H

#include "hash.h"

void sha1_compress(struct hash *hash, const uint8_t *block);
void sha256_compress(struct hash *hash, const uint8_t *block);
void sha512_compress(struct hash *hash, const uint8_t *block);
void sm3_compress(struct hash *hash, const uint8_t *block);

#endif
