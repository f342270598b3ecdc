/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys, cipher and MAC of each version of key blocks. See key_block.h.
 */
#include "key_block_cipher.h"

#include "aes.h"
#include "des.h"
#include "mac_iso9797.h"
#include "wipe.h"

#include <string.h>

enum { FOR_ENCRYPTION = 0, FOR_AUTHENTICATION = 1, VARIANT_ENCRYPTION = 0x45, VARIANT_AUTHENTICATION = 0x4D };

static const struct key_block_cipher ciphers[] = {
  {.version = 'B', .block_size = 8, .mac_size = 8, .mac_of_clear = true, .key_size_min = 16, .key_size_max = 24},
  {.version = 'C', .block_size = 8, .mac_size = 4, .mac_of_clear = false, .key_size_min = 16, .key_size_max = 24},
  {.version = 'D', .block_size = 16, .mac_size = 16, .mac_of_clear = true, .key_size_min = 16, .key_size_max = 32},
};

const struct key_block_cipher *key_block_cipher_of(uint8_t version) {
  for (unsigned i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
    if ((uint8_t)ciphers[i].version == version) return &ciphers[i];
  }
  return NULL;
}

static bool is_tdes(const struct key_block_cipher *cipher) {
  return cipher->block_size == DES_BLOCK_SIZE;
}

static void cmac_of(const struct key_block_cipher *cipher, const uint8_t *key, size_t key_size, const uint8_t *message,
                    size_t size, uint8_t *mac) {
  bool good;
  if (is_tdes(cipher)) {
    struct des_key expanded;
    good = jz_des_expand(&expanded, key, key_size);
    jz_des_cmac(&expanded, message, size, mac);
    jz_des_wipe(&expanded);
  } else {
    struct aes_key expanded;
    good = jz_aes_expand(&expanded, key, key_size);
    jz_aes_cmac(&expanded, message, size, mac);
    jz_aes_wipe(&expanded);
  }
  (void)good; /* key_block_derive lets only sizes pass that the cipher knows */
}

/* B and D: CMACs of number | use | 00 | algorithm | bits, as many as the key is long. The algorithm counts from double-length TDES
 * (0) to AES-256 (4). */
static void derive_by_cmac(const struct key_block_cipher *cipher, const uint8_t *kbpk, size_t size, uint8_t use,
                           uint8_t *key) {
  uint8_t blocks[48] = {0};
  uint8_t algorithm = (uint8_t)(size / 8 - 2 + (is_tdes(cipher) ? 0 : 2));
  uint8_t data[8] = {0, 0, use, 0, 0, algorithm, (uint8_t)(size >> 5), (uint8_t)(size << 3)};
  for (size_t at = 0; at < size; at += cipher->block_size) {
    data[0]++;
    cmac_of(cipher, kbpk, size, data, sizeof data, blocks + at);
  }
  memcpy(key, blocks, size);
  jz_wipe(blocks, sizeof blocks);
}

/* C: the protection key with each byte changed. */
static void derive_by_variant(const uint8_t *kbpk, size_t size, uint8_t change, uint8_t *key) {
  for (size_t i = 0; i < size; i++) key[i] = kbpk[i] ^ change;
}

bool key_block_derive(const struct key_block_cipher *cipher, const uint8_t *kbpk, size_t size, struct key_block_keys *keys) {
  if (size < cipher->key_size_min || size > cipher->key_size_max || size % 8 != 0) return false;
  keys->size = size;
  if (cipher->mac_of_clear) {
    derive_by_cmac(cipher, kbpk, size, FOR_ENCRYPTION, keys->encryption);
    derive_by_cmac(cipher, kbpk, size, FOR_AUTHENTICATION, keys->authentication);
  } else {
    derive_by_variant(kbpk, size, VARIANT_ENCRYPTION, keys->encryption);
    derive_by_variant(kbpk, size, VARIANT_AUTHENTICATION, keys->authentication);
  }
  return true;
}

void key_block_crypt(const struct key_block_cipher *cipher, const struct key_block_keys *keys, bool encrypt,
                     const uint8_t *iv, uint8_t *data, size_t size) {
  uint8_t chain[AES_BLOCK_SIZE];
  bool good;
  memcpy(chain, iv, cipher->block_size);
  if (is_tdes(cipher)) {
    struct des_key key;
    good = jz_des_expand(&key, keys->encryption, keys->size);
    good = (encrypt ? jz_des_cbc_encrypt : jz_des_cbc_decrypt)(&key, chain, data, size) && good;
    jz_des_wipe(&key);
  } else {
    struct aes_key key;
    good = jz_aes_expand(&key, keys->encryption, keys->size);
    good = (encrypt ? jz_aes_cbc_encrypt : jz_aes_cbc_decrypt)(&key, chain, data, size) && good;
    jz_aes_wipe(&key);
  }
  (void)good; /* sizes are checked by those who call */
  jz_wipe(chain, sizeof chain);
}

void key_block_mac(const struct key_block_cipher *cipher, const struct key_block_keys *keys, const uint8_t *message,
                   size_t size, uint8_t mac[KEY_BLOCK_MAC_SIZE_MAX]) {
  if (cipher->mac_of_clear) {
    cmac_of(cipher, keys->authentication, keys->size, message, size, mac);
  } else {
    struct des_key key;
    bool good = jz_des_expand(&key, keys->authentication, keys->size);
    (void)good; /* as above */
    jz_mac_iso9797_1(&key, MAC_PADDING_1, message, size, mac);
    jz_des_wipe(&key);
  }
}
