/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC-SHA-256. See hmac_sha256.h. The one thing to get wrong: a key longer than a block is hashed first.
 */
#include "hmac_sha256.h"

#include "sha256.h"
#include "wipe.h"

#include <string.h>

/* Begins a hash with the key, padded with zeros to a block, each byte ^ pad. */
static void begin_padded(struct sha256 *hash, const uint8_t key[SHA256_BLOCK_SIZE], uint8_t pad) {
  uint8_t block[SHA256_BLOCK_SIZE];
  for (unsigned i = 0; i < SHA256_BLOCK_SIZE; i++) block[i] = key[i] ^ pad;
  jz_sha256_begin(hash);
  jz_sha256_add(hash, block, sizeof block);
  jz_wipe(block, sizeof block);
}

void jz_hmac_sha256(const uint8_t *key, size_t key_size, const uint8_t *message, size_t size, uint8_t mac[32]) {
  struct sha256 hash;
  uint8_t block[SHA256_BLOCK_SIZE] = {0};
  if (key_size > SHA256_BLOCK_SIZE) {
    jz_sha256_begin(&hash);
    jz_sha256_add(&hash, key, key_size);
    jz_sha256_finish(&hash, block);
  } else {
    memcpy(block, key, key_size);
  }
  begin_padded(&hash, block, 0x36);
  jz_sha256_add(&hash, message, size);
  jz_sha256_finish(&hash, mac);
  begin_padded(&hash, block, 0x5C);
  jz_sha256_add(&hash, mac, SHA256_HASH_SIZE);
  jz_sha256_finish(&hash, mac);
  jz_wipe(block, sizeof block);
}
