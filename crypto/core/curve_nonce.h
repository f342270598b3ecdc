/* SPDX-License-Identifier: Apache-2.0
 *
 * The secret number of a signature, by which ECDSA and SM2 stand or fall: from the private key and the hash (RFC 6979 with
 * SHA-256), so that a broken generator cannot give a key away; and, when there is a generator, from that too.
 */
#ifndef JIAOZI_CURVE_NONCE_H
#define JIAOZI_CURVE_NONCE_H

#include "curve.h"
#include "drbg.h"

/** Loads a private key or a nonce: false unless 0 < value < order. That, and no more, becomes public. */
bool curve_load_scalar(const struct curve *curve, uint32_t value[8], const uint8_t bytes[32])
    __attribute__((warn_unused_result));

/** `hash`: below the order. `random` may be null. False when `random` needs a seed. */
bool curve_nonce_begin(struct drbg *nonces, const uint8_t private_key[32], const uint8_t hash[32], struct drbg *random)
    __attribute__((warn_unused_result));
/** The next number that curve_load_scalar takes. */
void curve_nonce_next(const struct curve *curve, struct drbg *nonces, uint8_t bytes[32]);

#endif
