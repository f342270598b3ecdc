/* SPDX-License-Identifier: Apache-2.0
 *
 * See sm2.h. Names are those of the standard: d private key, P public key, k nonce, e hash, n order, G base point.
 */
#include "sm2.h"

#include "ct.h"
#include "curve_nonce.h"
#include "hash.h"
#include "wipe.h"

#include <string.h>

static const struct curve *const curve = &jz_curve_sm2;

const uint8_t jz_sm2_default_id[16] = {'1', '2', '3', '4', '5', '6', '7', '8', '1', '2', '3', '4', '5', '6', '7', '8'};

/* d in [1, n − 2]; and 1 + d, which signing divides by. */
static bool load_private(uint32_t d[8], uint32_t plus_one[8], const uint8_t private_key[32]) {
  static const uint32_t one[8] = {1};
  bool good = curve_load_scalar(curve, d, private_key);
  mod256_add(&curve->order, plus_one, d, one);
  /* Public: a private key that is refused is none. */
  return good && ct_public(mod256_is_zero(plus_one)) == 0;
}

bool jz_sm2_public(const uint8_t private_key[32], uint8_t public_key[65]) {
  uint32_t d[8], plus_one[8];
  struct curve_point point;
  bool good = load_private(d, plus_one, private_key);
  jz_wipe(d, sizeof d);
  jz_wipe(plus_one, sizeof plus_one);
  if (!good) return false;
  curve_multiply_base(curve, &point, private_key);
  public_key[0] = 4;
  curve_store(curve, &point, public_key + 1, public_key + 33);
  jz_wipe(&point, sizeof point);
  return true;
}

/* Z = SM3(bits of the name (2 bytes) | name | a | b | x(G) | y(G) | x(P) | y(P)) */
bool jz_sm2_hash(const uint8_t public_key[65], const uint8_t *id, size_t id_size, const uint8_t *message, size_t size,
                 uint8_t e[32]) {
  const struct mod256 *field = &curve->field;
  struct hash hash;
  uint8_t bytes[32];
  if (id_size > SM2_ID_SIZE_MAX) return false;
  uint8_t bits[2] = {(uint8_t)(id_size >> 5), (uint8_t)(id_size << 3)};
  uint32_t values[4][8];
  memset(values[0], 0, sizeof values[0]); /* a = −3 */
  for (unsigned i = 0; i < 3; i++) mod256_subtract(field, values[0], values[0], field->one);
  memcpy(values[1], curve->b, sizeof values[1]);
  memcpy(values[2], curve->comb[0], 2 * sizeof values[2]); /* G */
  jz_hash_begin(&hash, HASH_SM3);
  jz_hash_add(&hash, bits, sizeof bits);
  jz_hash_add(&hash, id, id_size);
  for (unsigned i = 0; i < 4; i++) {
    mod256_leave(field, values[i]);
    mod256_store(bytes, values[i]);
    jz_hash_add(&hash, bytes, sizeof bytes);
  }
  jz_hash_add(&hash, public_key + 1, 64);
  jz_hash_finish(&hash, bytes);
  jz_hash_begin(&hash, HASH_SM3);
  jz_hash_add(&hash, bytes, sizeof bytes);
  jz_hash_add(&hash, message, size);
  jz_hash_finish(&hash, e);
  return true;
}

/* r = e + x(kG), s = (k − r·d) / (1 + d) modulo n. False when r, r + k or s is 0. */
bool jz_sm2_sign_with(const uint8_t private_key[32], const uint8_t e[32], const uint8_t nonce[32], uint8_t signature[64]) {
  const struct mod256 *order = &curve->order;
  struct curve_point point;
  uint32_t d[8], plus_one[8], k[8], r[8], s[8];
  bool good = load_private(d, plus_one, private_key);
  good = curve_load_scalar(curve, k, nonce) && good;
  curve_multiply_base(curve, &point, nonce);
  curve_store(curve, &point, signature, NULL);
  mod256_load(order, r, signature);
  mod256_reduce_once(order, r);
  mod256_load(order, s, e);
  mod256_reduce_once(order, s);
  mod256_add(order, r, r, s);
  mod256_store(signature, r);
  mod256_add(order, s, r, k);
  uint32_t bad = mod256_is_zero(r) | mod256_is_zero(s);
  memcpy(s, r, sizeof s);
  mod256_enter(order, s);
  mod256_multiply(order, s, s, d);
  mod256_subtract(order, s, k, s);
  mod256_enter(order, plus_one);
  mod256_invert(order, plus_one, plus_one);
  mod256_multiply(order, s, s, plus_one);
  mod256_store(signature + 32, s);
  bad |= mod256_is_zero(s);
  jz_wipe(&point, sizeof point);
  jz_wipe(d, sizeof d);
  jz_wipe(plus_one, sizeof plus_one);
  jz_wipe(k, sizeof k);
  jz_wipe(s, sizeof s);
  /* Public: a nonce that will not do is thrown away. */
  good = good && ct_public(bad) == 0;
  if (!good) memset(signature, 0, 64);
  return good;
}

bool jz_sm2_sign(const uint8_t private_key[32], const uint8_t e[32], struct drbg *random, uint8_t signature[64]) {
  struct drbg nonces;
  uint32_t d[8], plus_one[8], value[8];
  uint8_t reduced[32], nonce[32];
  bool good = load_private(d, plus_one, private_key);
  jz_wipe(d, sizeof d);
  jz_wipe(plus_one, sizeof plus_one);
  mod256_load(&curve->order, value, e);
  mod256_reduce_once(&curve->order, value);
  mod256_store(reduced, value);
  if (!good || !curve_nonce_begin(&nonces, private_key, reduced, random)) return false;
  do {
    curve_nonce_next(curve, &nonces, nonce);
  } while (!jz_sm2_sign_with(private_key, e, nonce, signature));
  jz_drbg_wipe(&nonces);
  jz_wipe(nonce, sizeof nonce);
  return true;
}

/* e + x(s·G + (r + s)·P) = r modulo n */
bool jz_sm2_verify(const uint8_t public_key[65], const uint8_t e[32], const uint8_t signature[64]) {
  const struct mod256 *order = &curve->order;
  struct curve_point key, sum;
  uint32_t r[8], s[8], t[8];
  uint8_t bytes[32];
  if (!curve_load_scalar(curve, r, signature) || !curve_load_scalar(curve, s, signature + 32)) return false;
  if (!curve_load(curve, &key, public_key)) return false;
  mod256_add(order, t, r, s);
  if (mod256_is_zero(t) != 0) return false;
  mod256_store(bytes, t);
  curve_multiply(curve, &key, &key, bytes);
  curve_multiply_base(curve, &sum, signature + 32);
  curve_add(curve, &sum, &sum, &key);
  if (curve_store(curve, &sum, bytes, NULL) == 0) return false;
  mod256_load(order, t, bytes);
  mod256_reduce_once(order, t);
  mod256_load(order, s, e);
  mod256_reduce_once(order, s);
  mod256_add(order, t, t, s);
  return mod256_is_equal(t, r) != 0;
}
