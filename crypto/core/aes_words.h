/* SPDX-License-Identifier: Apache-2.0
 *
 * Between aes.c (the cipher) and aes_modes.c (what it is used for): two blocks as eight words. Word 2·c + b is column c of
 * block b, its first byte lowest.
 */
#ifndef JIAOZI_AES_WORDS_H
#define JIAOZI_AES_WORDS_H

#include "aes.h"

void aes_encrypt_words(const struct aes_key *key, uint32_t words[8]);
void aes_decrypt_words(const struct aes_key *key, uint32_t words[8]);

#endif
