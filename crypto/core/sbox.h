/* SPDX-License-Identifier: Apache-2.0
 *
 * The S-box of AES on 32 bytes at once, without tables: the circuit of 115 gates that Boyar and Peralta published in 2009, as
 * it is found in many libraries; shown right for all 256 bytes by tests/crypto. SM4 borrows it (sm4.c).
 *
 * What a reader would get wrong: the constant 63h at the end of the S-box is left out. Whoever calls this adds it where it is
 * cheapest: AES into its round keys, SM4 into its own constant.
 */
#ifndef JIAOZI_SBOX_H
#define JIAOZI_SBOX_H

#include "octets.h"

/** Plane i (bit i of each byte) in s[i]; S(x) ^ 63h comes out. */
ALWAYS_INLINE void sbox_planes(uint32_t s[8]) {
  uint32_t x0 = s[7], x1 = s[6], x2 = s[5], x3 = s[4], x4 = s[3], x5 = s[2], x6 = s[1], x7 = s[0];

  /* into the tower of fields */
  uint32_t y14 = x3 ^ x5, y13 = x0 ^ x6, y9 = x0 ^ x3, y8 = x0 ^ x5;
  uint32_t t0 = x1 ^ x2;
  uint32_t y1 = t0 ^ x7;
  uint32_t y4 = y1 ^ x3, y12 = y13 ^ y14, y2 = y1 ^ x0, y5 = y1 ^ x6;
  uint32_t y3 = y5 ^ y8;
  uint32_t t1 = x4 ^ y12;
  uint32_t y15 = t1 ^ x5, y20 = t1 ^ x1;
  uint32_t y6 = y15 ^ x7, y10 = y15 ^ t0, y11 = y20 ^ y9;
  uint32_t y7 = x7 ^ y11, y17 = y10 ^ y11, y19 = y10 ^ y8, y16 = t0 ^ y11;
  uint32_t y21 = y13 ^ y16, y18 = x0 ^ y16;

  /* the inverse */
  uint32_t t2 = y12 & y15;
  uint32_t t4 = (y3 & y6) ^ t2;
  uint32_t t6 = (y4 & x7) ^ t2;
  uint32_t t7 = y13 & y16;
  uint32_t t9 = (y5 & y1) ^ t7;
  uint32_t t11 = (y2 & y7) ^ t7;
  uint32_t t12 = y9 & y11;
  uint32_t t14 = (y14 & y17) ^ t12;
  uint32_t t16 = (y8 & y10) ^ t12;
  uint32_t t21 = t4 ^ t14 ^ y20;
  uint32_t t22 = t6 ^ t16 ^ y19;
  uint32_t t23 = t9 ^ t14 ^ y21;
  uint32_t t24 = t11 ^ t16 ^ y18;
  uint32_t t25 = t21 ^ t22;
  uint32_t t26 = t21 & t23;
  uint32_t t27 = t24 ^ t26;
  uint32_t t29 = (t25 & t27) ^ t22;
  uint32_t t30 = t23 ^ t24;
  uint32_t t31 = t22 ^ t26;
  uint32_t t33 = (t31 & t30) ^ t24;
  uint32_t t34 = t23 ^ t33;
  uint32_t t35 = t27 ^ t33;
  uint32_t t36 = t24 & t35;
  uint32_t t37 = t36 ^ t34;
  uint32_t t38 = t27 ^ t36;
  uint32_t t40 = t25 ^ (t29 & t38);
  uint32_t t41 = t40 ^ t37, t42 = t29 ^ t33, t43 = t29 ^ t40, t44 = t33 ^ t37;
  uint32_t t45 = t42 ^ t41;
  uint32_t z0 = t44 & y15, z1 = t37 & y6, z2 = t33 & x7, z3 = t43 & y16, z4 = t40 & y1, z5 = t29 & y7;
  uint32_t z6 = t42 & y11, z7 = t45 & y17, z8 = t41 & y10, z9 = t44 & y12, z10 = t37 & y3, z11 = t33 & y4;
  uint32_t z12 = t43 & y13, z13 = t40 & y5, z14 = t29 & y2, z15 = t42 & y9, z16 = t45 & y14, z17 = t41 & y8;

  /* back, with the linear part of the affine map */
  uint32_t t46 = z15 ^ z16, t47 = z10 ^ z11, t48 = z5 ^ z13, t49 = z9 ^ z10, t50 = z2 ^ z12, t51 = z2 ^ z5;
  uint32_t t52 = z7 ^ z8, t53 = z0 ^ z3, t54 = z6 ^ z7, t55 = z16 ^ z17;
  uint32_t t56 = z12 ^ t48, t57 = t50 ^ t53, t58 = z4 ^ t46, t59 = z3 ^ t54;
  uint32_t t60 = t46 ^ t57, t61 = z14 ^ t57, t62 = t52 ^ t58, t63 = t49 ^ t58;
  uint32_t t64 = z4 ^ t59, t65 = t61 ^ t62, t66 = z1 ^ t63;
  uint32_t r3 = t53 ^ t66;
  s[7] = t59 ^ t63;
  s[6] = t64 ^ r3;
  s[5] = t55 ^ t64 ^ t65;
  s[4] = r3;
  s[3] = t51 ^ t66;
  s[2] = t47 ^ t65;
  s[1] = t56 ^ t62;
  s[0] = t48 ^ t60;
}

/** Exchanges the bits of `a` under mask << shift with those of `b` under mask. */
#define SWAP_BITS(a, b, mask, shift)                          \
  do {                                                        \
    uint32_t difference_ = (((a) >> (shift)) ^ (b)) & (mask); \
    (b) ^= difference_;                                       \
    (a) ^= difference_ << (shift);                            \
  } while (0)

/** Bit i of each byte of word k becomes bit k of that byte of word i: from eight words to eight planes, and back. */
ALWAYS_INLINE void transpose_planes(uint32_t s[8]) {
  SWAP_BITS(s[0], s[1], 0x55555555u, 1);
  SWAP_BITS(s[2], s[3], 0x55555555u, 1);
  SWAP_BITS(s[4], s[5], 0x55555555u, 1);
  SWAP_BITS(s[6], s[7], 0x55555555u, 1);
  SWAP_BITS(s[0], s[2], 0x33333333u, 2);
  SWAP_BITS(s[1], s[3], 0x33333333u, 2);
  SWAP_BITS(s[4], s[6], 0x33333333u, 2);
  SWAP_BITS(s[5], s[7], 0x33333333u, 2);
  SWAP_BITS(s[0], s[4], 0x0F0F0F0Fu, 4);
  SWAP_BITS(s[1], s[5], 0x0F0F0F0Fu, 4);
  SWAP_BITS(s[2], s[6], 0x0F0F0F0Fu, 4);
  SWAP_BITS(s[3], s[7], 0x0F0F0F0Fu, 4);
}

#endif
