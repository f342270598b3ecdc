/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC with any hash of hash.h, as commonly published; shown right by agreement with OpenSSL. Time depends on sizes only.
 */
#ifndef JIAOZI_HMAC_H
#define JIAOZI_HMAC_H

#include "hash.h"

/** Owned by the caller; jz_hmac_finish wipes it. */
struct hmac {
  struct hash hash;
  enum hash_kind kind;
  /** The key, padded to a block. */
  uint8_t key[HASH_BLOCK_SIZE_MAX];
};

void jz_hmac_begin(struct hmac *hmac, enum hash_kind kind, const uint8_t *key, size_t key_size);
void jz_hmac_add(struct hmac *hmac, const uint8_t *data, size_t size);
/** `mac` takes jz_hash_size(kind) bytes. */
void jz_hmac_finish(struct hmac *hmac, uint8_t *mac);

/** All at once. `mac` may be the key or the message. */
void jz_hmac(enum hash_kind kind, const uint8_t *key, size_t key_size, const uint8_t *message, size_t size, uint8_t *mac);

static inline void jz_hmac_sha256(const uint8_t *key, size_t key_size, const uint8_t *message, size_t size,
                                  uint8_t mac[32]) {
  jz_hmac(HASH_SHA256, key, key_size, message, size, mac);
}

#endif
