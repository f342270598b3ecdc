/* SPDX-License-Identifier: Apache-2.0
 *
 * Montgomery's multiplication, row by row: each word of b adds a row of products, then a multiple of the modulus is added that
 * clears the lowest word, which falls off. See mod256.h.
 *
 * What a reader would get wrong: between rows the sum may be one bit longer than the modulus, never two: with t < 2p before,
 * (t + a·b + p·m) / 2^32 < (2p + 2^32·p − p + 2^32·p − p) / 2^32 = 2p after.
 */
#include "mod256.h"

#include "ct.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

/* z carries into the next word. */
#define PRODUCT(word, a, b)                                         \
  do {                                                              \
    z = (uint64_t)(a) * (b) + (word) + (uint32_t)(z >> 32);         \
    (word) = (uint32_t)z;                                           \
  } while (0)

#define CARRY_TO(word, from)                      \
  do {                                            \
    z = (uint64_t)(from) + (uint32_t)(z >> 32);   \
    (word) = (uint32_t)z;                         \
  } while (0)

/* r = t or t − modulus, whichever is below the modulus; t has 257 bits, the last in `top`. */
static void subtract_modulus(const struct mod256 *mod, uint32_t r[8], const uint32_t t[8], uint32_t top) {
  uint32_t less[8];
  uint32_t borrow = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    uint64_t z = (uint64_t)t[i] - mod->modulus[i] - borrow;
    less[i] = (uint32_t)z;
    borrow = (uint32_t)(z >> 63);
  }
  /* t is kept when it has no 257th bit and subtracting went below zero */
  uint32_t keep = 0u - (borrow & (top ^ 1u));
  keep = ct_barrier(keep);
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) r[i] = less[i] ^ ((less[i] ^ t[i]) & keep);
}

/* The row of products with one word: t (nine words) += a · y. */
#define ADD_ROW(y)            \
  do {                        \
    uint64_t z = 0;           \
    PRODUCT(t0, a[0], y);     \
    PRODUCT(t1, a[1], y);     \
    PRODUCT(t2, a[2], y);     \
    PRODUCT(t3, a[3], y);     \
    PRODUCT(t4, a[4], y);     \
    PRODUCT(t5, a[5], y);     \
    PRODUCT(t6, a[6], y);     \
    PRODUCT(t7, a[7], y);     \
    CARRY_TO(t8, t8);         \
    t9 = (uint32_t)(z >> 32); \
  } while (0)

#define LOAD_ZERO uint32_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9

#define STORE_REDUCED                                     \
  do {                                                    \
    uint32_t t[8] = {t0, t1, t2, t3, t4, t5, t6, t7};     \
    subtract_modulus(mod, r, t, t8);                      \
  } while (0)

static void multiply_any(const struct mod256 *mod, uint32_t r[8], const uint32_t a[8], const uint32_t b[8]) {
  const uint32_t *p = mod->modulus;
  LOAD_ZERO;
  for (unsigned i = 0; i < 8; i++) {
    ADD_ROW(b[i]);
    uint32_t m = t0 * mod->factor;
    uint64_t z = 0;
    PRODUCT(t0, p[0], m);
    PRODUCT(t1, p[1], m);
    t0 = t1;
    PRODUCT(t2, p[2], m);
    t1 = t2;
    PRODUCT(t3, p[3], m);
    t2 = t3;
    PRODUCT(t4, p[4], m);
    t3 = t4;
    PRODUCT(t5, p[5], m);
    t4 = t5;
    PRODUCT(t6, p[6], m);
    t5 = t6;
    PRODUCT(t7, p[7], m);
    t6 = t7;
    CARRY_TO(t7, t8);
    CARRY_TO(t8, t9);
  }
  STORE_REDUCED;
}

/* p = 2^256 − 2^224 + 2^192 + 2^96 − 1: the multiple that clears t0 is t0 itself, and adding it takes no products. */
static void multiply_p256(const struct mod256 *mod, uint32_t r[8], const uint32_t a[8], const uint32_t b[8]) {
  LOAD_ZERO;
  for (unsigned i = 0; i < 8; i++) {
    ADD_ROW(b[i]);
    uint32_t m = t0;
    uint64_t top = ((uint64_t)m << 32) - m; /* m·2^256 − m·2^224 */
    uint64_t z = (uint64_t)t3 + m;
    t0 = t1, t1 = t2, t2 = (uint32_t)z;
    CARRY_TO(t3, t4);
    CARRY_TO(t4, t5);
    CARRY_TO(t5, (uint64_t)t6 + m);
    CARRY_TO(t6, (uint64_t)t7 + (uint32_t)top);
    CARRY_TO(t7, (uint64_t)t8 + (uint32_t)(top >> 32));
    CARRY_TO(t8, t9);
  }
  STORE_REDUCED;
}

#define BORROW_TO(word, from, less)                        \
  do {                                                     \
    z = (uint64_t)(from) - (less) - (uint32_t)(z >> 63);   \
    (word) = (uint32_t)z;                                  \
  } while (0)

/* p = 2^256 − 2^224 − 2^96 + 2^64 − 1: likewise. What goes below zero in the middle comes back at the top. */
static void multiply_sm2(const struct mod256 *mod, uint32_t r[8], const uint32_t a[8], const uint32_t b[8]) {
  LOAD_ZERO;
  for (unsigned i = 0; i < 8; i++) {
    ADD_ROW(b[i]);
    uint32_t m = t0;
    uint64_t part = ((uint64_t)m << 32) - m; /* m·2^32 − m: taken off at 2^64, added at 2^224 */
    uint64_t z = 0;
    t0 = t1;
    BORROW_TO(t1, t2, (uint32_t)part);
    BORROW_TO(t2, t3, (uint32_t)(part >> 32));
    BORROW_TO(t3, t4, 0u);
    BORROW_TO(t4, t5, 0u);
    BORROW_TO(t5, t6, 0u);
    z = (uint64_t)t7 + (uint32_t)part - (uint32_t)(z >> 63); /* a borrow means m > 0, and then part's low word is too */
    t6 = (uint32_t)z;
    CARRY_TO(t7, (uint64_t)t8 + (uint32_t)(part >> 32));
    CARRY_TO(t8, t9);
  }
  STORE_REDUCED;
}

void mod256_multiply(const struct mod256 *mod, uint32_t product[8], const uint32_t a[8], const uint32_t b[8]) {
  switch (mod->shape) { /* public */
    case MOD256_P256_FIELD: multiply_p256(mod, product, a, b); break;
    case MOD256_SM2_FIELD: multiply_sm2(mod, product, a, b); break;
    default: multiply_any(mod, product, a, b); break;
  }
}

void mod256_add(const struct mod256 *mod, uint32_t sum[8], const uint32_t a[8], const uint32_t b[8]) {
  uint32_t t[8];
  uint64_t z = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    z = (uint64_t)a[i] + b[i] + (z >> 32);
    t[i] = (uint32_t)z;
  }
  subtract_modulus(mod, sum, t, (uint32_t)(z >> 32));
}

void mod256_subtract(const struct mod256 *mod, uint32_t difference[8], const uint32_t a[8], const uint32_t b[8]) {
  uint32_t borrow = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    uint64_t z = (uint64_t)a[i] - b[i] - borrow;
    difference[i] = (uint32_t)z;
    borrow = (uint32_t)(z >> 63);
  }
  uint32_t below = ct_barrier(0u - borrow);
  uint64_t z = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    z = (uint64_t)difference[i] + (mod->modulus[i] & below) + (z >> 32);
    difference[i] = (uint32_t)z;
  }
}

void mod256_reduce_once(const struct mod256 *mod, uint32_t value[8]) {
  subtract_modulus(mod, value, value, 0);
}

uint32_t mod256_load(const struct mod256 *mod, uint32_t value[8], const uint8_t bytes[32]) {
  uint32_t borrow = 0;
  for (unsigned i = 0; i < 8; i++) {
    value[i] = load_be32(bytes + 28 - 4 * i);
    borrow = (uint32_t)(((uint64_t)value[i] - mod->modulus[i] - borrow) >> 63);
  }
  return ct_barrier(0u - borrow);
}

void mod256_store(uint8_t bytes[32], const uint32_t value[8]) {
  for (unsigned i = 0; i < 8; i++) store_be32(bytes + 28 - 4 * i, value[i]);
}

void mod256_enter(const struct mod256 *mod, uint32_t value[8]) {
  mod256_multiply(mod, value, value, mod->square);
}

void mod256_leave(const struct mod256 *mod, uint32_t value[8]) {
  static const uint32_t one[8] = {1};
  mod256_multiply(mod, value, value, one);
}

/* Fermat: a to the power of modulus − 2, four bits of the (public) exponent at a time. No modulus here ends in 0 or 1. */
void mod256_invert(const struct mod256 *mod, uint32_t inverse[8], const uint32_t a[8]) {
  uint32_t powers[16][8];
  uint32_t r[8];
  memcpy(powers[0], mod->one, sizeof r);
  for (unsigned i = 1; i < 16; i++) mod256_multiply(mod, powers[i], powers[i - 1], a);
  memcpy(r, mod->one, sizeof r);
  for (unsigned at = 64; at-- > 0;) {
    uint32_t word = mod->modulus[at / 8] - (at < 8 ? 2u : 0u);
    for (unsigned i = 0; i < 4; i++) mod256_multiply(mod, r, r, r);
    mod256_multiply(mod, r, r, powers[word >> (4 * (at & 7)) & 15u]);
  }
  memcpy(inverse, r, sizeof r);
  jz_wipe(powers, sizeof powers);
  jz_wipe(r, sizeof r);
}

uint32_t mod256_is_zero(const uint32_t a[8]) {
  uint32_t any = 0;
  for (unsigned i = 0; i < 8; i++) any |= a[i];
  return ct_mask_zero(any);
}

uint32_t mod256_is_equal(const uint32_t a[8], const uint32_t b[8]) {
  uint32_t difference = 0;
  for (unsigned i = 0; i < 8; i++) difference |= a[i] ^ b[i];
  return ct_mask_zero(difference);
}
