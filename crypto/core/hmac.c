/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC. See hmac.h. The one thing to get wrong: a key longer than a block is hashed first.
 */
#include "hmac.h"

#include "wipe.h"

#include <string.h>

/* Begins a hash with the key, each byte ^ pad. */
static void begin_padded(struct hmac *hmac, uint8_t pad) {
  uint8_t block[HASH_BLOCK_SIZE_MAX];
  size_t size = jz_hash_block_size(hmac->kind);
  for (size_t i = 0; i < size; i++) block[i] = hmac->key[i] ^ pad;
  jz_hash_begin(&hmac->hash, hmac->kind);
  jz_hash_add(&hmac->hash, block, size);
  jz_wipe(block, sizeof block);
}

void jz_hmac_begin(struct hmac *hmac, enum hash_kind kind, const uint8_t *key, size_t key_size) {
  hmac->kind = kind;
  memset(hmac->key, 0, sizeof hmac->key);
  if (key_size > jz_hash_block_size(kind)) {
    jz_hash(kind, key, key_size, hmac->key);
  } else if (key_size > 0) {
    memcpy(hmac->key, key, key_size);
  }
  begin_padded(hmac, 0x36);
}

void jz_hmac_add(struct hmac *hmac, const uint8_t *data, size_t size) {
  jz_hash_add(&hmac->hash, data, size);
}

void jz_hmac_finish(struct hmac *hmac, uint8_t *mac) {
  uint8_t inner[HASH_SIZE_MAX];
  jz_hash_finish(&hmac->hash, inner);
  begin_padded(hmac, 0x5C);
  jz_hash_add(&hmac->hash, inner, jz_hash_size(hmac->kind));
  jz_hash_finish(&hmac->hash, mac);
  jz_wipe(inner, sizeof inner);
  jz_wipe(hmac, sizeof *hmac);
}

void jz_hmac(enum hash_kind kind, const uint8_t *key, size_t key_size, const uint8_t *message, size_t size, uint8_t *mac) {
  struct hmac hmac;
  jz_hmac_begin(&hmac, kind, key, key_size);
  jz_hmac_add(&hmac, message, size);
  jz_hmac_finish(&hmac, mac);
}
