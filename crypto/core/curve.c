/* SPDX-License-Identifier: Apache-2.0
 *
 * Points. See curve.h. Additions and doublings are written as the paper's lists of steps (algorithms 4 and 6).
 */
#include "curve.h"

#include "ct.h"
#include "wipe.h"

#include <string.h>

#define MULTIPLY(r, a, b) mod256_multiply(field, r, a, b)
#define ADD(r, a, b) mod256_add(field, r, a, b)
#define SUBTRACT(r, a, b) mod256_subtract(field, r, a, b)

void curve_add(const struct curve *curve, struct curve_point *sum, const struct curve_point *a,
               const struct curve_point *b) {
  const struct mod256 *field = &curve->field;
  uint32_t t0[8], t1[8], t2[8], t3[8], t4[8], x3[8], y3[8], z3[8];
  MULTIPLY(t0, a->x, b->x);
  MULTIPLY(t1, a->y, b->y);
  MULTIPLY(t2, a->z, b->z);
  ADD(t3, a->x, a->y);
  ADD(t4, b->x, b->y);
  MULTIPLY(t3, t3, t4);
  ADD(t4, t0, t1);
  SUBTRACT(t3, t3, t4);
  ADD(t4, a->y, a->z);
  ADD(x3, b->y, b->z);
  MULTIPLY(t4, t4, x3);
  ADD(x3, t1, t2);
  SUBTRACT(t4, t4, x3);
  ADD(x3, a->x, a->z);
  ADD(y3, b->x, b->z);
  MULTIPLY(x3, x3, y3);
  ADD(y3, t0, t2);
  SUBTRACT(y3, x3, y3);
  MULTIPLY(z3, curve->b, t2);
  SUBTRACT(x3, y3, z3);
  ADD(z3, x3, x3);
  ADD(x3, x3, z3);
  SUBTRACT(z3, t1, x3);
  ADD(x3, t1, x3);
  MULTIPLY(y3, curve->b, y3);
  ADD(t1, t2, t2);
  ADD(t2, t1, t2);
  SUBTRACT(y3, y3, t2);
  SUBTRACT(y3, y3, t0);
  ADD(t1, y3, y3);
  ADD(y3, t1, y3);
  ADD(t1, t0, t0);
  ADD(t0, t1, t0);
  SUBTRACT(t0, t0, t2);
  MULTIPLY(t1, t4, y3);
  MULTIPLY(t2, t0, y3);
  MULTIPLY(y3, x3, z3);
  ADD(sum->y, y3, t2);
  MULTIPLY(x3, t3, x3);
  SUBTRACT(sum->x, x3, t1);
  MULTIPLY(z3, t4, z3);
  MULTIPLY(t1, t3, t0);
  ADD(sum->z, z3, t1);
}

void curve_double(const struct curve *curve, struct curve_point *twice, const struct curve_point *a) {
  const struct mod256 *field = &curve->field;
  uint32_t t0[8], t1[8], t2[8], t3[8], x3[8], y3[8], z3[8];
  MULTIPLY(t0, a->x, a->x);
  MULTIPLY(t1, a->y, a->y);
  MULTIPLY(t2, a->z, a->z);
  MULTIPLY(t3, a->x, a->y);
  ADD(t3, t3, t3);
  MULTIPLY(z3, a->x, a->z);
  ADD(z3, z3, z3);
  MULTIPLY(y3, curve->b, t2);
  SUBTRACT(y3, y3, z3);
  ADD(x3, y3, y3);
  ADD(y3, x3, y3);
  SUBTRACT(x3, t1, y3);
  ADD(y3, t1, y3);
  MULTIPLY(y3, x3, y3);
  MULTIPLY(x3, x3, t3);
  ADD(t3, t2, t2);
  ADD(t2, t2, t3);
  MULTIPLY(z3, curve->b, z3);
  SUBTRACT(z3, z3, t2);
  SUBTRACT(z3, z3, t0);
  ADD(t3, z3, z3);
  ADD(z3, z3, t3);
  ADD(t3, t0, t0);
  ADD(t0, t3, t0);
  SUBTRACT(t0, t0, t2);
  MULTIPLY(t0, t0, z3);
  ADD(y3, y3, t0);
  MULTIPLY(t0, a->y, a->z);
  ADD(t0, t0, t0);
  MULTIPLY(z3, t0, z3);
  SUBTRACT(twice->x, x3, z3);
  MULTIPLY(z3, t0, t1);
  ADD(z3, z3, z3);
  ADD(twice->z, z3, z3);
  memcpy(twice->y, y3, sizeof y3);
}

static void set_neutral(const struct curve *curve, struct curve_point *point) {
  memset(point, 0, sizeof *point);
  memcpy(point->y, curve->field.one, sizeof point->y);
}

/* target = source under the mask, word by word. */
static void copy_if(uint32_t mask, void *target, const void *source, unsigned words) {
  uint32_t *to = target;
  const uint32_t *from = source;
  for (unsigned i = 0; i < words; i++) to[i] = ct_select(mask, from[i], to[i]);
}

bool curve_load(const struct curve *curve, struct curve_point *point, const uint8_t bytes[CURVE_POINT_SIZE]) {
  const struct mod256 *field = &curve->field;
  uint32_t left[8], right[8];
  if (bytes[0] != 4) return false;
  if (mod256_load(field, point->x, bytes + 1) == 0 || mod256_load(field, point->y, bytes + 33) == 0) return false;
  mod256_enter(field, point->x);
  mod256_enter(field, point->y);
  memcpy(point->z, field->one, sizeof point->z);
  MULTIPLY(left, point->y, point->y);
  MULTIPLY(right, point->x, point->x);
  for (unsigned i = 0; i < 3; i++) SUBTRACT(right, right, field->one);
  MULTIPLY(right, right, point->x); /* (x² − 3)·x */
  ADD(right, right, curve->b);
  return mod256_is_equal(left, right) != 0;
}

uint32_t curve_store(const struct curve *curve, const struct curve_point *point, uint8_t x[32], uint8_t y[32]) {
  const struct mod256 *field = &curve->field;
  uint32_t inverse[8], value[8];
  mod256_invert(field, inverse, point->z);
  if (x != NULL) {
    MULTIPLY(value, point->x, inverse);
    mod256_leave(field, value);
    mod256_store(x, value);
  }
  if (y != NULL) {
    MULTIPLY(value, point->y, inverse);
    mod256_leave(field, value);
    mod256_store(y, value);
  }
  jz_wipe(inverse, sizeof inverse);
  jz_wipe(value, sizeof value);
  return ~mod256_is_zero(point->z);
}

/* Four bits of the scalar at a time; all sixteen multiples are looked at, whichever is wanted. */
void curve_multiply(const struct curve *curve, struct curve_point *product, const struct curve_point *point,
                    const uint8_t scalar[32]) {
  struct curve_point multiples[16];
  struct curve_point sum, chosen;
  set_neutral(curve, &multiples[0]);
  multiples[1] = *point;
  for (unsigned i = 2; i < 16; i++) curve_add(curve, &multiples[i], &multiples[i - 1], point);
  set_neutral(curve, &sum);
  for (unsigned at = 0; at < 64; at++) {
    uint32_t digit = (uint32_t)scalar[at / 2] >> ((at & 1) != 0 ? 0 : 4) & 15u;
    for (unsigned i = 0; at > 0 && i < 4; i++) curve_double(curve, &sum, &sum);
    chosen = multiples[0];
    for (unsigned i = 1; i < 16; i++) {
      copy_if(ct_mask_zero(digit ^ i), &chosen, &multiples[i], sizeof chosen / sizeof(uint32_t));
    }
    curve_add(curve, &sum, &sum, &chosen);
  }
  *product = sum;
  jz_wipe(multiples, sizeof multiples);
  jz_wipe(&sum, sizeof sum);
  jz_wipe(&chosen, sizeof chosen);
}

/* Bit `at` of a big-endian scalar, counted from its end. */
static uint32_t scalar_bit(const uint8_t scalar[32], unsigned at) {
  return (uint32_t)scalar[31 - at / 8] >> (at & 7) & 1u;
}

/* A comb: bits 64 apart are taken together, so that 64 doublings serve all four parts of the scalar. */
void curve_multiply_base(const struct curve *curve, struct curve_point *product, const uint8_t scalar[32]) {
  struct curve_point sum, chosen;
  set_neutral(curve, &sum);
  for (unsigned at = 64; at-- > 0;) {
    uint32_t digit = scalar_bit(scalar, at) | scalar_bit(scalar, at + 64) << 1 | scalar_bit(scalar, at + 128) << 2 |
                     scalar_bit(scalar, at + 192) << 3;
    if (at < 63) curve_double(curve, &sum, &sum);
    set_neutral(curve, &chosen);
    for (unsigned i = 0; i < CURVE_COMB_POINTS; i++) {
      copy_if(ct_mask_zero(digit ^ (i + 1)), &chosen, curve->comb[i], 16); /* x and y */
    }
    copy_if(ct_mask_nonzero(digit), chosen.z, curve->field.one, 8);
    curve_add(curve, &sum, &sum, &chosen);
  }
  *product = sum;
  jz_wipe(&sum, sizeof sum);
  jz_wipe(&chosen, sizeof chosen);
}
