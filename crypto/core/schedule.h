/* SPDX-License-Identifier: Apache-2.0
 *
 * What the message schedules of SHA-1, SHA-256 and SM3 share: a word is made of some of the sixteen before it. With these
 * sixteen in registers nothing has to be loaded again; on rv32 that is a fifth of the schedule's work.
 *
 * What a reader would get wrong: the sixteen words are named by their place, w0 … w15, not by their age. NEXT(w16, w15, w14, w13,
 * w9, w8, w7, w6, w3, w2) of a hash gets them by their age: w16 is the oldest, which the new word replaces.
 */
#ifndef JIAOZI_SCHEDULE_H
#define JIAOZI_SCHEDULE_H

#include "octets.h"

/** Stores the words of the block and declares w0 … w15. Sixteen loads more than need be: unrolled it would be 400 bytes longer. */
#define SCHEDULE_BEGIN(w, block)                                                                    \
  for (unsigned i = 0; i < 16; i++) (w)[i] = load_be32((block) + 4 * i);                            \
  uint32_t w0 = (w)[0], w1 = (w)[1], w2 = (w)[2], w3 = (w)[3], w4 = (w)[4], w5 = (w)[5];            \
  uint32_t w6 = (w)[6], w7 = (w)[7], w8 = (w)[8], w9 = (w)[9], w10 = (w)[10], w11 = (w)[11];        \
  uint32_t w12 = (w)[12], w13 = (w)[13], w14 = (w)[14], w15 = (w)[15]

#define SCHEDULE_FOUR(NEXT, at)                                  \
  do {                                                           \
    w0 = NEXT(w0, w1, w2, w3, w7, w8, w9, w10, w13, w14);        \
    w1 = NEXT(w1, w2, w3, w4, w8, w9, w10, w11, w14, w15);       \
    w2 = NEXT(w2, w3, w4, w5, w9, w10, w11, w12, w15, w0);       \
    w3 = NEXT(w3, w4, w5, w6, w10, w11, w12, w13, w0, w1);       \
    (at)[0] = w0, (at)[1] = w1, (at)[2] = w2, (at)[3] = w3;      \
  } while (0)

/** The next sixteen words, to `at`. */
#define SCHEDULE_SIXTEEN(NEXT, at)                               \
  do {                                                           \
    SCHEDULE_FOUR(NEXT, at);                                     \
    w4 = NEXT(w4, w5, w6, w7, w11, w12, w13, w14, w1, w2);       \
    w5 = NEXT(w5, w6, w7, w8, w12, w13, w14, w15, w2, w3);       \
    w6 = NEXT(w6, w7, w8, w9, w13, w14, w15, w0, w3, w4);        \
    w7 = NEXT(w7, w8, w9, w10, w14, w15, w0, w1, w4, w5);        \
    (at)[4] = w4, (at)[5] = w5, (at)[6] = w6, (at)[7] = w7;      \
    w8 = NEXT(w8, w9, w10, w11, w15, w0, w1, w2, w5, w6);        \
    w9 = NEXT(w9, w10, w11, w12, w0, w1, w2, w3, w6, w7);        \
    w10 = NEXT(w10, w11, w12, w13, w1, w2, w3, w4, w7, w8);      \
    w11 = NEXT(w11, w12, w13, w14, w2, w3, w4, w5, w8, w9);      \
    (at)[8] = w8, (at)[9] = w9, (at)[10] = w10, (at)[11] = w11;  \
    w12 = NEXT(w12, w13, w14, w15, w3, w4, w5, w6, w9, w10);     \
    w13 = NEXT(w13, w14, w15, w0, w4, w5, w6, w7, w10, w11);     \
    w14 = NEXT(w14, w15, w0, w1, w5, w6, w7, w8, w11, w12);      \
    w15 = NEXT(w15, w0, w1, w2, w6, w7, w8, w9, w12, w13);       \
    (at)[12] = w12, (at)[13] = w13, (at)[14] = w14, (at)[15] = w15; \
  } while (0)

#endif
