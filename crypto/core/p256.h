/* SPDX-License-Identifier: Apache-2.0
 *
 * P-256: key pairs, ECDH, ECDSA. As commonly published; shown right by docs/sources.md [vectors 7] and by agreement with OpenSSL.
 *
 * Private keys and shared secrets are 32 bytes, big-endian; public keys 04 | x | y; signatures r | s. Time depends on no secret;
 * verification is of public data and takes what time it takes.
 */
#ifndef JIAOZI_P256_H
#define JIAOZI_P256_H

#include "drbg.h"

enum { P256_PRIVATE_SIZE = 32, P256_PUBLIC_SIZE = 65, P256_SIGNATURE_SIZE = 64 };

/** False for a private key that is 0 or not below the order. */
bool jz_p256_public(const uint8_t private_key[32], uint8_t public_key[65]) __attribute__((warn_unused_result));
/** A new private key. False when the generator needs a seed. */
bool jz_p256_generate(struct drbg *random, uint8_t private_key[32]) __attribute__((warn_unused_result));
/** x of private · peer. False, and `shared` is zero, for a bad private key or a peer that is not on the curve. */
bool jz_p256_ecdh(const uint8_t private_key[32], const uint8_t peer[65], uint8_t shared[32])
    __attribute__((warn_unused_result));

/** `hash` of any size; its first 32 bytes count. `random` may be null: then the signature is that of RFC 6979 (for SHA-256), the
 * same each time. False for a bad private key, or when the generator needs a seed. */
bool jz_p256_sign(const uint8_t private_key[32], const uint8_t *hash, size_t hash_size, struct drbg *random,
                  uint8_t signature[64]) __attribute__((warn_unused_result));
bool jz_p256_verify(const uint8_t public_key[65], const uint8_t *hash, size_t hash_size, const uint8_t signature[64])
    __attribute__((warn_unused_result));

#endif
