/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1, SHA-256, SHA-384, SHA-512 and SM3, as commonly published; shown right by docs/sources.md [vectors 6] and by agreement
 * with OpenSSL. Additions, turns and logic only: time depends on the size alone.
 *
 * SHA-1 is here because card schemes' certificates and check values are made with it; nothing new should be.
 */
#ifndef JIAOZI_HASH_H
#define JIAOZI_HASH_H

#include <stddef.h>
#include <stdint.h>

enum hash_kind { HASH_SHA1 = 1, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_SM3 };

enum { HASH_SIZE_MAX = 64, HASH_BLOCK_SIZE_MAX = 128 };

struct hash_algorithm;

/** Owned by the caller; jz_hash_finish wipes it. Points only to a constant: a copy continues on its own. */
struct hash {
  const struct hash_algorithm *algorithm;
  uint64_t size;
  /** SHA-384 and SHA-512 work on words of 64 bits, the others on words of 32. */
  union {
    uint32_t words[8];
    uint64_t long_words[8];
  } state;
  uint8_t block[HASH_BLOCK_SIZE_MAX];
};

/** Bytes of a hash; 0 for a kind that does not exist. */
size_t jz_hash_size(enum hash_kind kind);
/** Bytes of a block, which HMAC needs to know; 0 for a kind that does not exist. */
size_t jz_hash_block_size(enum hash_kind kind);

/** `kind` must exist (jz_hash_size tells). */
void jz_hash_begin(struct hash *hash, enum hash_kind kind);
void jz_hash_add(struct hash *hash, const uint8_t *data, size_t size);
/** `out` takes jz_hash_size(kind) bytes. */
void jz_hash_finish(struct hash *hash, uint8_t *out);

/** All at once. */
void jz_hash(enum hash_kind kind, const uint8_t *data, size_t size, uint8_t *out);

#endif
