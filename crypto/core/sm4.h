/* SPDX-License-Identifier: Apache-2.0
 *
 * SM4 (GB/T 32907): one block, ECB, CBC, counter mode and CMAC; shown right by docs/sources.md [vectors 6] and by agreement with
 * OpenSSL.
 *
 * Time depends on sizes only. Eight blocks cost what one costs: give ECB, CBC decryption and counter mode all they have to do at
 * once. Sizes are in bytes; functions that return bool return false, and change nothing, for a size that is none of theirs.
 */
#ifndef JIAOZI_SM4_H
#define JIAOZI_SM4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SM4_BLOCK_SIZE = 16, SM4_KEY_SIZE = 16, SM4_ROUNDS = 32 };

/** An expanded key, owned and in the end wiped (jz_sm4_wipe) by the caller. Holds no pointer: it may be copied. */
struct sm4_key {
  uint32_t round[SM4_ROUNDS];
};

void jz_sm4_expand(struct sm4_key *key, const uint8_t bytes[16]);
void jz_sm4_wipe(struct sm4_key *key);

/** `in` and `out` may be the same. */
void jz_sm4_encrypt_block(const struct sm4_key *key, const uint8_t in[16], uint8_t out[16]);
void jz_sm4_decrypt_block(const struct sm4_key *key, const uint8_t in[16], uint8_t out[16]);

/** In place; `size` is a multiple of 16. */
bool jz_sm4_ecb_encrypt(const struct sm4_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
bool jz_sm4_ecb_decrypt(const struct sm4_key *key, uint8_t *data, size_t size) __attribute__((warn_unused_result));
/** As above; `iv` becomes the last block of ciphertext, so that a message may be given in parts. */
bool jz_sm4_cbc_encrypt(const struct sm4_key *key, uint8_t iv[16], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));
bool jz_sm4_cbc_decrypt(const struct sm4_key *key, uint8_t iv[16], uint8_t *data, size_t size)
    __attribute__((warn_unused_result));

/** Encrypts or decrypts in place; `counter` as with jz_aes_ctr. */
void jz_sm4_ctr(const struct sm4_key *key, uint8_t counter[16], uint8_t *data, size_t size);

void jz_sm4_cmac(const struct sm4_key *key, const uint8_t *message, size_t size, uint8_t mac[16]);

#endif
