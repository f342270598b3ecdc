/* SPDX-License-Identifier: Apache-2.0
 *
 * See curve_nonce.h. RFC 6979 is HMAC_DRBG with key and hash in place of entropy and nonce.
 */
#include "curve_nonce.h"

#include "ct.h"
#include "wipe.h"

bool curve_load_scalar(const struct curve *curve, uint32_t value[8], const uint8_t bytes[32]) {
  uint32_t good = mod256_load(&curve->order, value, bytes);
  /* Public: a value out of range is thrown away, and says nothing about those that are not. */
  return ct_public(good & ~mod256_is_zero(value)) != 0;
}

bool curve_nonce_begin(struct drbg *nonces, const uint8_t private_key[32], const uint8_t hash[32], struct drbg *random) {
  uint8_t extra[32];
  struct octet_string parts[3] = {{private_key, 32}, {hash, 32}, {extra, sizeof extra}};
  if (random != NULL && !jz_drbg_generate(random, NULL, 0, extra, sizeof extra)) return false;
  jz_drbg_begin(nonces, parts, random != NULL ? 3 : 2);
  jz_wipe(extra, sizeof extra);
  return true;
}

void curve_nonce_next(const struct curve *curve, struct drbg *nonces, uint8_t bytes[32]) {
  uint32_t value[8];
  bool good;
  do {
    good = jz_drbg_generate(nonces, NULL, 0, bytes, 32) && curve_load_scalar(curve, value, bytes);
  } while (!good && nonces->requests_left > 0);
  jz_wipe(value, sizeof value);
}
