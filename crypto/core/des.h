/* SPDX-License-Identifier: Apache-2.0
 *
 * DES and triple DES: one block, ECB, CBC and CMAC. Follows the Data Encryption Standard as it is commonly published; that it is
 * followed rightly is shown by docs/sources.md [vectors 5, 8], [domain A10, A11] and by agreement with OpenSSL.
 *
 * Time depends on sizes and on the number of key parts, never on keys or data. Single DES is here because hosts still give
 * MAC keys of single length (domain A6); it protects nothing else.
 */
#ifndef JIAOZI_DES_H
#define JIAOZI_DES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DES_BLOCK_SIZE = 8, DES_KEY_SIZE = 8, TDES_DOUBLE_KEY_SIZE = 16, TDES_TRIPLE_KEY_SIZE = 24 };

/** The key of one round: a byte for each input of the S-boxes, bit 7 − k of it for S-box k + 1. */
struct des_round_key {
  /** Inputs 1, 2, 3, 4, from the lowest byte. */
  uint32_t middle;
  /** Inputs 0 and 5. */
  uint32_t ends;
};

/** An expanded key, owned and in the end wiped (jz_des_wipe) by the caller. Holds no pointer: it may be copied. */
struct des_key {
  struct des_round_key round[3][16];
  /** 1: single DES; 3: encrypt, decrypt, encrypt */
  uint8_t passes;
};

/** Expands a key of 8, 16 (K1 K2 K1) or 24 bytes. Parity bits are ignored. False, and nothing is set, for other sizes. */
bool jz_des_expand(struct des_key *key, const uint8_t *bytes, size_t size) __attribute__((warn_unused_result));
void jz_des_wipe(struct des_key *key);

/** `in` and `out` may be the same. */
void jz_des_encrypt_block(const struct des_key *key, const uint8_t in[8], uint8_t out[8]);
void jz_des_decrypt_block(const struct des_key *key, const uint8_t in[8], uint8_t out[8]);

/** In place. False, and nothing is changed, when `size` is not a multiple of 8. */
bool jz_des_ecb_encrypt(const struct des_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
bool jz_des_ecb_decrypt(const struct des_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
/** As above; `iv` becomes the last block of ciphertext, so that a message may be given in parts. */
bool jz_des_cbc_encrypt(const struct des_key *key, uint8_t iv[8], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));
bool jz_des_cbc_decrypt(const struct des_key *key, uint8_t iv[8], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));

/** CMAC of 8 bytes; meant for TDES. */
void jz_des_cmac(const struct des_key *key, const uint8_t *message, size_t size, uint8_t mac[8]);

#endif
