/* SPDX-License-Identifier: Apache-2.0
 *
 * See key_check.h.
 */
#include "key_check.h"

#include "aes.h"
#include "des.h"
#include "sm4.h"
#include "wipe.h"

#include <string.h>

static const uint8_t zeros[16] = {0};

static bool check_tdes(bool by_cmac, const uint8_t *key, size_t key_size, uint8_t block[16]) {
  struct des_key expanded;
  if (!jz_des_expand(&expanded, key, key_size)) return false;
  if (by_cmac) jz_des_cmac(&expanded, zeros, DES_BLOCK_SIZE, block);
  else jz_des_encrypt_block(&expanded, zeros, block);
  jz_des_wipe(&expanded);
  return true;
}

static bool check_aes(bool by_cmac, const uint8_t *key, size_t key_size, uint8_t block[16]) {
  struct aes_key expanded;
  if (!jz_aes_expand(&expanded, key, key_size)) return false;
  if (by_cmac) jz_aes_cmac(&expanded, zeros, AES_BLOCK_SIZE, block);
  else jz_aes_encrypt_block(&expanded, zeros, block);
  jz_aes_wipe(&expanded);
  return true;
}

static bool check_sm4(bool by_cmac, const uint8_t *key, size_t key_size, uint8_t block[16]) {
  struct sm4_key expanded;
  if (key_size != SM4_KEY_SIZE) return false;
  jz_sm4_expand(&expanded, key);
  if (by_cmac) jz_sm4_cmac(&expanded, zeros, SM4_BLOCK_SIZE, block);
  else jz_sm4_encrypt_block(&expanded, zeros, block);
  jz_sm4_wipe(&expanded);
  return true;
}

bool jz_key_check(enum key_check_cipher cipher, enum key_check_method method, const uint8_t *key, size_t key_size,
                  uint8_t *value, size_t size) {
  uint8_t block[16] = {0};
  bool by_cmac = method == KEY_CHECK_CMAC;
  bool good = size <= KEY_CHECK_SIZE_MAX;
  switch (cipher) {
    case KEY_CHECK_TDES: good = good && check_tdes(by_cmac, key, key_size, block); break;
    case KEY_CHECK_AES: good = good && check_aes(by_cmac, key, key_size, block); break;
    case KEY_CHECK_SM4: good = good && check_sm4(by_cmac, key, key_size, block); break;
    default: good = false;
  }
  if (good) memcpy(value, block, size);
  jz_wipe(block, sizeof block);
  return good;
}
