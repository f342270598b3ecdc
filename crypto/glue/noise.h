/* SPDX-License-Identifier: Apache-2.0
 *
 * Random bytes for C: the terminal's entropy (crypto/core/entropy.h) fed from the board's noise (ports.h).
 */
#ifndef JIAOZI_NOISE_H
#define JIAOZI_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct terminal;

/** Whether this terminal has proven its noise; makes the start-up test if that has not been done. Never true after a failure. */
bool noise_proven(struct terminal *terminal);

/** `size` random bytes. False, and zeros, when the noise is not proven or has just failed. */
bool noise_take(struct terminal *terminal, uint8_t *bytes, size_t size) __attribute__((warn_unused_result));

#endif
