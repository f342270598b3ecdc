/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256, as commonly published; shown right by agreement with OpenSSL. Additions, turns and logic only: time depends on
 * the size alone.
 */
#ifndef JIAOZI_SHA256_H
#define JIAOZI_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BLOCK_SIZE = 64, SHA256_HASH_SIZE = 32 };

/** Owned by the caller; jz_sha256_finish wipes it. Holds no pointer: a copy continues on its own. */
struct sha256 {
  uint32_t state[8];
  uint64_t size;
  uint8_t block[SHA256_BLOCK_SIZE];
};

void jz_sha256_begin(struct sha256 *hash);
void jz_sha256_add(struct sha256 *hash, const uint8_t *data, size_t size);
void jz_sha256_finish(struct sha256 *hash, uint8_t out[32]);

#endif
