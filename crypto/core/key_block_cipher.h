/* SPDX-License-Identifier: Apache-2.0
 *
 * What a version of key blocks is made of. Between key_block_header.c, key_block.c and key_block_cipher.c.
 */
#ifndef JIAOZI_KEY_BLOCK_CIPHER_H
#define JIAOZI_KEY_BLOCK_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_BLOCK_MAC_SIZE_MAX = 16 };

struct key_block_cipher {
  char version;
  uint8_t block_size;
  /** Bytes of MAC that are sent; what the MAC covers begins the CBC of versions B and D. */
  uint8_t mac_size;
  /** The MAC covers header and key in clear (B, D), not enciphered (C). */
  bool mac_of_clear;
  uint8_t key_size_min, key_size_max;
};

/** The two keys that a protection key stands for. */
struct key_block_keys {
  uint8_t encryption[32];
  uint8_t authentication[32];
  size_t size;
};

/** Null for a version that is not known. */
const struct key_block_cipher *key_block_cipher_of(uint8_t version);

/** False when the protection key has a size that the version does not use. */
bool key_block_derive(const struct key_block_cipher *cipher, const uint8_t *kbpk, size_t size, struct key_block_keys *keys);
/** CBC in place; `size` is a whole number of blocks. */
void key_block_crypt(const struct key_block_cipher *cipher, const struct key_block_keys *keys, bool encrypt,
                     const uint8_t *iv, uint8_t *data, size_t size);
/** A whole block of MAC, of which mac_size bytes are sent. */
void key_block_mac(const struct key_block_cipher *cipher, const struct key_block_keys *keys, const uint8_t *message,
                   size_t size, uint8_t mac[KEY_BLOCK_MAC_SIZE_MAX]);

#endif
