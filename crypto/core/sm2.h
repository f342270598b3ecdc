/* SPDX-License-Identifier: Apache-2.0
 *
 * SM2 signatures (GB/T 32918.2, 32918.5) with SM3; shown right by docs/sources.md [vectors 6] and by agreement with OpenSSL.
 *
 * Formats as in p256.h. What is signed is not the message's hash but that of Z and the message, where Z binds the signer's name
 * and public key (jz_sm2_hash). Time depends on no secret; verification is of public data and takes what time it takes.
 */
#ifndef JIAOZI_SM2_H
#define JIAOZI_SM2_H

#include "drbg.h"

enum { SM2_ID_SIZE_MAX = 8191 };

/** The name that everybody uses who has no other: "1234567812345678". */
extern const uint8_t jz_sm2_default_id[16];

/** False for a private key that is 0 or not below the order − 1. */
bool jz_sm2_public(const uint8_t private_key[32], uint8_t public_key[65]) __attribute__((warn_unused_result));

/** e = SM3(Z | message). False when the name is longer than SM2_ID_SIZE_MAX. */
bool jz_sm2_hash(const uint8_t public_key[65], const uint8_t *id, size_t id_size, const uint8_t *message, size_t size,
                 uint8_t e[32]) __attribute__((warn_unused_result));

/** As jz_p256_sign; the nonce is made as there. */
bool jz_sm2_sign(const uint8_t private_key[32], const uint8_t e[32], struct drbg *random, uint8_t signature[64])
    __attribute__((warn_unused_result));
/** With a nonce of the caller's, which must never come again; false when it (or the private key) will not do. */
bool jz_sm2_sign_with(const uint8_t private_key[32], const uint8_t e[32], const uint8_t nonce[32], uint8_t signature[64])
    __attribute__((warn_unused_result));
bool jz_sm2_verify(const uint8_t public_key[65], const uint8_t e[32], const uint8_t signature[64])
    __attribute__((warn_unused_result));

#endif
