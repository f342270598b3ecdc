/* SPDX-License-Identifier: Apache-2.0
 *
 * Points of P-256 and of the curve of SM2: y² = x³ − 3x + b, of prime order. Points are projective (x = X/Z, y = Y/Z), in
 * Montgomery's form, and (0 : 1 : 0) is the neutral one.
 *
 * The formulas are complete (Renes, Costello and Batina, 2015, for a = −3): they hold for all points, equal, opposite or neutral, so
 * that there is no special case to find by its time. Time depends on nothing but where a function says so.
 */
#ifndef JIAOZI_CURVE_H
#define JIAOZI_CURVE_H

#include "mod256.h"

#include <stdbool.h>

enum { CURVE_COMB_POINTS = 15, CURVE_POINT_SIZE = 65 };

struct curve {
  struct mod256 field;
  struct mod256 order;
  /** Of the equation, in Montgomery's form. */
  uint32_t b[MOD256_WORDS];
  /** Sums of G, 2^64·G, 2^128·G and 2^192·G: entry i − 1 for the bits of i. x and y in Montgomery's form. */
  uint32_t comb[CURVE_COMB_POINTS][2][MOD256_WORDS];
};

extern const struct curve jz_curve_p256;
extern const struct curve jz_curve_sm2;

struct curve_point {
  uint32_t x[MOD256_WORDS], y[MOD256_WORDS], z[MOD256_WORDS];
};

/** From 04 | x | y. False when this is no point of the curve. Public. */
bool curve_load(const struct curve *curve, struct curve_point *point, const uint8_t bytes[CURVE_POINT_SIZE])
    __attribute__((warn_unused_result));
/** To x and y, which may be null. FFFFFFFFh; 0 (and zeros) for the neutral point. */
uint32_t curve_store(const struct curve *curve, const struct curve_point *point, uint8_t x[32], uint8_t y[32]);

/** Results may be operands. */
void curve_add(const struct curve *curve, struct curve_point *sum, const struct curve_point *a,
               const struct curve_point *b);
void curve_double(const struct curve *curve, struct curve_point *twice, const struct curve_point *a);

/** scalar · point; a scalar of 32 bytes, big-endian, of any value, secret. */
void curve_multiply(const struct curve *curve, struct curve_point *product, const struct curve_point *point,
                    const uint8_t scalar[32]);
/** scalar · G, four times as fast. */
void curve_multiply_base(const struct curve *curve, struct curve_point *product, const uint8_t scalar[32]);

#endif
