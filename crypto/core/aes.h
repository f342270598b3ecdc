/* SPDX-License-Identifier: Apache-2.0
 *
 * AES-128, -192 and -256: encryption of one block, counter mode and CMAC. Follows the Advanced Encryption Standard and CMAC
 * as they are commonly published; shown right by docs/sources.md [vectors 5] and by agreement with OpenSSL.
 *
 * Time depends on sizes only. There is no decryption: neither mode needs it.
 */
#ifndef JIAOZI_AES_H
#define JIAOZI_AES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AES_BLOCK_SIZE = 16, AES_ROUNDS_MAX = 14 };

/** An expanded key, owned and in the end wiped (jz_aes_wipe) by the caller. Holds no pointer: it may be copied. */
struct aes_key {
  /** Bit plane i of each round key (see aes.c). */
  uint16_t round[AES_ROUNDS_MAX + 1][8];
  uint8_t rounds;
};

/** Expands a key of 16, 24 or 32 bytes. False, and nothing is set, for other sizes. */
bool jz_aes_expand(struct aes_key *key, const uint8_t *bytes, size_t size) __attribute__((warn_unused_result));
void jz_aes_wipe(struct aes_key *key);

/** `in` and `out` may be the same. */
void jz_aes_encrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]);

/**
 * Encrypts or decrypts in place. `counter` is the first counter block, big-endian over all 16 bytes; it becomes the next
 * unused one, so that a message may be given in parts of whole blocks.
 */
void jz_aes_ctr(const struct aes_key *key, uint8_t counter[16], uint8_t *data, size_t size);

void jz_aes_cmac(const struct aes_key *key, const uint8_t *message, size_t size, uint8_t mac[16]);

#endif
