/* SPDX-License-Identifier: Apache-2.0
 *
 * CMAC over a block cipher of 8 or 16 bytes (SP 800-38B as it is commonly published). Use jz_aes_cmac, jz_des_cmac,
 * jz_sm4_cmac; this is what they share.
 */
#ifndef JIAOZI_CMAC_H
#define JIAOZI_CMAC_H

#include <stddef.h>
#include <stdint.h>

enum { CMAC_BLOCK_SIZE_MAX = 16 };

/** Encrypts one block in place. */
typedef void (*cmac_encrypt)(const void *key, uint8_t block[CMAC_BLOCK_SIZE_MAX]);

/** `block_size` is 8 or 16; `mac` has as many bytes. */
void cmac(cmac_encrypt encrypt, const void *key, unsigned block_size, const uint8_t *message, size_t size, uint8_t *mac);

#endif
