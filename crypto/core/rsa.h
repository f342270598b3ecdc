/* SPDX-License-Identifier: Apache-2.0
 *
 * The public operation of RSA, and signatures: PKCS #1 v1.5 and PSS, as commonly published (RFC 8017); shown right by agreement
 * with OpenSSL and docs/sources.md [vectors 7]. Card schemes recover the signed data themselves: jz_rsa_public.
 *
 * Everything here is public, and time depends on all of it. Never give it a private key.
 */
#ifndef JIAOZI_RSA_H
#define JIAOZI_RSA_H

#include "hash.h"

#include <stdbool.h>

enum { RSA_SIZE_MAX = 256 };

struct rsa_public_key {
  /** Big-endian, odd, without leading zeros; any length from 2 bytes to RSA_SIZE_MAX. */
  const uint8_t *modulus;
  size_t modulus_size;
  /** Odd, at least 3. Cards have 3 and 65537. */
  uint32_t exponent;
};

/** out = in to the power of the exponent; both have modulus_size bytes, and may be the same. False when the key is none of the
 * above or `in` is not below the modulus. */
bool jz_rsa_public(const struct rsa_public_key *key, const uint8_t *in, uint8_t *out) __attribute__((warn_unused_result));

/** `hash` has jz_hash_size(kind) bytes; the signature must have exactly the modulus's size. */
bool jz_rsa_verify_pkcs1(const struct rsa_public_key *key, enum hash_kind kind, const uint8_t *hash,
                         const uint8_t *signature, size_t size) __attribute__((warn_unused_result));
/** The same hash makes the mask (MGF1); the salt is as long as the hash. */
bool jz_rsa_verify_pss(const struct rsa_public_key *key, enum hash_kind kind, const uint8_t *hash,
                       const uint8_t *signature, size_t size) __attribute__((warn_unused_result));

#endif
