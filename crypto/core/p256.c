/* SPDX-License-Identifier: Apache-2.0
 *
 * See p256.h. Names are those of everybody: d private key, Q public key, k nonce, e hash, n order, G base point.
 */
#include "p256.h"

#include "ct.h"
#include "curve_nonce.h"
#include "wipe.h"

#include <string.h>

static const struct curve *const curve = &jz_curve_p256;

bool jz_p256_public(const uint8_t private_key[32], uint8_t public_key[65]) {
  uint32_t d[8];
  struct curve_point point;
  bool good = curve_load_scalar(curve, d, private_key);
  jz_wipe(d, sizeof d);
  if (!good) return false;
  curve_multiply_base(curve, &point, private_key);
  public_key[0] = 4;
  curve_store(curve, &point, public_key + 1, public_key + 33);
  jz_wipe(&point, sizeof point);
  return true;
}

bool jz_p256_generate(struct drbg *random, uint8_t private_key[32]) {
  uint32_t d[8];
  bool good;
  do {
    if (!jz_drbg_generate(random, NULL, 0, private_key, 32)) return false;
    good = curve_load_scalar(curve, d, private_key);
  } while (!good);
  jz_wipe(d, sizeof d);
  return true;
}

bool jz_p256_ecdh(const uint8_t private_key[32], const uint8_t peer[65], uint8_t shared[32]) {
  uint32_t d[8];
  struct curve_point point;
  memset(shared, 0, 32);
  bool good = curve_load_scalar(curve, d, private_key) && curve_load(curve, &point, peer);
  jz_wipe(d, sizeof d);
  if (!good) return false;
  curve_multiply(curve, &point, &point, private_key);
  curve_store(curve, &point, shared, NULL); /* never the neutral point: the order is prime, and d is not 0 */
  jz_wipe(&point, sizeof point);
  return true;
}

/* The first 32 bytes of the hash (all of a shorter one) as a number modulo n. */
static void load_hash(uint32_t e[8], const uint8_t *hash, size_t hash_size) {
  uint8_t bytes[32] = {0};
  size_t size = hash_size < sizeof bytes ? hash_size : sizeof bytes;
  if (size > 0) memcpy(bytes + sizeof bytes - size, hash, size);
  mod256_load(&curve->order, e, bytes);
  mod256_reduce_once(&curve->order, e);
}

/* r = x(kG), s = (e + r·d) / k modulo n. False when either is 0, which nobody has ever seen. */
static bool sign_once(const uint32_t d[8], const uint32_t e[8], const uint8_t nonce[32], uint8_t signature[64]) {
  const struct mod256 *order = &curve->order;
  struct curve_point point;
  uint32_t k[8], r[8], s[8];
  curve_multiply_base(curve, &point, nonce);
  curve_store(curve, &point, signature, NULL);
  mod256_load(order, r, signature);
  mod256_reduce_once(order, r);
  mod256_store(signature, r);
  mod256_load(order, k, nonce);
  mod256_enter(order, k);
  mod256_invert(order, k, k);
  memcpy(s, r, sizeof s);
  mod256_enter(order, s);
  mod256_multiply(order, s, s, d);
  mod256_add(order, s, s, e);
  mod256_multiply(order, s, s, k);
  mod256_store(signature + 32, s);
  /* Public: both are in the signature. */
  bool good = ct_public(mod256_is_zero(r) | mod256_is_zero(s)) == 0;
  jz_wipe(&point, sizeof point);
  jz_wipe(k, sizeof k);
  jz_wipe(s, sizeof s);
  return good;
}

bool jz_p256_sign(const uint8_t private_key[32], const uint8_t *hash, size_t hash_size, struct drbg *random,
                  uint8_t signature[64]) {
  struct drbg nonces;
  uint32_t d[8], e[8];
  uint8_t reduced[32], nonce[32];
  load_hash(e, hash, hash_size);
  mod256_store(reduced, e);
  bool good = curve_load_scalar(curve, d, private_key) && curve_nonce_begin(&nonces, private_key, reduced, random);
  if (good) {
    do {
      curve_nonce_next(curve, &nonces, nonce);
    } while (!sign_once(d, e, nonce, signature));
    jz_drbg_wipe(&nonces);
  }
  jz_wipe(d, sizeof d);
  jz_wipe(nonce, sizeof nonce);
  return good;
}

/* x((e/s)·G + (r/s)·Q) = r modulo n */
bool jz_p256_verify(const uint8_t public_key[65], const uint8_t *hash, size_t hash_size, const uint8_t signature[64]) {
  const struct mod256 *order = &curve->order;
  struct curve_point key, sum;
  uint32_t e[8], r[8], s[8], u[8];
  uint8_t bytes[32];
  if (!curve_load_scalar(curve, r, signature) || !curve_load_scalar(curve, s, signature + 32)) return false;
  if (!curve_load(curve, &key, public_key)) return false;
  load_hash(e, hash, hash_size);
  mod256_enter(order, s);
  mod256_invert(order, s, s);
  mod256_multiply(order, u, e, s);
  mod256_store(bytes, u);
  curve_multiply_base(curve, &sum, bytes);
  mod256_multiply(order, u, r, s);
  mod256_store(bytes, u);
  curve_multiply(curve, &key, &key, bytes);
  curve_add(curve, &sum, &sum, &key);
  if (curve_store(curve, &sum, bytes, NULL) == 0) return false;
  mod256_load(order, u, bytes);
  mod256_reduce_once(order, u);
  return mod256_is_equal(u, r) != 0;
}
