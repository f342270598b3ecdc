/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealed records: data of a transaction that must be kept (a reversal that is owed) and must not lie about in clear.
 *
 *   nonce 16 | data, encrypted | CMAC 16 over nonce and encrypted data
 *
 * AES-256 in counter mode, then AES-256-CMAC; both keys are HMAC-SHA-256(device secret, label | 00 | nonce), so a nonce must
 * never be used twice. Only this terminal can open what it has sealed.
 */
#ifndef JIAOZI_SEAL_H
#define JIAOZI_SEAL_H

#include "aes.h"

enum { SEAL_NONCE_SIZE = 16, SEAL_CMAC_SIZE = 16, SEAL_OVERHEAD = SEAL_NONCE_SIZE + SEAL_CMAC_SIZE };

/** The AES-256 key for one nonce and one task: HMAC-SHA-256(device secret, label | 00 | nonce). What else is kept under the device
 * secret (key_image.h, vault_image.h) has labels of its own, so that nothing sealed as one thing opens as another. */
void seal_derive(struct aes_key *key, const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE]);

/** Counter mode from zero, under the key of that label and nonce: enciphers and deciphers. */
void seal_crypt(const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE], uint8_t *data, size_t size);

/** A CMAC under the key of that label and nonce. */
void seal_mac(const uint8_t secret[32], const char *label, const uint8_t nonce[SEAL_NONCE_SIZE], const uint8_t *data, size_t size,
              uint8_t mac[SEAL_CMAC_SIZE]);

/** `sealed` has `size` + SEAL_OVERHEAD bytes and begins with the nonce, which the caller has put there. */
void seal_close(const uint8_t secret[32], const uint8_t *data, size_t size, uint8_t *sealed);

/** `data` has `sealed_size` − SEAL_OVERHEAD bytes. False, and `data` untouched, when the record is altered or another's. */
bool seal_open(const uint8_t secret[32], const uint8_t *sealed, size_t sealed_size, uint8_t *data)
    __attribute__((warn_unused_result));

#endif
