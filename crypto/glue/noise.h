/* SPDX-License-Identifier: Apache-2.0
 *
 * Random bytes for C: the terminal's entropy (crypto/core/entropy.h) fed from the board's noise (ports.h). The only source there is.
 */
#ifndef JIAOZI_NOISE_H
#define JIAOZI_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct drbg;
struct terminal;

/** Whether this terminal has proven its noise; makes the start-up test if that has not been done. Never true after a failure. */
bool noise_proven(struct terminal *terminal);

/** The terminal's generator with fresh noise in it, for one request. NULL when the noise is not proven or has just failed. */
struct drbg *noise_generator(struct terminal *terminal) __attribute__((warn_unused_result));

/** `size` random bytes, at most DRBG_REQUEST_SIZE_MAX. False, and zeros, as above. */
bool noise_take(struct terminal *terminal, uint8_t *bytes, size_t size) __attribute__((warn_unused_result));

#endif
