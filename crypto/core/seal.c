/* SPDX-License-Identifier: Apache-2.0 */
#include "seal.h"

#include "aes.h"
#include "ct.h"
#include "hmac.h"
#include "wipe.h"

#include <string.h>

enum { DERIVED_KEY_SIZE = 32 };

static const char encryption_label[] = "jiaozi seal 1 encryption";
static const char authentication_label[] = "jiaozi seal 1 authentication";

void seal_derive(struct aes_key *key, const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE]) {
  struct hmac hmac;
  uint8_t bytes[DERIVED_KEY_SIZE];
  jz_hmac_begin(&hmac, HASH_SHA256, secret, DERIVED_KEY_SIZE);
  /* With the zero at its end. */
  do jz_hmac_add(&hmac, (const uint8_t *)label, 1);
  while (*label++ != 0);
  jz_hmac_add(&hmac, nonce, SEAL_NONCE_SIZE);
  jz_hmac_finish(&hmac, bytes);
  bool expanded = jz_aes_expand(key, bytes, sizeof bytes);
  (void)expanded; /* 32 bytes are a size that AES knows */
  jz_wipe(bytes, sizeof bytes);
}

void seal_crypt(const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE], uint8_t *data, size_t size) {
  struct aes_key key;
  uint8_t counter[AES_BLOCK_SIZE] = {0};
  seal_derive(&key, secret, label, nonce);
  jz_aes_ctr(&key, counter, data, size);
  jz_aes_wipe(&key);
}

void seal_mac(const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE], const uint8_t *data, size_t size,
              uint8_t mac[SEAL_CMAC_SIZE]) {
  struct aes_key key;
  seal_derive(&key, secret, label, nonce);
  jz_aes_cmac(&key, data, size, mac);
  jz_aes_wipe(&key);
}

void seal_close(const uint8_t secret[32], const uint8_t *data, size_t size, uint8_t *sealed) {
  memcpy(sealed + SEAL_NONCE_SIZE, data, size);
  seal_crypt(secret, encryption_label, sealed, sealed + SEAL_NONCE_SIZE, size);
  seal_mac(secret, authentication_label, sealed, sealed, SEAL_NONCE_SIZE + size, sealed + SEAL_NONCE_SIZE + size);
}

bool seal_open(const uint8_t secret[32], const uint8_t *sealed, size_t sealed_size, uint8_t *data) {
  uint8_t expected[SEAL_CMAC_SIZE];
  if (sealed_size < SEAL_OVERHEAD) return false;
  size_t size = sealed_size - SEAL_OVERHEAD;
  seal_mac(secret, authentication_label, sealed, sealed, SEAL_NONCE_SIZE + size, expected);
  /* Public: that a record is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, sealed + SEAL_NONCE_SIZE + size, sizeof expected));
  jz_wipe(expected, sizeof expected);
  if (equal == 0) return false;
  memcpy(data, sealed + SEAL_NONCE_SIZE, size);
  seal_crypt(secret, encryption_label, sealed, data, size);
  return true;
}
