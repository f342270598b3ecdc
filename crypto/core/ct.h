/* SPDX-License-Identifier: Apache-2.0
 *
 * The vocabulary of constant time: the only ways in which crypto/core decides anything about a secret.
 *
 * A *mask* is 0 or FFFFFFFFh and nothing else. No function here branches, indexes or divides, so none takes a time that
 * depends on its operands. What a reader would get wrong: a compiler may see that a mask has two values and put a branch
 * where `ct_select` stands; `ct_barrier` takes that knowledge away from it.
 */
#ifndef JIAOZI_CT_H
#define JIAOZI_CT_H

#include <stddef.h>
#include <stdint.h>

/** The same value, of which the compiler now knows nothing. Proof: it passes through an empty asm as in- and output. */
static inline uint32_t ct_barrier(uint32_t value) {
  __asm__("" : "+r"(value));
  return value;
}

/**
 * The one door from secret to public. Each call says why the value may be known. Under memcheck (crypto/ct) the mark
 * "secret" is taken off here; elsewhere this is the identity.
 */
#ifdef JIAOZI_CT_MEMCHECK
uint32_t ct_public(uint32_t value);
#else
static inline uint32_t ct_public(uint32_t value) {
  return value;
}
#endif

/**
 * FFFFFFFFh when value ≠ 0, else 0.
 * Proof: for value ≠ 0 at least one of value and −value (modulo 2^32) has bit 31 set, for 0 neither has; the shift leaves
 * that bit alone as 0 or 1, and 0 − 1 is FFFFFFFFh.
 */
static inline uint32_t ct_mask_nonzero(uint32_t value) {
  value = ct_barrier(value);
  return ct_barrier(0u - ((value | (0u - value)) >> 31));
}

/** FFFFFFFFh when value = 0, else 0. Proof: the complement of a mask is the other mask. */
static inline uint32_t ct_mask_zero(uint32_t value) {
  return ~ct_mask_nonzero(value);
}

/**
 * `yes` under the mask FFFFFFFFh, `no` under 0.
 * Proof: no ^ (x & 0) = no, and no ^ (no ^ yes) = yes.
 */
static inline uint32_t ct_select(uint32_t mask, uint32_t yes, uint32_t no) {
  return no ^ ((no ^ yes) & ct_barrier(mask));
}

/**
 * FFFFFFFFh when all `size` bytes are zero, else 0. The size is public.
 * Proof: the OR of all bytes is zero exactly when each is; every byte is read, whatever came before.
 */
static inline uint32_t ct_mask_all_zero(const uint8_t *bytes, size_t size) {
  uint32_t any = 0;
  for (size_t i = 0; i < size; i++) any |= bytes[i];
  return ct_mask_zero(any);
}

/**
 * FFFFFFFFh when the `size` bytes at a and b are the same, else 0. The size is public.
 * Proof: a ^ b is zero exactly for equal bytes, and the differences are gathered with OR as above.
 */
static inline uint32_t ct_mask_equal(const uint8_t *a, const uint8_t *b, size_t size) {
  uint32_t difference = 0;
  for (size_t i = 0; i < size; i++) difference |= (uint32_t)(a[i] ^ b[i]);
  return ct_mask_zero(difference);
}

/**
 * The upper-case hexadecimal digit (ASCII) of a nibble 0–15.
 * Proof: 9 − n wraps exactly for n > 9, so that bit 31 of it, spread to a mask, adds the 7 places between '9' and 'A'.
 */
static inline uint8_t ct_hex_digit(uint32_t nibble) {
  uint32_t letter = 0u - ((9u - nibble) >> 31);
  return (uint8_t)(0x30u + nibble + (letter & 7u));
}

#endif
