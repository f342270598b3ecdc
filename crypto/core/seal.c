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

static void derive(struct aes_key *key, const uint8_t secret[32], const char *label, size_t label_size, const uint8_t *nonce) {
  uint8_t message[sizeof authentication_label + SEAL_NONCE_SIZE];
  uint8_t bytes[DERIVED_KEY_SIZE];
  memcpy(message, label, label_size);
  memcpy(message + label_size, nonce, SEAL_NONCE_SIZE);
  jz_hmac_sha256(secret, 32, message, label_size + SEAL_NONCE_SIZE, bytes);
  bool expanded = jz_aes_expand(key, bytes, sizeof bytes);
  (void)expanded; /* 32 bytes are a size that AES knows */
  jz_wipe(bytes, sizeof bytes);
}

static void crypt(const uint8_t secret[32], const uint8_t *nonce, uint8_t *data, size_t size) {
  struct aes_key key;
  uint8_t counter[AES_BLOCK_SIZE] = {0};
  derive(&key, secret, encryption_label, sizeof encryption_label, nonce);
  jz_aes_ctr(&key, counter, data, size);
  jz_aes_wipe(&key);
}

static void authenticate(const uint8_t secret[32], const uint8_t *sealed, size_t size, uint8_t mac[SEAL_CMAC_SIZE]) {
  struct aes_key key;
  derive(&key, secret, authentication_label, sizeof authentication_label, sealed);
  jz_aes_cmac(&key, sealed, size, mac);
  jz_aes_wipe(&key);
}

void seal_close(const uint8_t secret[32], const uint8_t *data, size_t size, uint8_t *sealed) {
  memcpy(sealed + SEAL_NONCE_SIZE, data, size);
  crypt(secret, sealed, sealed + SEAL_NONCE_SIZE, size);
  authenticate(secret, sealed, SEAL_NONCE_SIZE + size, sealed + SEAL_NONCE_SIZE + size);
}

bool seal_open(const uint8_t secret[32], const uint8_t *sealed, size_t sealed_size, uint8_t *data) {
  uint8_t expected[SEAL_CMAC_SIZE];
  if (sealed_size < SEAL_OVERHEAD) return false;
  size_t size = sealed_size - SEAL_OVERHEAD;
  authenticate(secret, sealed, SEAL_NONCE_SIZE + size, expected);
  /* Public: that a record is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, sealed + SEAL_NONCE_SIZE + size, sizeof expected));
  jz_wipe(expected, sizeof expected);
  if (equal == 0) return false;
  memcpy(data, sealed + SEAL_NONCE_SIZE, size);
  crypt(secret, sealed, data, size);
  return true;
}
