/* SPDX-License-Identifier: Apache-2.0
 *
 * AES-128, -192 and -256: one block, ECB, CBC, counter mode and CMAC. Follows the Advanced Encryption Standard and CMAC as
 * they are commonly published; shown right by docs/sources.md [vectors 5] and by agreement with OpenSSL.
 *
 * Time depends on sizes only. Two blocks cost what one costs: give ECB, CBC decryption and counter mode all they have to do at
 * once. Sizes are in bytes; functions that return bool return false, and change nothing, for a size that is none of theirs.
 */
#ifndef JIAOZI_AES_H
#define JIAOZI_AES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AES_BLOCK_SIZE = 16, AES_ROUNDS_MAX = 14 };

/** An expanded key, owned and in the end wiped (jz_aes_wipe) by the caller. Holds no pointer: it may be copied. */
struct aes_key {
  /** Bit plane i of each round key, for two blocks, as aes.c wants it in that round. */
  uint32_t round[AES_ROUNDS_MAX + 1][8];
  uint32_t rounds;
};

/** Expands a key of 16, 24 or 32 bytes. */
bool jz_aes_expand(struct aes_key *key, const uint8_t *bytes, size_t size) __attribute__((warn_unused_result));
void jz_aes_wipe(struct aes_key *key);

/** `in` and `out` may be the same. */
void jz_aes_encrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]);
void jz_aes_decrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]);

/** In place; `size` is a multiple of 16. */
bool jz_aes_ecb_encrypt(const struct aes_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
bool jz_aes_ecb_decrypt(const struct aes_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
/** As above; `iv` becomes the last block of ciphertext, so that a message may be given in parts. */
bool jz_aes_cbc_encrypt(const struct aes_key *key, uint8_t iv[16], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));
bool jz_aes_cbc_decrypt(const struct aes_key *key, uint8_t iv[16], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));

/**
 * Encrypts or decrypts in place. `counter` is the first counter block, big-endian over all 16 bytes; it becomes the next
 * unused one, so that a message may be given in parts of whole blocks.
 */
void jz_aes_ctr(const struct aes_key *key, uint8_t counter[16], uint8_t *data, size_t size);

void jz_aes_cmac(const struct aes_key *key, const uint8_t *message, size_t size, uint8_t mac[16]);

#endif
