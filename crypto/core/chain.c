/* SPDX-License-Identifier: Apache-2.0 */
#include "chain.h"

#include "aes.h"
#include "hmac.h"
#include "wipe.h"

enum { DERIVED_KEY_SIZE = 32 };

static const char label[] = "jiaozi chain 1";

void chain_extend(const uint8_t secret[32], uint8_t *linked, size_t size) {
  struct aes_key key;
  uint8_t bytes[DERIVED_KEY_SIZE];
  jz_hmac_sha256(secret, 32, (const uint8_t *)label, sizeof label - 1, bytes);
  bool expanded = jz_aes_expand(&key, bytes, sizeof bytes);
  (void)expanded; /* 32 bytes are a size that AES knows */
  jz_wipe(bytes, sizeof bytes);
  jz_aes_cmac(&key, linked, size, linked);
  jz_aes_wipe(&key);
}
