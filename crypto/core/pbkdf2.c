/* SPDX-License-Identifier: Apache-2.0
 *
 * See pbkdf2.h. The key's two blocks are hashed once, and every round begins with a copy of what they left: half the work.
 */
#include "pbkdf2.h"

#include "hmac.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { BLOCK_SIZE = 64, INNER_PAD = 0x36, OUTER_PAD = 0x5C };

struct keyed {
  struct hash inner, outer;
};

static void begin(struct hash *hash, const uint8_t block[BLOCK_SIZE], uint8_t pad) {
  uint8_t padded[BLOCK_SIZE];
  for (unsigned i = 0; i < BLOCK_SIZE; i++) padded[i] = block[i] ^ pad;
  jz_hash_begin(hash, HASH_SHA256);
  jz_hash_add(hash, padded, sizeof padded);
  jz_wipe(padded, sizeof padded);
}

static void prepare(struct keyed *keyed, const uint8_t *password, size_t size) {
  uint8_t block[BLOCK_SIZE] = {0};
  if (size > sizeof block) jz_hash(HASH_SHA256, password, size, block);
  else if (size > 0) memcpy(block, password, size);
  begin(&keyed->inner, block, INNER_PAD);
  begin(&keyed->outer, block, OUTER_PAD);
  jz_wipe(block, sizeof block);
}

static void next(const struct keyed *keyed, uint8_t value[32]) {
  struct hash hash = keyed->inner;
  jz_hash_add(&hash, value, 32);
  jz_hash_finish(&hash, value);
  hash = keyed->outer;
  jz_hash_add(&hash, value, 32);
  jz_hash_finish(&hash, value);
}

void jz_pbkdf2_sha256(const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
                      uint32_t rounds, uint8_t out[32]) {
  static const uint8_t first_block[4] = {0, 0, 0, 1};
  struct hmac hmac;
  struct keyed keyed;
  uint8_t value[32];
  jz_hmac_begin(&hmac, HASH_SHA256, password, password_size);
  jz_hmac_add(&hmac, salt, salt_size);
  jz_hmac_add(&hmac, first_block, sizeof first_block);
  jz_hmac_finish(&hmac, value);
  memcpy(out, value, sizeof value);
  prepare(&keyed, password, password_size);
  for (uint32_t round = 1; round < rounds; round++) {
    next(&keyed, value);
    xor_bytes(out, value, sizeof value);
  }
  jz_wipe(&keyed, sizeof keyed);
  jz_wipe(value, sizeof value);
}
