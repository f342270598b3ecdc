/* SPDX-License-Identifier: Apache-2.0
 *
 * Modes of AES. See aes.h. Whatever can be done two blocks at a time is.
 */
#include "aes_words.h"

#include "cmac.h"
#include "octets.h"
#include "wipe.h"

static void load_block(uint32_t words[8], unsigned block, const uint8_t *bytes) {
  for (unsigned c = 0; c < 4; c++) words[2 * c + block] = load_le32(bytes + 4 * c);
}

static void store_block(const uint32_t words[8], unsigned block, uint8_t *bytes) {
  for (unsigned c = 0; c < 4; c++) store_le32(bytes + 4 * c, words[2 * c + block]);
}

void jz_aes_encrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]) {
  uint32_t words[8] = {0};
  load_block(words, 0, in);
  aes_encrypt_words(key, words);
  store_block(words, 0, out);
  jz_wipe(words, sizeof words);
}

void jz_aes_decrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]) {
  uint32_t words[8] = {0};
  load_block(words, 0, in);
  aes_decrypt_words(key, words);
  store_block(words, 0, out);
  jz_wipe(words, sizeof words);
}

/* In place, by pairs; an odd last block goes alone. */
static bool ecb(const struct aes_key *key, uint8_t *data, size_t size,
                void (*crypt)(const struct aes_key *key, uint32_t words[8])) {
  uint32_t words[8] = {0};
  if (size % AES_BLOCK_SIZE != 0) return false;
  while (size > 0) {
    unsigned count = size > AES_BLOCK_SIZE ? 2 : 1;
    for (unsigned b = 0; b < count; b++) load_block(words, b, data + AES_BLOCK_SIZE * b);
    crypt(key, words);
    for (unsigned b = 0; b < count; b++) store_block(words, b, data + AES_BLOCK_SIZE * b);
    data += AES_BLOCK_SIZE * count;
    size -= AES_BLOCK_SIZE * count;
  }
  jz_wipe(words, sizeof words);
  return true;
}

bool jz_aes_ecb_encrypt(const struct aes_key *key, uint8_t *data, size_t size) {
  return ecb(key, data, size, aes_encrypt_words);
}

bool jz_aes_ecb_decrypt(const struct aes_key *key, uint8_t *data, size_t size) {
  return ecb(key, data, size, aes_decrypt_words);
}

bool jz_aes_cbc_encrypt(const struct aes_key *key, uint8_t iv[16], uint8_t *data, size_t size) {
  uint32_t words[8] = {0};
  if (size % AES_BLOCK_SIZE != 0) return false;
  load_block(words, 0, iv);
  for (size_t at = 0; at < size; at += AES_BLOCK_SIZE) {
    for (unsigned c = 0; c < 4; c++) words[2 * c] ^= load_le32(data + at + 4 * c);
    aes_encrypt_words(key, words);
    store_block(words, 0, data + at);
  }
  store_block(words, 0, iv);
  jz_wipe(words, sizeof words);
  return true;
}

bool jz_aes_cbc_decrypt(const struct aes_key *key, uint8_t iv[16], uint8_t *data, size_t size) {
  uint32_t words[8] = {0};
  uint32_t previous[4];
  if (size % AES_BLOCK_SIZE != 0) return false;
  for (unsigned c = 0; c < 4; c++) previous[c] = load_le32(iv + 4 * c);
  while (size > 0) {
    unsigned count = size > AES_BLOCK_SIZE ? 2 : 1;
    for (unsigned b = 0; b < count; b++) load_block(words, b, data + AES_BLOCK_SIZE * b);
    aes_decrypt_words(key, words);
    for (unsigned b = 0; b < count; b++, data += AES_BLOCK_SIZE) {
      for (unsigned c = 0; c < 4; c++) {
        uint32_t cipher = load_le32(data + 4 * c);
        store_le32(data + 4 * c, words[2 * c + b] ^ previous[c]);
        previous[c] = cipher;
      }
    }
    size -= AES_BLOCK_SIZE * count;
  }
  for (unsigned c = 0; c < 4; c++) store_le32(iv + 4 * c, previous[c]);
  jz_wipe(words, sizeof words);
  return true;
}

/* data ^= block; of the last one, what there is data for. */
static void xor_block(const uint32_t words[8], unsigned block, uint8_t *data, size_t size) {
  uint8_t bytes[AES_BLOCK_SIZE];
  if (size == AES_BLOCK_SIZE) {
    for (unsigned c = 0; c < 4; c++) store_le32(data + 4 * c, load_le32(data + 4 * c) ^ words[2 * c + block]);
    return;
  }
  store_block(words, block, bytes);
  xor_bytes(data, bytes, size);
  jz_wipe(bytes, sizeof bytes);
}

void jz_aes_ctr(const struct aes_key *key, uint8_t counter[16], uint8_t *data, size_t size) {
  uint32_t words[8] = {0};
  while (size > 0) {
    unsigned count = size > AES_BLOCK_SIZE ? 2 : 1;
    for (unsigned b = 0; b < count; b++) {
      load_block(words, b, counter);
      count_up(counter, AES_BLOCK_SIZE);
    }
    aes_encrypt_words(key, words);
    for (unsigned b = 0; b < count; b++) {
      size_t part = size < AES_BLOCK_SIZE ? size : AES_BLOCK_SIZE;
      xor_block(words, b, data, part);
      data += part;
      size -= part;
    }
  }
  jz_wipe(words, sizeof words);
}

static void encrypt_for_cmac(const void *key, uint8_t block[CMAC_BLOCK_SIZE_MAX]) {
  jz_aes_encrypt_block(key, block, block);
}

void jz_aes_cmac(const struct aes_key *key, const uint8_t *message, size_t size, uint8_t mac[16]) {
  cmac(encrypt_for_cmac, key, AES_BLOCK_SIZE, message, size, mac);
}
