/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic modulo a prime of 256 bits, in eight words, lowest first. Values are below the modulus, and, where it says
 * "Montgomery", multiplied by 2^256. Time depends on nothing; the modulus and exponents are public.
 *
 * The four moduli (P-256's and SM2's fields and group orders) are in curves.c.
 */
#ifndef JIAOZI_MOD256_H
#define JIAOZI_MOD256_H

#include <stdint.h>

enum { MOD256_WORDS = 8, MOD256_SIZE = 32 };

/** How a row of a product is reduced: the two fields' primes are sums of few powers of 2. */
enum mod256_shape { MOD256_ANY, MOD256_P256_FIELD, MOD256_SM2_FIELD };

struct mod256 {
  enum mod256_shape shape;
  uint32_t modulus[MOD256_WORDS];
  /** −1 / modulus modulo 2^32 */
  uint32_t factor;
  /** 2^512 modulo the modulus: takes a value into Montgomery's form */
  uint32_t square[MOD256_WORDS];
  /** 1 in Montgomery's form */
  uint32_t one[MOD256_WORDS];
};

/** From 32 bytes, big-endian. FFFFFFFFh when the value is below the modulus, else 0 (and the value is what it is). */
uint32_t mod256_load(const struct mod256 *mod, uint32_t value[8], const uint8_t bytes[32]);
void mod256_store(uint8_t bytes[32], const uint32_t value[8]);

/** Any value of 256 bits, made smaller than the modulus by one subtraction where needed. */
void mod256_reduce_once(const struct mod256 *mod, uint32_t value[8]);

/** Results may be operands. */
void mod256_add(const struct mod256 *mod, uint32_t sum[8], const uint32_t a[8], const uint32_t b[8]);
void mod256_subtract(const struct mod256 *mod, uint32_t difference[8], const uint32_t a[8], const uint32_t b[8]);
/** a · b / 2^256: of two values in Montgomery's form the product in that form; of one, the product out of it. */
void mod256_multiply(const struct mod256 *mod, uint32_t product[8], const uint32_t a[8], const uint32_t b[8]);
void mod256_enter(const struct mod256 *mod, uint32_t value[8]);
void mod256_leave(const struct mod256 *mod, uint32_t value[8]);
/** In Montgomery's form. 0 goes to 0. */
void mod256_invert(const struct mod256 *mod, uint32_t inverse[8], const uint32_t a[8]);

/** FFFFFFFFh when it is so, else 0. */
uint32_t mod256_is_zero(const uint32_t a[8]);
uint32_t mod256_is_equal(const uint32_t a[8], const uint32_t b[8]);

#endif
