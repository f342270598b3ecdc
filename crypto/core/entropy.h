/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal's random numbers: samples of the board's physical noise, tested, and what HMAC_DRBG (drbg.h) makes of them. A
 * start-up test over ENTROPY_START_SAMPLES samples, and the same two tests over every sample afterwards, in the manner of SP 800-90B
 * (repetition count, adaptive proportion); its text was not at hand, so the limits are derived here and a test derives them again.
 *
 * The generator is seeded from all samples of the start-up test and takes ENTROPY_FRESH_SAMPLES more before each request: what was
 * known of it before tells nothing about what it gives next.
 *
 * The one thing a reader would get wrong: nothing here makes randomness. Without samples that passed the tests there is no
 * generator at all. That the noise was on is the caller's affair (crypto/glue/noise.c); that it was tried and found good is in
 * `state`, and crypto asks for it.
 */
#ifndef JIAOZI_ENTROPY_H
#define JIAOZI_ENTROPY_H

#include "drbg.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  ENTROPY_START_SAMPLES = 1024,
  ENTROPY_FRESH_SAMPLES = 64, /* before each request: 256 bits, as strong as the generator is */

  /* A sample is a byte, of which 4 bits of min-entropy are asked; a good source fails a test once in 2^30 times or less.
   * Repetition: 1 + 30 / 4, rounded up. Proportion: one more than the least number that a binomial distribution of a window of
   * samples with p = 2^-4 exceeds with a probability of at most 2^-30. */
  ENTROPY_RUN_LIMIT = 9,
  ENTROPY_WINDOW = 512,
  ENTROPY_WINDOW_LIMIT = 71,
};

enum entropy_state {
  ENTROPY_UNTRIED = 0,
  ENTROPY_PROVEN = 1,  /* the start-up test has been passed, and no test since has failed */
  ENTROPY_REFUSED = 2, /* for as long as there is power */
};

/** All zero is the state before the start. */
struct entropy {
  struct drbg generator;
  uint32_t samples; /* so far, up to ENTROPY_START_SAMPLES */
  uint32_t run;     /* the last sample has come so often in a row */
  uint32_t equal;   /* samples of this window that are the window's first */
  uint32_t failed;  /* a mask (ct.h) */
  uint16_t window;  /* samples of this window so far */
  uint8_t last, first;
  uint8_t state;
};

/** Tests samples and takes them into the generator. */
void entropy_add(struct entropy *entropy, const uint8_t *samples, size_t size);

/** Ends the start-up test: what it says from now on is `state`. False, and nothing is kept, when it was not passed. */
bool entropy_prove(struct entropy *entropy) __attribute__((warn_unused_result));

/** Gives up: the source was not on, or went away. */
void entropy_refuse(struct entropy *entropy);

/** The generator for one request, seeded again with ENTROPY_FRESH_SAMPLES fresh samples. NULL when there is no proof or they fail. */
struct drbg *entropy_generator(struct entropy *entropy, const uint8_t *fresh) __attribute__((warn_unused_result));

#endif
